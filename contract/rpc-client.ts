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

/** Asks for the procedures of a table over a channel. */
export class RpcClient<T extends Procedures> {
  readonly #channel: Channel;
  readonly #waiting = new Map<number, Waiting>();
  readonly #closed: Promise<void>;
  #open = true;
  #next = 1;

  constructor(channel: Channel) {
    this.#channel = channel;
    channel.onMessage((message) => this.#receive(message as Answer));
    this.#closed = new Promise((resolve) => {
      channel.onClose(() => {
        this.#open = false;
        for (const waiting of this.#waiting.values()) waiting.reject(gone());
        this.#waiting.clear();
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
      if (options.signal?.aborted) cancel(); // it came before anybody listened
    });
  }

  close(): void {
    this.#channel.close();
  }

  #receive(answer: Answer): void {
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
