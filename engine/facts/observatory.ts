import { setMaxListeners } from 'node:events';
import type { FactsRequest, Observed } from '../../contract/facts.js';
import { rest } from '../machines/settle.js';
import { type Shell, ShellError } from '../machines/shell.js';
import { observe, type ObserveOptions } from './observe.js';
import { mergeRequests } from './script.js';

/** What was read of a node. */
export interface Look {
  readonly node: string;
  /** All that was asked for, by whomever. */
  readonly request: FactsRequest;
  /** When, by the host's clock: what was done later is not in it. */
  readonly asked: number;
  readonly observed: Observed;
}

/** Milliseconds that a look waits for the one before it at most: that node may never answer. */
const patience = 4000;

interface Batch {
  request: FactsRequest;
  timeout: number;
  /** Who waits for it; nobody any more: it is ended. */
  readonly waiting: Set<object>;
  readonly controller: AbortController;
  readonly look: Promise<Look>;
}

export interface LookOptions extends ObserveOptions {
  /** Beside whatever is being asked: little, that must be known soon. */
  readonly atOnce?: boolean;
}

/**
 * Where the facts of a session's nodes are read, for whoever wants them: checks and the live topology. A node is asked one thing at a
 * time; what is wanted meanwhile is asked in one go afterwards, as a learner may have done something since the first was asked.
 * Everybody who listens hears of each look.
 */
export class Observatory {
  readonly #shell: (node: string) => Shell;
  readonly #running = new Map<string, Promise<void>>();
  readonly #next = new Map<string, Batch>();
  readonly #listeners = new Set<(look: Look) => void>();
  /** What somebody wants to know of a node whenever all of it is looked at (the witness is asked for). */
  along: FactsRequest | undefined;

  constructor(shell: (node: string) => Shell) {
    this.#shell = shell;
  }

  /** @returns ends it */
  listen(listener: (look: Look) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * As `observe`, but what is read may be more than was asked for.
   * @throws ShellError `cancelled`
   */
  async look(node: string, wanted: FactsRequest, options: LookOptions = {}): Promise<Look> {
    const { signal, timeout = 30_000, atOnce = false } = options;
    // A recording has what was asked for it, and no more.
    if (atOnce || options.raw !== undefined) {
      const asked = Date.now();
      return { node, request: wanted, asked, observed: await observe(this.#shell(node), wanted, options) };
    }
    const request =
      wanted.witness === true && this.along !== undefined ? mergeRequests(wanted, this.along) : wanted;
    if (signal?.aborted) throw new ShellError('cancelled', 'cancelled');
    const batch = this.#join(node, request, timeout);
    const me = {};
    batch.waiting.add(me);
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        batch.waiting.delete(me);
        if (batch.waiting.size === 0) this.#end(node, batch);
        reject(new ShellError('cancelled', 'cancelled'));
      };
      signal?.addEventListener('abort', leave, { once: true });
      void batch.look.then(resolve, reject).finally(() => signal?.removeEventListener('abort', leave));
    });
  }

  /** Does not wait any more for what was asked of a node that was put back, or of all. */
  forget(node?: string): void {
    if (node === undefined) this.#running.clear();
    else this.#running.delete(node);
  }

  #join(node: string, request: FactsRequest, timeout: number): Batch {
    const next = this.#next.get(node);
    if (next !== undefined) {
      next.request = mergeRequests(next.request, request);
      next.timeout = Math.max(next.timeout, timeout);
      return next;
    }
    const controller = new AbortController();
    setMaxListeners(0, controller.signal);
    const before = this.#running.get(node);
    const batch: Batch = {
      request,
      timeout,
      waiting: new Set(),
      controller,
      look: Promise.resolve().then(async () => {
        if (before !== undefined) {
          const over = new AbortController();
          void before.then(() => over.abort());
          await rest(patience, AbortSignal.any([controller.signal, over.signal]));
        }
        return this.#ask(node, batch);
      }),
    };
    this.#next.set(node, batch);
    return batch;
  }

  /** Nobody wants it any more. */
  #end(node: string, batch: Batch): void {
    if (this.#next.get(node) === batch) this.#next.delete(node);
    batch.controller.abort();
  }

  async #ask(node: string, batch: Batch): Promise<Look> {
    if (this.#next.get(node) === batch) this.#next.delete(node);
    const { request, timeout, controller } = batch;
    if (controller.signal.aborted) throw new ShellError('cancelled', 'cancelled');
    const asked = Date.now();
    const observing = observe(this.#shell(node), request, { signal: controller.signal, timeout });
    const running = observing.then(
      () => {},
      () => {},
    );
    this.#running.set(node, running);
    try {
      const look = { node, request, asked, observed: await observing };
      for (const listener of this.#listeners) listener(look);
      return look;
    } finally {
      if (this.#running.get(node) === running) this.#running.delete(node);
    }
  }
}
