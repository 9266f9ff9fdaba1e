import { LabError } from './errors.js';
import type { ErrorMessage } from './messages/errors.js';
import type { Answer, Channel, EventOf, InputOf, Procedures, ResultOf } from './rpc.js';

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly onEvent: (event: unknown) => void;
}

export interface CallOptions<E = unknown> {
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: E) => void;
}

/** How long a silent other side is waited for. Turns of a timer are counted: time also passes while we are stopped. */
export interface Watch<T extends Procedures> {
  /** A procedure that is answered at once and does nothing. */
  readonly ask: keyof T & string;
  /** Milliseconds between two questions. */
  readonly every: number;
  /** Questions without any word in return after which it counts as stuck. */
  readonly misses: number;
  /** What waiting calls fail with then. */
  readonly stuck: () => Error;
}

/** Asks for the procedures of a table over a channel. */
export class RpcClient<T extends Procedures> {
  readonly #channel: Channel;
  readonly #waiting = new Map<number, Waiting>();
  readonly #closed: Promise<void>;
  #open = true;
  #next = 1;

  readonly #watch: Watch<T> | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
  #missed = 0;

  /** @param watch without it a silent other side is waited for as long as it keeps the channel open */
  constructor(channel: Channel, watch?: Watch<T>) {
    this.#channel = channel;
    this.#watch = watch;
    channel.onMessage((message) => this.#receive(message as Answer));
    this.#closed = new Promise((resolve) => {
      channel.onClose(() => {
        this.#fail(gone());
        resolve();
      });
    });
  }

  /** Resolves when the other side has gone, or this one was closed. */
  get closed(): Promise<void> {
    return this.#closed;
  }

  /** @throws LabError as it was thrown on the other side; `session.process-ended` when that side ends */
  call<K extends keyof T & string>(
    name: K,
    input: InputOf<T[K]>,
    options: CallOptions<EventOf<T[K]>> = {},
  ): Promise<ResultOf<T[K]>> {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      if (!this.#open) return reject(gone());
      const cancel = () => this.#channel.send({ cancel: id });
      options.signal?.addEventListener('abort', cancel, { once: true });
      const end = () => options.signal?.removeEventListener('abort', cancel);
      this.#waiting.set(id, {
        resolve: (value) => (end(), resolve(value)),
        reject: (error) => (end(), reject(error)),
        onEvent: (event) => options.onEvent?.(event),
      });
      this.#channel.send({ id, call: name, input });
      this.#keepWatch();
      if (options.signal?.aborted) cancel(); // it came before anybody listened
    });
  }

  close(): void {
    this.#channel.close();
  }

  #fail(error: Error): void {
    this.#open = false;
    clearInterval(this.#timer);
    for (const waiting of this.#waiting.values()) waiting.reject(error);
    this.#waiting.clear();
  }

  #keepWatch(): void {
    const watch = this.#watch;
    if (watch === undefined || this.#timer !== undefined) return;
    this.#missed = 0;
    this.#timer = setInterval(() => {
      if (this.#waiting.size === 0) {
        clearInterval(this.#timer);
        this.#timer = undefined;
        return;
      }
      this.#missed += 1;
      if (this.#missed > watch.misses) {
        this.#fail(watch.stuck());
        this.#channel.close();
      } else this.#channel.send({ id: this.#next++, call: watch.ask, input: {} });
    }, watch.every);
  }

  #receive(answer: Answer): void {
    this.#missed = 0;
    const waiting = this.#waiting.get(answer.id);
    if (waiting === undefined) return;
    if ('event' in answer) return waiting.onEvent(answer.event);
    this.#waiting.delete(answer.id);
    if ('result' in answer) return waiting.resolve(answer.result);
    const { detail, message } = answer.error;
    waiting.reject(detail === undefined ? new Error(message) : new LabError(detail as ErrorMessage));
  }
}

function gone(): LabError {
  return new LabError({ code: 'session.process-ended', params: {} });
}
