import { LabError } from '../../contract/errors.js';
import type { HandInHead, NodeState } from '../../contract/handin.js';
import type { Status, Verdict } from '../../contract/verdict.js';
import type { PutNote } from '../../contract/messages/hand-ins.js';
import { settled } from '../experiments/context.js';
import { rebootNode } from '../experiments/reboot.js';
import { settle } from '../machines/settle.js';
import { type PutOptions, putStates } from '../handins/put.js';
import type { Lock } from '../machines/lock.js';
import type { Provider } from '../machines/provider.js';
import { ShellError } from '../machines/shell.js';
import type { LoadedLab } from '../packs/compiled.js';
import type { JournalEntry } from '../session/journal.js';
import { holdSession } from '../session/host-lock.js';
import { Session } from '../session/session.js';
import type { SessionStore } from '../session/store.js';
import type { Work } from '../session/work.js';
import { learnersNodes } from '../world/learners.js';
import { provenanceOf, unmovedOf } from './rests-on.js';

/** What the machines of a replay are made from. */
export interface ReplayerParts {
  readonly head: Pick<HandInHead, 'seed' | 'drawn' | 'session'>;
  /** The teacher's lab of that digest. */
  readonly loaded: LoadedLab;
  readonly provider: Provider;
  /** Where the session of the replay is kept meanwhile. */
  readonly store: SessionStore;
}

/** What a replay is made from. */
export interface ReplayParts extends ReplayerParts {
  readonly states: readonly NodeState[];
  /** The learner's journal. */
  readonly entries: readonly JournalEntry[];
  /** Judge what held once more after a boot of the machines. */
  readonly reboot?: boolean;
}

export interface Replayed {
  /** As the grade judges, in the lab's order. */
  readonly verdicts: readonly Verdict[];
  /** By check, what its verdict rests on, where the journal is whole. */
  readonly provenance: ReadonlyMap<string, 'replayed' | 'journal'>;
  /** What was handed in and is not on the machines that were judged. */
  readonly notes: readonly PutNote[];
  /** By check, what held before and was judged once more after a boot; absent: nobody asked. */
  readonly rebooted?: Readonly<Record<string, Status>>;
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

/**
 * Puts the nodes of a session that learners configure to where they were handed in; the session was just started.
 * @throws ShellError where a node cannot be asked
 */
export function putOnto(
  { lab, machines }: Session,
  states: readonly NodeState[],
  options: PutOptions = {},
): Promise<readonly PutNote[]> {
  const learners = learnersNodes(lab);
  const targets = states
    .filter(({ node }) => learners.has(node))
    .map((wanted) => ({ node: wanted.node, shell: machines.shell(wanted.node), wanted }));
  return putStates(targets, options);
}

/** The checkpoint of a replay's machines before anything was put onto them. */
const freshMachines = 'replay-fresh';

/** Fresh machines of one lab and values, onto which what was handed in is put to be judged. */
export class Replayer {
  readonly #session: Session;
  readonly #store: SessionStore;
  readonly #lock: Lock;

  private constructor(session: Session, store: SessionStore, lock: Lock) {
    this.#session = session;
    this.#store = store;
    this.#lock = lock;
  }

  /** @throws LabError where the machines do not come; then nothing is left of them */
  static async start({ head, loaded, provider, store }: ReplayerParts, work: Work): Promise<Replayer> {
    const { seed, drawn } = head;
    const handIn = { purpose: 'judged', student: '', session: head.session } as const;
    const record = store.create(loaded, { seed, drawn, provider: provider.name, handIn });
    // Other commands are not to take its machines for those of a process that died.
    const lock = await holdSession(record.id, store.folder(record.id));
    const session = new Session({ store, record, loaded, provider, learner: false });
    try {
      await session.start(work);
    } catch (error) {
      await lock.release();
      store.remove(record.id);
      throw error;
    }
    return new Replayer(session, store, lock);
  }

  /** The machines as they are now can be come back to. */
  checkpoint(signal?: AbortSignal): Promise<void> {
    return this.#session.machines.checkpoint(freshMachines, signal);
  }

  restore(signal?: AbortSignal): Promise<void> {
    return this.#session.machines.restore(freshMachines, signal);
  }

  /** Puts the nodes that learners configure to where they were. */
  put(states: readonly NodeState[], signal?: AbortSignal): Promise<readonly PutNote[]> {
    return putOnto(this.#session, states, { judged: true, signal });
  }

  /** Judges these anew, and nothing else. */
  probe(checks: readonly string[], work: Work): Promise<ReadonlyMap<string, Verdict>> {
    return this.#session.probe(checks, work);
  }

  /**
   * Judges as the grade does, beside the journal of who handed it in.
   * @param entries what the journal has since it was given last
   * @param only these checks; absent: everything
   * @param anew what the journal said of these before says nothing
   */
  async grade(
    entries: readonly JournalEntry[],
    work: Work,
    only?: ReadonlySet<string>,
    anew: readonly string[] = [],
  ): Promise<Pick<Replayed, 'verdicts' | 'provenance'>> {
    const session = this.#session;
    if (anew.length > 0)
      session.journal.append({ type: 'relab', digest: session.loaded.digest, checks: anew });
    for (const entry of entries) if (taken.has(entry.type)) session.journal.append(entry);
    const live = session.progress();
    const unmoved = unmovedOf(session);
    const provenance = provenanceOf(session, live, unmoved);
    const all = session.lab.steps.flatMap(({ checks }) => checks.map(({ id }) => id));
    // What a client has, or what passes by itself, is not there to be judged; what needs it goes by what the journal says.
    const keep = new Set(all.filter((id) => unmoved.has(id) || only?.has(id) === false));
    const verdicts = await session.grade(work, false, keep);
    return {
      verdicts: only === undefined ? verdicts : verdicts.filter(({ check }) => only.has(check)),
      provenance,
    };
  }

  /**
   * Boots the machines that learners configure, all at once, and judges these once more: what is in no file is gone. Services take a
   * moment, so it is looked at more than once. What does not hold on machines whose boot does not end is not known, and what was judged
   * before stays.
   */
  async afterBoot(checks: readonly string[], work: Work): Promise<Readonly<Record<string, Status>>> {
    const { lab, machines } = this.#session;
    const nodes = [...learnersNodes(lab)];
    const on = { machines, shell: (of: string) => machines.shell(of) };
    const boots = await settle(nodes.map((node) => rebootNode(on, node, work.signal))).catch(
      (error: unknown) => {
        const trouble = error instanceof ShellError || error instanceof LabError;
        if (work.signal?.aborted === true || !trouble) throw error;
        return undefined;
      },
    );
    if (boots === undefined) return Object.fromEntries(checks.map((check) => [check, 'unknown']));
    const judged = await settled(
      () => this.probe(checks, work),
      (verdicts) => [...verdicts.values()].every(({ status }) => status === 'pass'),
      work.signal,
    );
    const ended = boots.every((jobs) => jobs === undefined);
    const known = (status: Status) => (ended || status === 'pass' ? status : 'unknown');
    return Object.fromEntries([...judged].map(([check, { status }]) => [check, known(status)]));
  }

  /** Ends the machines, and forgets that there were any. */
  async end(): Promise<void> {
    await this.#session.destroy();
    await this.#lock.release();
    this.#store.remove(this.#session.id);
  }
}

/**
 * Judges a hand-in: fresh machines of its lab and values, what was handed in put onto those that learners configure, and everything judged
 * as the grade does, with secrets of its own. What only a live session can show comes from the learner's journal, and is their word.
 * The machines are ended, whatever happens.
 * @throws LabError, ShellError where the machines do not come or do not answer: it could not be checked
 */
export async function replayHandIn(parts: ReplayParts, work: Work = {}): Promise<Replayed> {
  const started = Date.now();
  const replayer = await Replayer.start(parts, work);
  try {
    const notes = await replayer.put(parts.states, work.signal);
    const graded = await replayer.grade(parts.entries, work);
    const held = graded.verdicts.filter(
      ({ check, status }) => status === 'pass' && graded.provenance.get(check) === 'replayed',
    );
    const rebooted =
      parts.reboot === true
        ? {
            rebooted: await replayer.afterBoot(
              held.map(({ check }) => check),
              work,
            ),
          }
        : {};
    return { ...graded, notes, ...rebooted, seconds: (Date.now() - started) / 1000 };
  } finally {
    await replayer.end();
  }
}
