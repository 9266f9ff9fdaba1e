import type { HandInHead, NodeState } from '../../contract/handin.js';
import type { Verdict } from '../../contract/verdict.js';
import type { PutNote } from '../../contract/messages/hand-ins.js';
import { putStates } from '../handins/put.js';
import type { Provider, Topology } from '../machines/provider.js';
import type { LoadedLab } from '../packs/compiled.js';
import type { JournalEntry } from '../session/journal.js';
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

/** Machines that a lab has beside those that learners configure: they stay as the lab made them. */
function isHandedIn(topology: Topology, node: string): boolean {
  const role = topology.nodes.find(({ name }) => name === node)?.role;
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
  const session = new Session({ store, record, loaded, provider, learner: true });
  try {
    await session.start(work);
    for (const entry of parts.entries) if (taken.has(entry.type)) session.journal.append(entry);
    const targets = parts.states
      .filter(({ node }) => isHandedIn(session.topology, node))
      .map((wanted) => ({ node: wanted.node, shell: session.machines.shell(wanted.node), wanted }));
    const notes = await putStates(targets, work.signal);
    const verdicts = await session.grade(work);
    return { verdicts, notes, seconds: (Date.now() - started) / 1000 };
  } finally {
    await session.destroy();
    store.remove(record.id);
  }
}
