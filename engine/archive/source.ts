import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { archiveLimits } from '../../contract/limits.js';
import { Refused, refuse, shown } from './problem.js';

/** Where an archive comes from: the path of a file, or its bytes as they come (a stream of Node's is such an iterable). */
export type ArchiveSource = string | AsyncIterable<Uint8Array>;

/** Bytes of a file that are read at once. */
const chunkBytes = 65_536;

/** Milliseconds; a longer timer of Node's fires at once. */
const longestTimer = 2 ** 31 - 1;

/** How long a reader works, and who can end it. */
export interface Patience {
  readonly signal?: AbortSignal | undefined;
  /** Seconds from the first byte to the last file in its place; `archiveLimits.seconds` without it. */
  readonly seconds?: number | undefined;
}

/** Ends a reading in time: between two of its steps, and where it waits for bytes that do not come. */
export class Watch {
  readonly #seconds: number;
  readonly #signal: AbortSignal | undefined;
  readonly #until: number;

  constructor({ signal, seconds = archiveLimits.seconds }: Patience) {
    this.#signal = signal;
    this.#seconds = seconds;
    this.#until = performance.now() + seconds * 1000;
  }

  /** @throws Refused where time is up, or nobody wants to go on */
  check(): void {
    if (this.#signal?.aborted === true) refuse({ code: 'aborted', params: {} });
    if (performance.now() >= this.#until) refuse({ code: 'timed-out', params: { seconds: this.#seconds } });
  }

  /** Waits for what may never come. @throws Refused as `check` does */
  async wait<T>(pending: Promise<T>): Promise<T> {
    // What comes when nobody waits any more is nobody's error.
    pending.catch(() => {});
    this.check();
    let end = () => {};
    const ended = new Promise<'ended'>((resolve) => {
      const wake = () => resolve('ended');
      const timer = setTimeout(wake, Math.min(this.#until - performance.now(), longestTimer));
      this.#signal?.addEventListener('abort', wake, { once: true });
      end = () => {
        clearTimeout(timer);
        this.#signal?.removeEventListener('abort', wake);
      };
    });
    try {
      const first = await Promise.race([pending.then((value) => ({ value })), ended]);
      if (first !== 'ended') return first.value;
      // A timer may come a millisecond early.
      this.check();
      return refuse({ code: 'timed-out', params: { seconds: this.#seconds } });
    } finally {
      end();
    }
  }
}

/**
 * The bytes of a source, so many as an archive may have, none of them empty.
 * @throws Refused (as an iterator does) packed-too-large, source-unreadable, source-not-file, and what the watch throws
 */
export async function* packedBytes(source: ArchiveSource, watch: Watch): AsyncGenerator<Buffer, void> {
  const limit = archiveLimits.packedBytes;
  const iterable = typeof source === 'string' ? fileBytes(source) : source;
  const iterator = iterable[Symbol.asyncIterator]();
  let total = 0;
  try {
    for (;;) {
      const next = await watch.wait(iterator.next()).catch(unreadable);
      if (next.done === true) return;
      total += next.value.byteLength;
      if (total > limit) refuse({ code: 'packed-too-large', params: { limit } });
      const { buffer, byteOffset, byteLength } = next.value;
      if (byteLength > 0) yield Buffer.from(buffer, byteOffset, byteLength);
    }
  } finally {
    close(iterable, iterator);
  }
}

/** A problem stays what it is; whatever else a stream throws is its own. */
function unreadable(error: unknown): never {
  if (error instanceof Refused) throw error;
  return refuse({ code: 'source-unreadable', params: { reason: shown(reasonOf(error)) } });
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as NodeJS.ErrnoException;
  return code ?? error.message;
}

/** Not waited for: one that hangs would not come to it. */
function close(iterable: AsyncIterable<Uint8Array>, iterator: AsyncIterator<Uint8Array>): void {
  if ('destroy' in iterable && typeof iterable.destroy === 'function') iterable.destroy();
  else iterator.return?.().catch(() => {});
}

async function* fileBytes(path: string): AsyncGenerator<Buffer, void> {
  // A FIFO without a writer would wait in open(2). Windows has neither the flag nor such a FIFO.
  const { O_RDONLY, O_NONBLOCK = 0 } = constants as Partial<typeof constants>;
  const handle = await open(path, (O_RDONLY ?? 0) | O_NONBLOCK);
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) refuse({ code: 'source-not-file', params: {} });
    for (;;) {
      const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(chunkBytes), 0, chunkBytes, null);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}
