import type { Lab } from '../../contract/lab.js';
import type { PutNote } from '../../contract/messages/hand-ins.js';
import type { Verdict } from '../../contract/verdict.js';
import { collectStates } from '../handins/collect.js';
import type { Session } from '../session/session.js';
import { learnersNodes } from '../world/learners.js';
import { Replayer, type ReplayerParts } from './replay.js';

/** One state of a session's machines, judged there and where it was put onto fresh ones. */
export interface Agreement {
  /** `solved`, or the id of a mistake or variant. */
  readonly state: string;
  readonly checks: number;
  /** Checks whose verdicts are not the same. */
  readonly differ: readonly {
    readonly check: string;
    readonly live: Verdict['status'];
    readonly replayed: Verdict['status'] | 'not judged';
    /** Code of what was found on the fresh machines. */
    readonly found: string;
    /** Why it has to be so: the mistake is on a machine that learners do not configure, and that stays as the lab made it. */
    readonly why?: 'not-handed-in';
  }[];
  readonly notes: readonly PutNote[];
  readonly seconds: number;
}

/** Holds the verdicts of a session against those of replays, state after state, on machines that are put back in between. */
export class Agreements {
  readonly #parts: Omit<ReplayerParts, 'head'>;
  readonly #signal: AbortSignal | undefined;
  #replayer: Replayer | undefined;
  /** Entries of the journal that the replay has. */
  #told = 0;
  /** Of the solution: what a mistake is made beside. */
  #solved: readonly Verdict[] = [];

  constructor(parts: Omit<ReplayerParts, 'head'>, signal?: AbortSignal) {
    this.#parts = parts;
    this.#signal = signal;
  }

  /** @param live what was judged there just now; of `solved` the grade */
  async hold(state: string, session: Session, live: readonly Verdict[]): Promise<Agreement> {
    const started = Date.now();
    const work = this.#signal === undefined ? {} : { signal: this.#signal };
    const { states } = await collectStates(
      session.topology.nodes.map(({ name }) => name),
      (node) => Promise.resolve(session.machines.shell(node)),
      work,
    );
    const replayer = await this.#fresh(session);
    const notes = await replayer.put(states, this.#signal);
    const journal = session.journal.read();
    const own = new Set(live.map(({ check }) => check));
    // As a journal has it: what a test judges of a mistake is noted nowhere, and the mistake before was never made.
    const beside = this.#solved.filter(({ check }) => !own.has(check));
    if (this.#solved.length === 0) this.#solved = live;
    const { verdicts } = await replayer.grade(
      [...journal.slice(this.#told), checkedOf(beside), checkedOf(live)],
      work,
      own,
      // Who made the mistake at its place never saw these pass, as this session did on its way.
      live.flatMap(({ check, status }) => (status === 'pass' ? [] : [check])),
    );
    this.#told = journal.length;
    const elsewhere = isElsewhere(state, session.lab);
    const judged = new Map(verdicts.map((each) => [each.check, each]));
    const differ = live.flatMap(({ check, status }) => {
      const other = judged.get(check);
      if (other?.status === status) return [];
      return [
        {
          check,
          live: status,
          replayed: other?.status ?? 'not judged',
          found: other?.message.code ?? '',
          ...(elsewhere && status === 'fail' ? { why: 'not-handed-in' as const } : {}),
        } as const,
      ];
    });
    return { state, checks: live.length, differ, notes, seconds: (Date.now() - started) / 1000 };
  }

  async #fresh({ record }: Session): Promise<Replayer> {
    if (this.#replayer !== undefined) {
      await this.#replayer.restore(this.#signal);
      return this.#replayer;
    }
    const { id: session, seed, drawn } = record;
    this.#replayer = await Replayer.start(
      { ...this.#parts, head: { session, seed, drawn } },
      this.#signal === undefined ? {} : { signal: this.#signal },
    );
    await this.#replayer.checkpoint(this.#signal);
    return this.#replayer;
  }

  async end(): Promise<void> {
    await this.#replayer?.end();
  }
}

function checkedOf(verdicts: readonly Verdict[]) {
  return { type: 'checked', at: Date.now(), final: true, verdicts, seconds: 0 } as const;
}

/** Is it a mistake that is made on a machine of which nothing is handed in? */
function isElsewhere(state: string, lab: Lab): boolean {
  const learners = learnersNodes(lab);
  const made = Object.keys(lab.mistakes.find(({ id }) => id === state)?.make ?? {});
  return made.some((node) => !learners.has(node));
}
