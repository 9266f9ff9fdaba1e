import type { Check } from '../../contract/checks.js';
import { LabError } from '../../contract/errors.js';
import type { Lab, Mistake, Step, Variant } from '../../contract/lab.js';
import type { SessionEvent } from '../../contract/session.js';
import { askedBy } from '../checks/parts.js';
import { pause } from '../experiments/context.js';
import type { Machines, Topology } from '../machines/provider.js';
import { settle } from '../machines/settle.js';
import { scriptCommand, ShellError } from '../machines/shell.js';
import { undecidedChecks } from './credit.js';
import type { Progress } from './progress.js';
import type { Journal } from './journal.js';
import type { Judging } from './judging.js';
import { solutionOf } from './solution.js';
import type { Work } from './work.js';

/**
 * Milliseconds that one script of a solution or a set-up may take. The longest that was measured is 400 s: 46 packages of Perl
 * installed on an emulated machine, beside another lab on two cores.
 */
const scriptTimeout = 900_000;

const run = scriptCommand('bash -e -o pipefail');

/**
 * Runs a pack's script on a node, as root.
 * @returns its exit code, and the last 4,000 characters that it printed
 * @throws LabError `cancelled`, `node.unreachable`
 */
async function runScript(
  machines: Machines,
  node: string,
  script: string,
  signal: AbortSignal | undefined,
): Promise<{ readonly exit: number; readonly output: string }> {
  try {
    const result = await machines.shell(node).exec(run, {
      input: script,
      timeout: scriptTimeout,
      ...(signal === undefined ? {} : { signal }),
    });
    return { exit: result.exit, output: (result.stdout + result.stderr).slice(-4000) };
  } catch (error) {
    if (!(error instanceof ShellError)) throw error;
    if (error.reason === 'cancelled') throw new LabError({ code: 'cancelled', params: {} }, { cause: error });
    throw new LabError(
      { code: 'node.unreachable', params: { node, detail: error.message } },
      { cause: error },
    );
  }
}

export interface ScriptsParts {
  /** As it is now: it may be changed while the session runs. */
  readonly lab: () => Lab;
  readonly journal: Journal;
  readonly progress: () => Progress;
  readonly judging: Judging;
  /** Somebody learns here: who did what is looked at. */
  readonly learner: boolean;
  readonly machines: () => Machines;
  readonly topology: Topology;
  /** A set-up script of the pack, with the session's values. */
  readonly textOf: (script: string) => string;
  readonly tell: (work: Work, event: SessionEvent) => void;
}

/** A pack's scripts on a session's nodes: set-up, solutions, recorded mistakes. */
export class Scripts {
  readonly #parts: ScriptsParts;

  constructor(parts: ScriptsParts) {
    this.#parts = parts;
  }

  /** What the lab prepares before anybody gets its machines: nodes side by side. @throws LabError `session.setup-failed` */
  async setup(work: Work): Promise<void> {
    const { lab, journal, machines, textOf, tell } = this.#parts;
    await Promise.all(
      Object.entries(lab().setup).map(async ([node, scripts]) => {
        for (const script of scripts) {
          tell(work, { type: 'setup', node, script, state: 'start' });
          const text = textOf(script);
          const { exit, output } = await runScript(machines(), node, text, work.signal);
          journal.append({ type: 'setup', node, script, exit });
          if (exit !== 0)
            throw new LabError({ code: 'session.setup-failed', params: { script, node, exit, output } });
          tell(work, { type: 'setup', node, script, state: 'done' });
        }
      }),
    );
  }

  /**
   * Types a step's solution, and notes with it what it made true elsewhere. A step without checks is read.
   * @param except nodes that are left as they are
   * @throws LabError `session.solve-failed`, after all nodes have ended
   */
  async solve(step: Step, work: Work, except: readonly string[] = []): Promise<void> {
    const { lab, journal, progress, judging, learner, topology } = this.#parts;
    const { id } = step;
    const answers = step.checks.flatMap((check) => {
      const asked = askedBy(check, topology);
      return asked === undefined ? [] : [{ check: check.id, answer: asked.answer }];
    });
    if (step.checks.length === 0) journal.append({ type: 'read', step: id });
    const scripts = solutionOf(step);
    if (answers.length === 0 && Object.keys(scripts).length === 0) return;
    const open = learner ? undecidedChecks(lab(), progress().credit) : [];
    const others = open.filter((check) => !step.checks.includes(check));
    const before = await judging.holding(others, work, false);
    for (const answer of answers) journal.append({ type: 'answered', ...answer });
    // All nodes at once, as a class with one terminal a node would; a step that needs an order is two steps.
    try {
      const wanted = Object.entries(scripts).filter(([node]) => !except.includes(node));
      await settle(wanted.map(([node, script]) => this.#solveOn(node, id, script, work)));
    } finally {
      await this.#noteSolved(id, others, before, work);
    }
  }

  async #solveOn(node: string, step: string, script: string, work: Work): Promise<void> {
    const { journal, machines, tell } = this.#parts;
    tell(work, { type: 'solving', step, node, state: 'start' });
    const started = Date.now();
    const { exit, output } = await runScript(machines(), node, script, work.signal);
    const seconds = (Date.now() - started) / 1000;
    journal.append({ type: 'solved-for-learner', step, node, exit, seconds });
    tell(work, { type: 'solving', step, node, state: 'done' });
    if (exit !== 0)
      throw new LabError({ code: 'session.solve-failed', params: { step, node, exit, output } });
  }

  /** However far the solution came: what it left is looked at, unless the work was cancelled. */
  async #noteSolved(
    step: string,
    others: readonly Check[],
    before: ReadonlySet<string>,
    work: Work,
  ): Promise<void> {
    const { judging, learner } = this.#parts;
    let made: ReadonlySet<string> = new Set();
    let witness: string | undefined;
    try {
      if (learner && work.signal?.aborted !== true) {
        made = await judging.holding(
          others.filter(({ id }) => !before.has(id)),
          work,
          true,
        );
        witness = await judging.witness(work);
      }
    } finally {
      this.#parts.journal.append({
        type: 'solved',
        step,
        held: [...before],
        made: [...made],
        ...(witness === undefined ? {} : { witness }),
      });
    }
  }

  /** @throws LabError `session.mistake-failed`: a script that fails, or has no effect, made another mistake than it says */
  async makeMistake(id: string, work: Work): Promise<void> {
    await this.#make(this.#parts.lab().mistakes, id, work);
    this.#parts.journal.append({ type: 'mistake-made', mistake: id });
  }

  /** @throws LabError as makeMistake */
  async makeVariant(id: string, work: Work): Promise<void> {
    await this.#make(this.#parts.lab().variants, id, work);
  }

  async #make(all: readonly (Mistake | Variant)[], id: string, work: Work): Promise<void> {
    const found = all.find((candidate) => candidate.id === id);
    if (found === undefined) throw new RangeError(`no ${id}`);
    for (const [node, script] of Object.entries(found.make)) {
      const { exit, output } = await runScript(this.#parts.machines(), node, script, work.signal);
      if (exit !== 0)
        throw new LabError({ code: 'session.mistake-failed', params: { mistake: id, node, exit, output } });
    }
    if (found.settle === undefined) return;
    const { until, within } = found.settle;
    const deadline = Date.now() + within * 1000;
    while (!(await this.#parts.judging.holds(until, work))) {
      if (Date.now() > deadline)
        throw new LabError({ code: 'session.not-settled', params: { mistake: id, seconds: within } });
      await pause(500, work.signal);
    }
  }
}
