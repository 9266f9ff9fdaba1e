import { JsonChannel } from './json-channel.js';

/** QEMU Machine Protocol (docs/interop/qmp-spec.rst): greeting, capabilities, id-matched replies, events. */
export interface QmpEvent {
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export class QmpError extends Error {
  override readonly name = 'QmpError';

  constructor(
    readonly command: string,
    readonly problem: string,
    detail: string,
  ) {
    super(`${command}: ${detail}`);
  }
}

interface Pending {
  readonly command: string;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

export class Qmp {
  readonly #channel: JsonChannel;
  readonly #pending = new Map<number, Pending>();
  readonly #listeners = new Set<(event: QmpEvent) => void>();
  readonly #closed: Promise<void>;
  #next = 1;
  #open = true;

  private constructor(channel: JsonChannel) {
    this.#channel = channel;
    channel.onMessage = (message) => this.#receive(message);
    this.#closed = new Promise((resolve) => {
      channel.onClose = () => {
        this.#open = false;
        for (const waiting of this.#pending.values()) {
          clearTimeout(waiting.timer);
          waiting.reject(new QmpError(waiting.command, 'Closed', 'QEMU closed the connection'));
        }
        this.#pending.clear();
        resolve();
      };
    });
  }

  /** Connects to a running QEMU. @throws when nobody listens on the path. */
  static async connect(path: string): Promise<Qmp> {
    const qmp = new Qmp(await JsonChannel.dial(path));
    await qmp.execute('qmp_capabilities');
    return qmp;
  }

  get open(): boolean {
    return this.#open;
  }

  /** Resolves when QEMU has closed the connection. */
  get closed(): Promise<void> {
    return this.#closed;
  }

  /** @param timeout milliseconds. @throws QmpError */
  execute<T = unknown>(
    command: string,
    args?: Readonly<Record<string, unknown>>,
    timeout = 10_000,
  ): Promise<T> {
    if (!this.#open) return Promise.reject(new QmpError(command, 'Closed', 'QEMU is gone'));
    const id = this.#next++;
    return new Promise<T>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#pending.delete(id);
        reject(new QmpError(command, 'Timeout', `no answer within ${timeout} ms`));
      }, timeout);
      this.#pending.set(id, { command, resolve: resolve as (value: unknown) => void, reject, timer });
      this.#channel.send({ execute: command, id, ...(args === undefined ? {} : { arguments: args }) });
    });
  }

  onEvent(listener: (event: QmpEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#channel.close();
  }

  #receive(message: Record<string, unknown>): void {
    if (typeof message['event'] === 'string') {
      const event: QmpEvent = {
        event: message['event'],
        data: (message['data'] as Record<string, unknown> | undefined) ?? {},
      };
      for (const listener of this.#listeners) listener(event);
      return;
    }
    const waiting = this.#pending.get(message['id'] as number);
    if (waiting === undefined) return; // the greeting, or an answer that came too late
    this.#pending.delete(message['id'] as number);
    clearTimeout(waiting.timer);
    const error = message['error'] as { class: string; desc: string } | undefined;
    if (error === undefined) waiting.resolve(message['return']);
    else waiting.reject(new QmpError(waiting.command, error.class, error.desc));
  }
}
