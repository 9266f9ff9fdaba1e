/** Bytes that come in pieces, taken in others. */
export class ByteReader {
  readonly #iterator: AsyncIterator<Buffer, void>;
  /** What has come and was not taken. */
  #left: Buffer = Buffer.alloc(0);

  /** @param pieces none of them empty */
  constructor(pieces: AsyncIterable<Buffer, void>) {
    this.#iterator = pieces[Symbol.asyncIterator]();
  }

  /** One piece as it came, or what is left of it. @returns undefined at the end */
  async some(limit = Number.POSITIVE_INFINITY): Promise<Buffer | undefined> {
    if (this.#left.length === 0) {
      const next = await this.#iterator.next();
      if (next.done === true) return undefined;
      this.#left = next.value;
    }
    const taken = this.#left.subarray(0, limit);
    this.#left = this.#left.subarray(taken.length);
    return taken;
  }

  /** Gives back the end of what was taken last. */
  unread(bytes: Buffer): void {
    this.#left = this.#left.length === 0 ? bytes : Buffer.concat([bytes, this.#left]);
  }

  /** So many bytes, or fewer at the end. */
  async take(count: number): Promise<Buffer> {
    const pieces: Buffer[] = [];
    let missing = count;
    while (missing > 0) {
      const piece = await this.some(missing);
      if (piece === undefined) break;
      pieces.push(piece);
      missing -= piece.length;
    }
    return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
  }

  /** Ends what makes the pieces, which must not be waited for just now. */
  async close(): Promise<void> {
    await this.#iterator.return?.();
  }
}
