/** Characters up to which pieces are joined: typing comes letter by letter. */
const joined = 4096;

/** The end of what a terminal printed. Kept in pieces: one text would be copied whole for each of them. */
export class Replay {
  readonly #most: number;
  readonly #pieces: string[] = [];
  #length = 0;
  #dropped = false;

  /** @param most characters that are kept */
  constructor(most: number) {
    this.#most = most;
  }

  /** From the beginning of a line on, unless there was only one: half a control sequence would be shown as text. */
  get text(): string {
    const all = this.#pieces.join('').slice(-this.#most);
    return this.#dropped || all.length < this.#length ? all.slice(all.indexOf('\n') + 1) : all;
  }

  add(piece: string): void {
    const last = this.#pieces.at(-1);
    if (last !== undefined && last.length < joined) this.#pieces[this.#pieces.length - 1] = last + piece;
    else this.#pieces.push(piece);
    this.#length += piece.length;
    while (this.#length - this.#pieces[0]!.length >= this.#most) {
      this.#length -= this.#pieces.shift()!.length;
      this.#dropped = true;
    }
  }
}
