import { type SessionProcedures, sessionProcedures } from '../../contract/session.js';
import { LabError, labErrorOf } from '../../contract/errors.js';
import type { Lock } from '../machines/lock.js';
import { log } from '../log/log.js';
import { hostSocket } from '../machines/runtime.js';
import type { Service } from '../../contract/rpc.js';
import { SocketServer } from '../rpc/socket.js';
import { holdSession } from '../session/host-lock.js';
import type { Session } from '../session/session.js';
import { type Work, workSignal } from '../session/work.js';

/**
 * The process that runs a session owns its switch, its connections and its journal; everybody else asks it over a
 * socket. One thing at a time: a check does not run while a solution is being typed in.
 */
export class SessionHost {
  readonly #session: Session;
  readonly #service: Service<SessionProcedures>;
  #server: SocketServer | undefined;
  #lock: Lock | undefined;
  #started: Promise<void> = Promise.resolve();
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

  /** @param service what it answers on its socket */
  constructor(session: Session, service: Service<SessionProcedures>) {
    this.#session = session;
    this.#service = service;
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
        this.#service,
      );
    } catch (error) {
      this.close();
      throw error;
    }
    this.#started = start({ ...work, signal: this.#until(work.signal) });
    log().info({ session: this.#session.id, lab: this.#session.record.labId }, 'starts');
    try {
      await this.#started;
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

  /** Resolves when its machines are there. @throws LabError why they are not */
  get started(): Promise<void> {
    return this.#started;
  }

  get looked(): Promise<void> {
    return this.#looked;
  }

  /** What is being done now, in a word for logs and for `ps`. */
  get doing(): string | undefined {
    return this.#doing;
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
      } catch (thrown) {
        const error = labErrorOf(thrown) ?? thrown;
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

  /** Does something with the machines when nothing else does, and ends it when the session is to end. */
  run<T>(doing: string, run: (work: Work) => Promise<T>, work: Work = {}): Promise<T> {
    return this.exclusive(doing, async () => {
      if (this.#stopping.signal.aborted) throw new LabError({ code: 'cancelled', params: {} });
      await this.#started;
      const { id, running } = this.#session;
      if (!running) throw new LabError({ code: 'session.not-running', params: { id, state: 'ended' } });
      return run({ ...work, signal: this.#until(work.signal) });
    });
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
}
