import { existsSync, linkSync } from 'node:fs';
import { leaveOut } from './delta.js';
import type { Places } from './record.js';
import { readSnapshot, statePath } from './snapshots.js';

/**
 * Takes out of a session's saved states what the golden memory has as well: one after the other, while the machines go
 * on. A state that is not done stays whole, which costs space and nothing else.
 */
export class Thinning {
  /** The golden memory of each state that is still whole. */
  readonly #open = new Map<string, string>();
  #controller = new AbortController();
  #work: Promise<void> = Promise.resolve();

  constructor(readonly places: Places) {}

  /** Begins, or goes on. @param snapshot one more */
  go(snapshot?: string): void {
    const nodes = snapshot === undefined ? [] : (readSnapshot(this.places, snapshot)?.nodes ?? []);
    for (const node of nodes) {
      const memory = this.places.base(node);
      if (existsSync(memory)) this.#open.set(statePath(this.places, snapshot!, node), memory);
    }
    const { signal } = this.#controller;
    this.#work = this.#work.then(() => this.#all(signal));
  }

  /** Holds on, so that states can be read, replaced or removed: none changes once this has resolved. */
  async stop(): Promise<void> {
    this.#controller.abort();
    await this.#work;
    this.#controller = new AbortController();
  }

  /** Waits for the end of what was begun. */
  async finish(): Promise<void> {
    await this.#work;
  }

  async #all(signal: AbortSignal): Promise<void> {
    for (const [state, memory] of this.#open) {
      // What cannot be made smaller, as its stream is another QEMU's, the disk is full or it was removed, is left.
      await leaveOut(state, memory, signal).catch(() => {});
      if (signal.aborted) return;
      this.#open.delete(state);
    }
  }
}

/** A session's own link to a golden memory: what builds on it outlives a cache that is emptied. */
export function linkMemory(golden: string, own: string): void {
  try {
    linkSync(golden, own);
  } catch {
    // It is there; or on another file system, or one without links: then states stay whole.
  }
}
