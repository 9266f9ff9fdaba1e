import type { SessionNews } from '../../contract/views.js';
import type { Provider } from '../machines/provider.js';
import { hintsOf } from '../session/hints.js';
import type { Progress } from '../session/progress.js';
import type { Session } from '../session/session.js';

export interface NewsParts {
  readonly session: Session;
  readonly provider: Provider;
  readonly progress: Progress;
}

/** What a session's record, its journal and its machines' abilities say of it. */
export function newsOf({
  session,
  provider,
  progress,
}: NewsParts): Omit<
  SessionNews,
  'state' | 'doing' | 'error' | 'host' | 'starting' | 'nodes' | 'unplugged' | 'terminals' | 'writing'
> {
  const { id, lab, record } = session;
  const { current, done, credit, verdicts, graded, answers, checkpoints } = progress;
  const capabilities = session.running ? session.machines.capabilities : provider.capabilities;
  const hints = lab.steps.flatMap((step) =>
    step.checks.map((check) => [check.id, hintsOf(step, check, progress)] as const),
  );
  return {
    id,
    revision: session.loaded.digest,
    provider: record.provider,
    seed: record.seed,
    drawn: record.drawn,
    capabilities,
    ...(current === undefined ? {} : { current }),
    done: [...done],
    solved: [...credit.solved],
    unearned: Object.fromEntries(credit.unearned),
    checkpoints: capabilities.checkpoints ? [...checkpoints] : [],
    verdicts: Object.fromEntries(graded ?? verdicts),
    hints: Object.fromEntries(hints),
    answers: Object.fromEntries(answers),
    created: record.created,
    graded: graded !== undefined,
  };
}
