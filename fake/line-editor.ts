/** What the editor asks for after a key. */
export type EditorEvent =
  | { readonly kind: 'line'; readonly text: string }
  | { readonly kind: 'interrupt' | 'end' | 'clear' };

const sequences: Readonly<Record<string, 'up' | 'down' | 'right' | 'left' | 'home' | 'last' | 'delete'>> = {
  '[A': 'up',
  '[B': 'down',
  '[C': 'right',
  '[D': 'left',
  '[H': 'home',
  '[F': 'last',
  '[1~': 'home',
  '[4~': 'last',
  '[3~': 'delete',
  OA: 'up',
  OB: 'down',
  OC: 'right',
  OD: 'left',
};

/** One line of input as readline edits it: echo, backspace, arrows with history, Ctrl-A E K U W L C D. */
export class LineEditor {
  readonly #echo: (text: string) => void;
  readonly #history: string[];
  #letters: string[] = [];
  #cursor = 0;
  #past = 0;
  #escape: string | undefined;

  /** @param before whose history goes on here, and the line that it had not ended */
  constructor(echo: (text: string) => void, before?: LineEditor) {
    this.#echo = echo;
    this.#history = before === undefined ? [] : [...before.#history];
    this.#past = this.#history.length;
    if (before === undefined) return;
    this.#letters = [...before.#letters];
    this.#cursor = before.#cursor;
  }

  /** The line as it stands. */
  get text(): string {
    return this.#letters.join('');
  }

  /** Shows the line after a prompt that was printed again. */
  redraw(): void {
    const behind = this.#letters.length - this.#cursor;
    this.#echo(`${this.text}${behind > 0 ? `\x1b[${behind}D` : ''}`);
  }

  /** Takes one letter or control character. */
  key(letter: string): EditorEvent | undefined {
    if (this.#escape !== undefined) {
      this.#sequence(letter);
      return undefined;
    }
    switch (letter) {
      case '\x1b':
        this.#escape = '';
        return undefined;
      case '\r':
      case '\n':
        return this.#enter();
      case '\x03':
        this.#letters = [];
        this.#cursor = 0;
        this.#echo('^C\r\n');
        return { kind: 'interrupt' };
      case '\x04':
        return this.#letters.length === 0 ? { kind: 'end' } : undefined;
      case '\x0c':
        return { kind: 'clear' };
      case '\x7f':
      case '\b':
        this.#remove(this.#cursor - 1, this.#cursor);
        return undefined;
      case '\x15':
        this.#remove(0, this.#cursor);
        return undefined;
      case '\x0b':
        this.#remove(this.#cursor, this.#letters.length);
        return undefined;
      case '\x17':
        this.#remove(this.text.slice(0, this.#cursor).replace(/\S*\s*$/, '').length, this.#cursor);
        return undefined;
      case '\x01':
        this.#move(0);
        return undefined;
      case '\x05':
        this.#move(this.#letters.length);
        return undefined;
      default:
        if (letter >= ' ') this.#insert(letter);
        return undefined;
    }
  }

  #enter(): EditorEvent {
    const { text } = this;
    this.#letters = [];
    this.#cursor = 0;
    if (text.trim() !== '' && this.#history.at(-1) !== text) this.#history.push(text);
    this.#past = this.#history.length;
    this.#echo('\r\n');
    return { kind: 'line', text };
  }

  #sequence(letter: string): void {
    const sequence = (this.#escape ?? '') + letter;
    // `[` or `O`, parameters, and one final letter (ECMA-48 §5.4).
    if (/^(\[[0-9;?]*|O)$/.test(sequence)) {
      this.#escape = sequence;
      return;
    }
    this.#escape = undefined;
    switch (sequences[sequence]) {
      case 'up':
        this.#recall(this.#past - 1);
        break;
      case 'down':
        this.#recall(this.#past + 1);
        break;
      case 'right':
        this.#move(Math.min(this.#letters.length, this.#cursor + 1));
        break;
      case 'left':
        this.#move(Math.max(0, this.#cursor - 1));
        break;
      case 'home':
        this.#move(0);
        break;
      case 'last':
        this.#move(this.#letters.length);
        break;
      case 'delete':
        this.#remove(this.#cursor, this.#cursor + 1);
        break;
      default:
    }
  }

  #recall(to: number): void {
    if (to < 0 || to > this.#history.length) return;
    this.#past = to;
    this.#move(0);
    this.#letters = Array.from(this.#history[to] ?? '');
    this.#cursor = this.#letters.length;
    this.#echo(`\x1b[K${this.text}`);
  }

  #move(to: number): void {
    const distance = to - this.#cursor;
    if (distance < 0) this.#echo(`\x1b[${-distance}D`);
    if (distance > 0) this.#echo(`\x1b[${distance}C`);
    this.#cursor = to;
  }

  #insert(letter: string): void {
    const tail = this.#letters.slice(this.#cursor).join('');
    this.#letters.splice(this.#cursor, 0, letter);
    this.#cursor += 1;
    this.#echo(tail === '' ? letter : `${letter}${tail}\x1b[${Array.from(tail).length}D`);
  }

  #remove(from: number, to: number): void {
    if (from < 0 || from >= this.#letters.length || from === to) return;
    this.#move(from);
    this.#letters.splice(from, to - from);
    const tail = this.#letters.slice(from);
    this.#echo(`\x1b[K${tail.join('')}${tail.length > 0 ? `\x1b[${tail.length}D` : ''}`);
  }
}
