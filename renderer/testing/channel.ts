import type { Channel } from '../../contract/rpc.js';

/** Two ends of a channel within the page; messages are copied and arrive later, as everywhere. */
export function channelPair(): [Channel, Channel] {
  const a = new End();
  const b = new End();
  a.other = b;
  b.other = a;
  return [a, b];
}

class End implements Channel {
  other!: End;
  #open = true;
  readonly #onMessage: ((message: unknown) => void)[] = [];
  readonly #onClose: (() => void)[] = [];

  send(message: unknown): void {
    if (!this.#open) return;
    const copy: unknown = structuredClone(message);
    queueMicrotask(() => this.other.#receive(copy));
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#onMessage.push(listener);
  }

  onClose(listener: () => void): void {
    this.#onClose.push(listener);
  }

  close(): void {
    queueMicrotask(() => {
      this.#end();
      this.other.#end();
    });
  }

  #receive(message: unknown): void {
    if (this.#open) for (const listener of this.#onMessage) listener(message);
  }

  #end(): void {
    if (!this.#open) return;
    this.#open = false;
    for (const listener of this.#onClose) listener();
  }
}
