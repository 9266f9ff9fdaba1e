import type { Check } from '../../contract/checks.js';
import { experimentKey } from '../../contract/experiments.js';
import type { HandInHead, NodeState } from '../../contract/handin.js';
import type { Verdict } from '../../contract/verdict.js';
import type { PutNote } from '../../contract/messages/hand-ins.js';
import { asksLearner } from '../checks/parts.js';
import { wantsOfOne } from '../checks/plan.js';
import { putStates } from '../handins/put.js';
import type { Provider, Topology } from '../machines/provider.js';
import type { LoadedLab } from '../packs/compiled.js';
import type { JournalEntry } from '../session/journal.js';
import type { Progress } from '../session/progress.js';
import { Session } from '../session/session.js';
import type { SessionStore } from '../session/store.js';
import type { Work } from '../session/work.js';

/** What a replay is made from. */
export interface ReplayParts {
  readonly head: Pick<HandInHead, 'seed' | 'drawn'>;
  readonly states: readonly NodeState[];
  /** The learner's journal. */
  readonly entries: readonly JournalEntry[];
  /** The teacher's lab of that digest. */
  readonly loaded: LoadedLab;
  readonly provider: Provider;
  /** Where the session of the replay is kept meanwhile. */
  readonly store: SessionStore;
}

export interface Replayed {
  /** As the grade judges, in the lab's order. */
  readonly verdicts: readonly Verdict[];
  /** By check, what its verdict rests on, where the journal is whole. */
  readonly provenance: ReadonlyMap<string, 'replayed' | 'journal'>;
  /** What was handed in and is not on the machines that were judged. */
  readonly notes: readonly PutNote[];
  readonly seconds: number;
}

/** What of a learner's journal the replay goes by: answers, experiments that are made once, verdicts of their time, help that was taken. */
const taken: ReadonlySet<JournalEntry['type']> = new Set([
  'learner',
  'began',
  'step-started',
  'solved',
  'checked',
  'hinted',
  'solution-shown',
  'read',
  'answered',
  'reset',
  'experiment',
]);

/** Is it a machine that learners configure? The others stay as the lab made them. */
export function isHandedIn(role: Topology['nodes'][number]['role'] | undefined): boolean {
  return role !== undefined && role !== 'client' && role !== 'router';
}

/**
 * Judges a hand-in: fresh machines of its lab and values, what was handed in put onto those that learners configure, and everything judged
 * as the grade does, with secrets of its own. What only a live session can show comes from the learner's journal, and is their word.
 * The machines are ended, whatever happens.
 * @throws LabError, ShellError where the machines do not come or do not answer: it could not be checked
 */
export async function replayHandIn(parts: ReplayParts, work: Work = {}): Promise<Replayed> {
  const started = Date.now();
  const { head, loaded, provider, store } = parts;
  const record = store.create(loaded, { seed: head.seed, drawn: head.drawn, provider: provider.name });
  const session = new Session({ store, record, loaded, provider, learner: false });
  try {
    await session.start(work);
    for (const entry of parts.entries) if (taken.has(entry.type)) session.journal.append(entry);
    const live = session.progress();
    const roles = new Map(session.topology.nodes.map(({ name, role }) => [name, role]));
    const targets = parts.states
      .filter(({ node }) => isHandedIn(roles.get(node)))
      .map((wanted) => ({ node: wanted.node, shell: session.machines.shell(wanted.node), wanted }));
    const notes = await putStates(targets, work.signal);
    const unmoved = onlyOf(session, (node) => !isHandedIn(roles.get(node)));
    const provenance = provenanceOf(session, live, unmoved);
    // Answers and what stands was judged anew from the journal; what a client has is not there to be judged.
    const verdicts = (await session.grade(work)).map((verdict) =>
      unmoved.has(verdict.check) ? ((live.graded ?? live.verdicts).get(verdict.check) ?? verdict) : verdict,
    );
    return { verdicts, provenance, notes, seconds: (Date.now() - started) / 1000 };
  } finally {
    await session.destroy();
    store.remove(record.id);
  }
}

/** Checks that look at facts of such nodes only. */
function onlyOf({ lab, topology }: Session, such: (node: string) => boolean): ReadonlySet<string> {
  const checks = lab.steps.flatMap((step) => step.checks);
  return new Set(
    checks.flatMap((check) => {
      const { facts, experiments } = wantsOfOne(check, topology);
      const nodes = Object.keys(facts);
      return experiments.length === 0 && nodes.length > 0 && nodes.every(such) ? [check.id] : [];
    }),
  );
}

/** Which checks the journal answers, and which the machines. */
function provenanceOf(
  { lab, topology }: Session,
  live: Progress,
  unmoved: ReadonlySet<string>,
): Replayed['provenance'] {
  const of = (check: Check) => {
    const stood = wantsOfOne(check, topology).experiments.some((each) => live.stood.has(experimentKey(each)));
    // What held at its time, and is not there any more: a later step changed it.
    const past = !check.final && live.verdicts.get(check.id)?.status === 'pass';
    return asksLearner(check) || past || stood || unmoved.has(check.id) ? 'journal' : 'replayed';
  };
  return new Map(lab.steps.flatMap(({ checks }) => checks.map((check) => [check.id, of(check)] as const)));
}
