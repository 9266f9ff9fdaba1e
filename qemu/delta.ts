import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';

/**
 * A saved state without the pages of memory that the golden snapshot has as well: most of them. A machine is started
 * with its golden memory mapped, and a page of which the state says nothing stays as it is mapped.
 *
 * The stream is QEMU's own (docs/devel/migration.rst, migration/savevm.c and ram.c in QEMU's source): a header, the
 * section `ram`, whose pages come in any order, then the devices. Records of pages are taken out, nothing else is touched.
 */

/** A stream that is not as we know it: it is left whole. */
export class UnknownStream extends Error {
  override readonly name = 'UnknownStream';
}

const page = 4096;
/** Before QEMU's stream, filled with zeros: what was left out, and of which memory. */
const mark = { size: 128, word: 'lvslab-delta 1' };

const streamMagic = 0x5145_564d;
const kinds = { start: 0x01, part: 0x02, end: 0x03, configuration: 0x07, footer: 0x7e };
/** RAM_SAVE_FLAG_* of migration/ram.c, the low bits of a page's address. */
const flag = { fill: 0x02, sizes: 0x04, page: 0x08, end: 0x10, sameBlock: 0x20 };

/**
 * What tells one golden memory from another, also in a copy of it: its size and a digest of a page out of every
 * mebibyte. Of two boots hardly a page is the same at the same place.
 */
function nameOf(memory: string): string {
  const fd = openSync(memory, 'r');
  try {
    const { size } = fstatSync(fd);
    const sample = Buffer.alloc(page);
    const hash = createHash('sha256');
    for (let at = 0; at < size; at += piece)
      hash.update(sample.subarray(0, readSync(fd, sample, 0, page, at)));
    return `${size}-${hash.digest('hex').slice(0, 40)}`;
  } finally {
    closeSync(fd);
  }
}

/**
 * Rewrites a state; it is there whole at each moment, the old one or the new one.
 * @param memory the golden memory that the machine will be started with
 * @throws UnknownStream; whatever the file system throws; AbortError
 */
export async function leaveOut(state: string, memory: string, signal?: AbortSignal): Promise<void> {
  if ((await markOf(state)) !== undefined) return;
  const partial = `${state}.partial`;
  const files: FileHandle[] = [];
  const opened = async (path: string, flags: string) => {
    const file = await open(path, flags, 0o600);
    files.push(file);
    return file;
  };
  try {
    const input = new Input(await opened(state, 'r'), signal);
    const base = new Base(await opened(memory, 'r'), (await stat(memory)).size);
    const output = new Output(await opened(partial, 'w'));
    output.put(Buffer.alloc(mark.size, `${mark.word} ${nameOf(memory)}\n`.padEnd(mark.size, '\0')));
    await filter(input, base, output);
    await output.flush();
    await rename(partial, state);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  } finally {
    await Promise.all(files.map((file) => file.close()));
  }
}

/**
 * The bytes before QEMU's stream in a state: 0 where it is whole.
 * @throws Error when pages were left out that this memory does not have
 */
export async function bytesBeforeStream(state: string, memory: string): Promise<number> {
  const name = await markOf(state);
  if (name === undefined) return 0;
  if (name !== nameOf(memory)) throw new Error(`the memory that this state builds on has changed: ${memory}`);
  return mark.size;
}

async function markOf(state: string): Promise<string | undefined> {
  const file = await open(state, 'r');
  try {
    const head = Buffer.alloc(mark.size);
    await file.read(head, 0, mark.size, 0);
    const text = head.toString('latin1');
    return text.startsWith(`${mark.word} `)
      ? text.slice(mark.word.length + 1, text.indexOf('\n'))
      : undefined;
  } finally {
    await file.close();
  }
}

async function filter(input: Input, base: Base, output: Output): Promise<void> {
  const head = await input.take(8);
  if (head.readUInt32BE(0) !== streamMagic || head.readUInt32BE(4) !== 3) throw new UnknownStream('header');
  output.put(head);
  if ((await input.peek()) === kinds.configuration) {
    output.put(await input.take(5));
    // The name of the machine type.
    output.put(await input.take(output.last.readUInt32BE(1)));
  }
  const ram = new Ram(base);
  for (;;) {
    const kind = await input.peek();
    if (kind !== kinds.start && kind !== kinds.part && kind !== kinds.end)
      throw new UnknownStream(`section ${kind}`);
    output.put(await input.take(5));
    if (kind === kinds.start) {
      const name = await input.named();
      const section = name.subarray(1).toString();
      if (section !== 'ram') throw new UnknownStream(`section ${section}`);
      output.put(name);
      output.put(await input.take(8)); // instance and version
    }
    await ram.section(input, output);
    const footer = await input.take(5);
    if (footer[0] !== kinds.footer) throw new UnknownStream('footer');
    output.put(footer);
    if (kind === kinds.end) break;
  }
  for (let rest = await input.some(); rest.length > 0; rest = await input.some()) {
    output.put(rest);
    await output.relieve();
  }
}

/** The records of the section `ram`, from one of its parts to the next. */
class Ram {
  readonly #base: Base;
  /** The block of the last record read, and of the last one written: a record may say "the same". */
  #read: Buffer | undefined;
  #written: Buffer | undefined;
  /** The block that is the machine's memory; others are ROMs and the like. */
  #memory: string | undefined;
  /** Pages that were kept: what comes later for them counts more. */
  readonly #kept = new Set<number>();

  constructor(base: Base) {
    this.#base = base;
  }

  async section(input: Input, output: Output): Promise<void> {
    for (;;) {
      const word = await input.take(8);
      const low = word.readUInt32BE(4);
      const flags = low & (page - 1);
      const address = word.readUInt32BE(0) * 2 ** 32 + (low - flags);
      if (flags === flag.end) {
        output.put(word);
        return;
      }
      if (flags === flag.sizes) {
        output.put(word);
        await this.#sizes(input, output, address);
        continue;
      }
      const kind = flags & ~flag.sameBlock;
      if (kind !== flag.page && kind !== flag.fill) throw new UnknownStream(`flags ${flags}`);
      if ((flags & flag.sameBlock) === 0) this.#read = await input.named();
      const block = this.#read;
      if (block === undefined) throw new UnknownStream('a page of no block');
      const content = await input.take(kind === flag.page ? page : 1);
      if (block.subarray(1).toString() === this.#memory) {
        const there = await this.#base.page(address);
        const same = there.equals(kind === flag.page ? content : filled(content[0]!));
        if (same && !this.#kept.has(address)) continue;
        this.#kept.add(address);
      }
      const repeats = this.#written?.equals(block) === true;
      word.writeUInt32BE(low - flags + kind + (repeats ? flag.sameBlock : 0), 4);
      output.put(word);
      if (!repeats) output.put(block);
      output.put(content);
      this.#written = block;
      await output.relieve();
    }
  }

  async #sizes(input: Input, output: Output, total: number): Promise<void> {
    for (let left = total; left > 0; ) {
      const name = await input.named();
      const size = await input.take(8);
      const bytes = Number(size.readBigUInt64BE());
      output.put(name);
      output.put(size);
      if (bytes === this.#base.size) this.#memory = name.subarray(1).toString();
      left -= bytes;
    }
    if (this.#memory === undefined) throw new UnknownStream('no block of that size');
  }
}

const filledPages = new Map<number, Buffer>();

/** A page of nothing but one byte: zeros, nearly always. */
function filled(byte: number): Buffer {
  const known = filledPages.get(byte) ?? Buffer.alloc(page, byte);
  filledPages.set(byte, known);
  return known;
}

/** Bytes that are read, or written, in one go. */
const piece = 1024 * 1024;

class Input {
  readonly #file: FileHandle;
  readonly #signal: AbortSignal | undefined;
  #buffer = Buffer.alloc(0);
  #at = 0;

  constructor(file: FileHandle, signal?: AbortSignal) {
    this.#file = file;
    this.#signal = signal;
  }

  /** So many bytes; they stay, each read has a buffer of its own. */
  async take(count: number): Promise<Buffer> {
    if (this.#buffer.length - this.#at < count) await this.#fill(count);
    const found = this.#buffer.subarray(this.#at, this.#at + count);
    this.#at += count;
    return found;
  }

  async peek(): Promise<number> {
    if (this.#buffer.length === this.#at) await this.#fill(1);
    return this.#buffer[this.#at]!;
  }

  /** A name with the byte before it that says how long it is. */
  async named(): Promise<Buffer> {
    return this.take(1 + (await this.peek()));
  }

  /** What comes next, as much as there is at hand; nothing at the end. */
  async some(): Promise<Buffer> {
    if (this.#buffer.length === this.#at) await this.#read();
    const found = this.#buffer.subarray(this.#at);
    this.#at = this.#buffer.length;
    return found;
  }

  async #fill(count: number): Promise<void> {
    while (this.#buffer.length - this.#at < count)
      if (!(await this.#read())) throw new UnknownStream('it ends early');
  }

  async #read(): Promise<boolean> {
    this.#signal?.throwIfAborted();
    const { buffer, bytesRead } = await this.#file.read(Buffer.alloc(piece), 0, piece);
    this.#buffer = Buffer.concat([this.#buffer.subarray(this.#at), buffer.subarray(0, bytesRead)]);
    this.#at = 0;
    return bytesRead > 0;
  }
}

class Output {
  readonly #file: FileHandle;
  #pieces: Buffer[] = [];
  #waiting = 0;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  get last(): Buffer {
    return this.#pieces.at(-1)!;
  }

  put(bytes: Buffer): void {
    this.#pieces.push(bytes);
    this.#waiting += bytes.length;
  }

  /** Writes when there is much. */
  async relieve(): Promise<void> {
    if (this.#waiting >= piece) await this.flush();
  }

  async flush(): Promise<void> {
    const all = Buffer.concat(this.#pieces);
    this.#pieces = [];
    this.#waiting = 0;
    for (let done = 0; done < all.length; ) done += (await this.#file.write(all, done)).bytesWritten;
  }
}

/** The golden memory, by page. */
class Base {
  readonly size: number;
  readonly #file: FileHandle;
  readonly #window = Buffer.alloc(piece);
  #from = -1;

  constructor(file: FileHandle, size: number) {
    this.#file = file;
    this.size = size;
  }

  async page(address: number): Promise<Buffer> {
    const from = address - (address % piece);
    if (from !== this.#from) {
      await this.#file.read(this.#window, 0, piece, from);
      this.#from = from;
    }
    const at = address - from;
    return this.#window.subarray(at, at + page);
  }
}
