import { setTimeout as sleep } from 'node:timers/promises';
import { LabError } from '../../contract/errors.js';
import type { Call, Service } from '../../contract/rpc.js';
import type { SessionProcedures } from '../../contract/session.js';
import type { LiveSession } from '../live/live-session.js';
import { isStopped } from '../machines/lock.js';
import { connectHost } from '../session/host-client.js';
import { hostPid, killHost } from '../session/host-lock.js';
import type { SessionStore } from '../session/store.js';
import { type Attached, attach } from './elsewhere.js';

/** Milliseconds between two looks whether a session that rests runs somewhere else by now. */
const lookAgain = 1000;
/** Milliseconds in which a process that lets go of a session has done so, and how often that is waited for. */
const settling = 100;
const maxTries = 10;

/** Of who waits for an answer, whatever happens. */
export const noCall: Call<never> = { signal: new AbortController().signal, onEvent: () => {} };

/** Where a session is asked. */
export interface Place {
  readonly service: Service<SessionProcedures>;
  /** Absent: in another process. */
  readonly live?: LiveSession;
}

export interface PlacesParts {
  readonly store: SessionStore;
  /** A session that nobody runs, to be looked at. @throws LabError `session.unknown` */
  readonly open: (id: string) => Promise<LiveSession>;
  /** Looks after sessions whose process has died. */
  readonly lookAfter: () => Promise<unknown>;
}

/** Where sessions are: here, running or at rest, or in the processes that run them. */
export class Places {
  readonly #parts: PlacesParts;
  readonly #here = new Map<string, LiveSession>();
  readonly #elsewhere = new Map<string, Promise<Attached | undefined>>();

  constructor(parts: PlacesParts) {
    this.#parts = parts;
  }

  /** One that runs here, or that rests and is looked at. */
  here(id: string): LiveSession | undefined {
    return this.#here.get(id);
  }

  /** One whose machines run here. */
  up(id: string): LiveSession | undefined {
    const live = this.#here.get(id);
    return live !== undefined && isUp(live) ? live : undefined;
  }

  allUp(): readonly LiveSession[] {
    return [...this.#here.values()].filter(isUp);
  }

  add(live: LiveSession): void {
    this.#here.set(live.session.id, live);
  }

  /** What it was when it rested is not what it is now. */
  forget(id: string): void {
    if (this.up(id) !== undefined) return;
    this.#here.get(id)?.close();
    this.#here.delete(id);
  }

  /** How another process runs it, without asking that process. */
  stateThere(id: string): 'elsewhere' | 'stuck' {
    const pid = hostPid(this.#parts.store.folder(id));
    return pid !== undefined && isStopped(pid) ? 'stuck' : 'elsewhere';
  }

  /** Looks at nothing elsewhere any more; what runs there runs on. */
  leave(): void {
    const close = (attached: Attached | undefined) => attached?.close();
    for (const attached of this.#elsewhere.values()) attached.then(close, () => {});
  }

  /**
   * Asks once; where the process that ran the session was just letting go of it, again where it is now.
   * @param force a process that runs it and does not answer is ended
   * @throws LabError `session.unknown`, `session.stuck`, `session.other-version`, and what is thrown there
   */
  async ask<T>(id: string, answer: (place: Place) => Promise<T>, force = false): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      const place = await this.#place(id, force);
      try {
        return await answer(place);
      } catch (error) {
        if (place.live !== undefined || !hasEnded(error) || tries === maxTries) throw error;
        await sleep(settling);
      }
    }
  }

  /** Looks at a session until it is told to stop, also when it comes to rest or goes on somewhere else meanwhile. */
  async follow(
    id: string,
    signal: AbortSignal,
    look: (place: Place, signal: AbortSignal) => Promise<unknown>,
  ): Promise<void> {
    while (!signal.aborted) {
      const { live, ...place } = await this.#place(id);
      const moved = new AbortController();
      const watching = setInterval(() => {
        if (live === undefined) return;
        if (this.#here.get(id) !== live || (!isUp(live) && this.#hasHost(id))) moved.abort();
      }, lookAgain);
      try {
        await look(live === undefined ? place : { ...place, live }, AbortSignal.any([signal, moved.signal]));
      } catch (error) {
        // Its process has let go of it: it rests now, or another one has it.
        if (!hasEnded(error)) throw error;
        await sleep(settling);
      } finally {
        clearInterval(watching);
      }
    }
  }

  /**
   * Ends it in the process that runs it, of whatever version; one that does not answer is ended, and its machines are
   * left.
   * @returns false where no other process has ended it
   */
  async endThere(id: string): Promise<boolean> {
    try {
      const client = this.#hasHost(id) ? await connectHost(this.#parts.store, id) : undefined;
      await client?.call('down', {}).finally(() => client.close());
      return client !== undefined;
    } catch (error) {
      if (hasEnded(error)) return false; // what did it leave?
      await this.#endStuck(id, error);
      return false;
    }
  }

  async #place(id: string, force: boolean = false): Promise<Place> {
    const up = this.up(id);
    if (up !== undefined) return { service: up.service, live: up };
    const attached = await this.#attached(id, force);
    if (attached !== undefined) {
      this.forget(id);
      return { service: attached.service };
    }
    const live = this.#here.get(id) ?? (await this.#parts.open(id));
    return { service: live.service, live };
  }

  /** One connection a session that runs elsewhere, however many look. */
  async #attached(id: string, force: boolean): Promise<Attached | undefined> {
    let attached = this.#elsewhere.get(id);
    try {
      if (attached === undefined) {
        if (!this.#hasHost(id)) return undefined;
        attached = attach(this.#parts.store, id);
        this.#elsewhere.set(id, attached);
        const lose = () => this.#elsewhere.delete(id);
        attached.then((found) => (found === undefined ? lose() : found.gone.then(lose)), lose);
      }
      return await attached;
    } catch (error) {
      if (!force) throw error;
      await this.#endStuck(id, error);
      return undefined;
    }
  }

  /** Ends a process that does not answer; what it ran is looked after as that of any dead process. */
  async #endStuck(id: string, why: unknown): Promise<void> {
    const stuck = why instanceof LabError && why.code === 'session.stuck';
    if (!stuck || (await killHost(this.#parts.store.folder(id))) === undefined) throw why;
    await this.#parts.lookAfter();
  }

  #hasHost(id: string): boolean {
    return hostPid(this.#parts.store.folder(id)) !== undefined;
  }
}

function isUp({ state }: LiveSession): boolean {
  return state === 'running' || state === 'starting';
}

function hasEnded(error: unknown): boolean {
  return error instanceof LabError && error.code === 'session.process-ended';
}
