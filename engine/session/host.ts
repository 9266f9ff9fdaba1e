import { sessionProcedures } from '../../contract/session.js';
import type { NodeStatus, SessionEvent, SessionStatus } from '../../contract/session.js';
import { LabError } from '../../contract/errors.js';
import type { Lock } from '../machines/lock.js';
import { log } from '../log/log.js';
import { hostSocket } from '../machines/runtime.js';
import type { Call, Service } from '../../contract/rpc.js';
import { SocketServer } from '../rpc/socket.js';
import { holdSession } from './host-lock.js';
import type { Session } from './session.js';
import { type Work, workSignal } from './work.js';

/**
 * The process that runs a session owns its switch, its connections and its journal; everybody else asks it over a
 * socket. One thing at a time: a check does not run while a solution is being typed in.
 */
export class SessionHost {
  readonly #session: Session;
  readonly #events = new Set<(event: SessionEvent) => void>();
  #server: SocketServer | undefined;
  #lock: Lock | undefined;
  #started: Promise<void> = Promise.resolve();
  #starting = true;
  #doing: string | undefined;
  /** Resolves when it is known what held before the learner began: until then nobody is let at the machines. */
  #looked: Promise<void> = Promise.resolve();
  #queue: Promise<unknown> = Promise.resolve();
  #onEnd: () => void = () => {};
  /** Aborted when the session is to end: what runs is given up then, and what waits does not begin. */
  readonly #stopping = new AbortController();
  /** Resolves when the session has been suspended or ended. */
  readonly ended = new Promise<void>((resolve) => {
    this.#onEnd = resolve;
  });

  constructor(session: Session) {
    this.#session = session;
    session.onLost = () => this.close();
  }

  /**
   * Answers from now on, then starts: whoever asks meanwhile sees that the session is being made.
   * @throws LabError `session.running` where another process, or another host here, runs it
   */
  async serve(start: (work: Work) => Promise<void>, work: Work = {}): Promise<void> {
    this.#lock = await holdSession(this.#session.id, this.#session.folder);
    try {
      this.#server = await SocketServer.listen(
        hostSocket(this.#session.id),
        sessionProcedures,
        this.#service(),
      );
    } catch (error) {
      this.close();
      throw error;
    }
    const onEvent = (event: SessionEvent) => {
      work.onEvent?.(event);
      for (const listener of this.#events) listener(event);
    };
    this.#started = start({ ...work, onEvent, signal: this.#until(work.signal) });
    log().info({ session: this.#session.id, lab: this.#session.record.labId }, 'starts');
    try {
      await this.#started;
      this.#starting = false;
      this.#looked = this.exclusive('look', () =>
        this.#session.lookFirst({ signal: this.#until(undefined) }),
      ).catch((error: unknown) => {
        if (!(error instanceof LabError)) throw error; // ended, or cancelled, meanwhile
      });
    } catch (error) {
      log().warn({ session: this.#session.id, err: error }, 'did not start');
      this.close();
      throw error;
    }
  }

  get looked(): Promise<void> {
    return this.#looked;
  }

  close(): void {
    this.#server?.close();
    this.#server = undefined;
    this.#lock?.releaseNow();
    this.#lock = undefined;
    this.#onEnd();
  }

  /** Runs something when nothing else runs. */
  exclusive<T>(doing: string, work: () => Promise<T>): Promise<T> {
    const next = this.#queue.then(async () => {
      this.#doing = doing;
      const started = Date.now();
      const said = (more: object = {}) => ({
        session: this.#session.id,
        doing,
        ms: Date.now() - started,
        ...more,
      });
      try {
        const result = await work();
        log().info(said(), 'done');
        return result;
      } catch (error) {
        const cancelled = error instanceof LabError && error.code === 'cancelled';
        log()[cancelled ? 'info' : 'warn'](said({ err: error }), cancelled ? 'cancelled' : 'failed');
        throw error;
      } finally {
        this.#doing = undefined;
      }
    });
    this.#queue = next.catch(() => {});
    return next;
  }

  async suspend(): Promise<void> {
    await this.exclusive('suspend', () => this.#session.suspend());
    this.close();
  }

  /** Ends the session, and before that whatever is being done for it: nobody will need it. */
  async down(): Promise<void> {
    this.#stopping.abort();
    await this.exclusive('down', async () => {
      await this.#started.catch(() => {}); // told to whoever started it
      if (this.#session.running) await this.#session.destroy();
    });
    this.close();
  }

  #until(signal: AbortSignal | undefined): AbortSignal {
    return workSignal(signal, this.#stopping.signal);
  }

  #service(): Service<typeof sessionProcedures> {
    const session = this.#session;
    const run = <T>(doing: string, call: Call<SessionEvent>, work: (work: Work) => Promise<T>) =>
      this.exclusive(doing, async () => {
        if (this.#stopping.signal.aborted) throw new LabError({ code: 'cancelled', params: {} });
        await this.#started;
        if (!session.running)
          throw new LabError({ code: 'session.not-running', params: { id: session.id, state: 'ended' } });
        return work({ signal: this.#until(call.signal), onEvent: call.onEvent });
      });
    return {
      ready: async (_input, call) => {
        const listener = (event: SessionEvent) => call.onEvent(event);
        this.#events.add(listener);
        try {
          await this.#started;
        } finally {
          this.#events.delete(listener);
        }
        return this.#status();
      },
      status: async () => {
        await this.#looked;
        return this.#status();
      },
      alive: async () => {},
      check: ({ step, reuse = false }, call) =>
        run('check', call, (work) => session.check(step, { ...work, reuse })),
      grade: (_input, call) => run('grade', call, (work) => session.grade(work)),
      solve: ({ step }, call) =>
        run('solve', call, async (work) => {
          const target = step ?? session.progress().current ?? session.lab.steps.at(-1)!.id;
          await session.solve(target, work);
          // Judged at once, so that what is done is done: the next `solve` is about the next step.
          await session.check(target, work);
          return target;
        }),
      reset: ({ step, node }, call) => run('reset', call, (work) => session.reset(step, work, node)),
      power: ({ node, action }, call) => run('power', call, (work) => session.power(node, action, work)),
      hints: async ({ check }) => session.help.of(check),
      hint: async ({ check, level }) => session.help.give(check, level),
      finishReading: ({ step }, call) => run('check', call, (work) => session.finishReading(step, work)),
      answer: ({ check, answer }, call) => run('check', call, (work) => session.answer(check, answer, work)),
      suspend: async (_input, call) => {
        await run('suspend', call, (work) => session.suspend(work));
        this.close();
      },
      down: () => this.down(),
    };
  }

  async #status(): Promise<SessionStatus> {
    const session = this.#session;
    const { current, done } = session.progress();
    const machines = session.running ? session.machines : undefined;
    const nodes = await Promise.all(
      session.topology.nodes.map(async (node): Promise<NodeStatus | undefined> => {
        if (machines === undefined) return undefined;
        const ssh = machines.access(node.name);
        return {
          name: node.name,
          role: node.role,
          state: await machines.state(node.name),
          addresses: node.interfaces.map((nic) => nic.address),
          ...(ssh === undefined ? {} : { ssh }),
        };
      }),
    );
    return {
      id: session.id,
      lab: session.lab.id,
      state: this.#starting ? 'starting' : 'running',
      doing: this.#doing,
      currentStep: current,
      done: [...done],
      nodes: nodes.filter((node) => node !== undefined),
    };
  }
}
