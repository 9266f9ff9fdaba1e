import type { Channel } from './rpc.js';

/** Two ends of a channel within one process. Messages are copied, as on every other channel, and arrive later. */
export function channelPair(): [Channel, Channel] {
  const ends = [new End(), new End()] as const;
  ends[0].other = ends[1];
  ends[1].other = ends[0];
  return [ends[0], ends[1]];
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
    if (!this.#open) return;
    // What was sent before still arrives.
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
