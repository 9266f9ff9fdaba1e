import { importLimits } from '../../contract/limits.js';

/** A word of Ruby. */
export interface Word {
  readonly kind: 'name' | 'string' | 'symbol' | 'number' | 'mark' | 'end' | 'words';
  /** A string's parts are in `parts`. */
  readonly text: string;
  /** Of a string in double quotes: texts, and code that is put in. */
  readonly parts?: readonly Part[];
  readonly line: number;
  /** Whether blank space is before it: `a [1]` and `a[1]` differ. */
  readonly spaced: boolean;
}

export type Part = { readonly text: string } | { readonly code: string };

const marks = [
  '...',
  '<=>',
  '===',
  '**=',
  '||=',
  '&&=',
  '<<=',
  '..',
  '=>',
  '::',
  '==',
  '!=',
  '<=',
  '>=',
  '&&',
  '||',
  '+=',
  '-=',
  '*=',
  '<<',
  '&.',
  '->',
  '=~',
];
const closing: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}', '<': '>' };
const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  s: ' ',
  e: '\u001b',
  0: '\0',
  a: '\u0007',
  b: '\b',
};

interface Heredoc {
  readonly end: string;
  readonly isRaw: boolean;
  readonly mayIndent: boolean;
  readonly squiggly: boolean;
  readonly at: number;
}

/**
 * The words of a Ruby file, as much of its grammar as a Vagrantfile uses: strings with what is put into them, here-documents, symbols,
 * `%w[]`. Nothing is run. What is no word of Ruby is a mark by itself. https://docs.ruby-lang.org/en/3.3/syntax/literals_rdoc.html
 * @returns at most as many as there may be, and an end
 */
export function wordsOf(text: string, firstLine = 1): readonly Word[] {
  return new Scanner(text, firstLine).all();
}

class Scanner {
  readonly #text: string;
  readonly #words: Word[] = [];
  #at = 0;
  #line: number;
  #waiting: Heredoc[] = [];

  constructor(text: string, line: number) {
    this.#text = text;
    this.#line = line;
  }

  all(): readonly Word[] {
    while (this.#at < this.#text.length && this.#words.length < importLimits.words) this.#next();
    this.#add('end', '', false);
    return this.#words;
  }

  #add(kind: Word['kind'], text: string, spaced: boolean, parts?: readonly Part[], line = this.#line): void {
    this.#words.push({ kind, text, line, spaced, ...(parts === undefined ? {} : { parts }) });
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    return pattern.exec(this.#text);
  }

  #next(): void {
    const space = this.#match(/(?:[ \t\f\r]|\\\r?\n)+/y)?.[0] ?? '';
    this.#move(space.length);
    const spaced = space !== '' || this.#at === 0;
    const character = this.#text[this.#at];
    if (character === undefined) return;
    if (character === '\n' || character === ';') return this.#endLine(character);
    if (character === '#') return void (this.#at += this.#match(/[^\n]*/y)![0].length);
    if (this.#match(/=begin\b/y) !== null && (this.#at === 0 || this.#text[this.#at - 1] === '\n'))
      return this.#comment();
    if (this.#match(/__END__\r?(?=\n|$)/y) !== null) return void (this.#at = this.#text.length);
    if (character === '"' || character === '`' || character === "'") return this.#string(character, spaced);
    const heredoc = this.#match(/<<([~-]?)(?:(["'`])([^"'`\n]{1,80})\2|([A-Z_a-z]\w{0,80}))/y);
    if (heredoc !== null && this.#mayBegin(spaced, heredoc[1] !== '')) return this.#heredoc(heredoc, spaced);
    const percent = this.#match(/%([wWiIqQ]?)([([{<|!/])/y);
    if (percent !== null && this.#mayBegin(spaced, percent[1] !== '')) return this.#percent(percent, spaced);
    // The colon after a key, without blank space before its value.
    const isKey = !spaced && this.#words.at(-1)?.kind === 'name' && !this.#text.startsWith('::', this.#at);
    if (character === ':' && isKey) {
      this.#add('mark', ':', spaced);
      this.#at += 1;
      return;
    }
    const quoted = this.#match(/:(?=")/y);
    if (quoted !== null) {
      this.#at += 1;
      return this.#string('"', spaced, 'symbol');
    }
    const symbol = this.#match(/:([A-Za-z_]\w{0,200}[?!]?)/y);
    if (symbol !== null) return this.#take(symbol, 'symbol', symbol[1]!, spaced);
    const number = this.#match(/\d[\d_]{0,30}(?:\.\d+)?/y);
    if (number !== null) return this.#take(number, 'number', number[0].replaceAll('_', ''), spaced);
    const name = this.#match(
      /[@$]{0,2}[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*[?!]?(?!=[^=>~])|[@$]{0,2}[A-Za-z_]\w*/y,
    );
    if (name !== null) return this.#take(name, 'name', name[0], spaced);
    const mark = marks.find((each) => this.#text.startsWith(each, this.#at)) ?? character;
    this.#add('mark', mark, spaced);
    this.#at += mark.length;
  }

  #move(length: number): void {
    for (let end = this.#at + length; this.#at < end; this.#at += 1)
      if (this.#text[this.#at] === '\n') this.#line += 1;
  }

  #take(match: RegExpExecArray, kind: Word['kind'], text: string, spaced: boolean): void {
    this.#add(kind, text, spaced);
    this.#move(match[0].length);
  }

  #endLine(character: string): void {
    this.#add('mark', '\n', false);
    this.#move(1);
    if (character !== '\n') return;
    for (const { end, isRaw, mayIndent, squiggly, at } of this.#waiting.splice(0)) {
      const { line } = this.#words[at]!;
      const body = this.#bodyUntil(end, mayIndent);
      const text = squiggly ? outdented(body) : body;
      const parts = isRaw ? undefined : partsIn(text);
      this.#words[at] = {
        kind: 'string',
        text,
        line,
        spaced: true,
        ...(parts === undefined ? {} : { parts }),
      };
    }
  }

  #bodyUntil(end: string, mayIndent: boolean): string {
    const start = this.#at;
    while (this.#at < this.#text.length) {
      const stop = this.#text.indexOf('\n', this.#at);
      const lineEnd = stop < 0 ? this.#text.length : stop;
      const line = this.#text.slice(this.#at, lineEnd);
      const before = this.#at;
      this.#move(lineEnd - this.#at + 1);
      if ((mayIndent ? line.trim() : line.trimEnd()) === end) return this.#text.slice(start, before);
    }
    return this.#text.slice(start);
  }

  #comment(): void {
    const end = /^=end\b.*$/m.exec(this.#text.slice(this.#at));
    this.#move(end === null ? this.#text.length - this.#at : end.index + end[0].length);
  }

  /** Whether a `<<` or `%` here begins something, and is no operator: as Ruby does, by what is before it. */
  #mayBegin(spaced: boolean, isSure: boolean): boolean {
    const last = this.#words.at(-1);
    if (last === undefined || last.kind === 'mark') return last === undefined || !/^[)\]}]$/.test(last.text);
    return last.kind === 'name' && spaced && (isSure || !/\s/.test(this.#text[this.#at + 2] ?? ' '));
  }

  #string(quote: string, spaced: boolean, kind: 'string' | 'symbol' = 'string'): void {
    const line = this.#line;
    const raw = this.#until(quote, quote);
    if (quote === "'") this.#add(kind, raw.replace(/\\([\\'])/g, '$1'), spaced, undefined, line);
    else this.#add(kind, raw, spaced, partsIn(raw), line);
    // `"name": value` in a hash.
    if (this.#text[this.#at] === ':' && this.#text[this.#at + 1] !== ':') {
      const last = this.#words.pop()!;
      this.#words.push({ ...last, kind: 'symbol' });
    }
  }

  /** What stands from an opening mark at this place to the one that ends it; the rest of the file where none does. */
  #until(open: string, close: string): string {
    const start = this.#at + 1;
    let depth = 1;
    let at = start;
    for (; at < this.#text.length; at += 1) {
      const character = this.#text[at]!;
      if (character === '\\') at += 1;
      else if (character === close) {
        depth -= 1;
        if (depth === 0) break;
      } else if (character === open) depth += 1;
      else if (close === '"' && character === '#' && this.#text[at + 1] === '{') at = this.#afterCode(at + 2);
    }
    const raw = this.#text.slice(start, at);
    this.#move(Math.min(at + 1, this.#text.length) - this.#at);
    return raw;
  }

  /** The place of the brace that ends code within a string. */
  #afterCode(from: number): number {
    let depth = 1;
    for (let at = from; at < this.#text.length && at < from + 2000; at += 1) {
      if (this.#text[at] === '{') depth += 1;
      if (this.#text[at] === '}') depth -= 1;
      if (depth === 0) return at;
    }
    return from;
  }

  #heredoc(match: RegExpExecArray, spaced: boolean): void {
    const [whole, style = '', quote, named, bare] = match;
    this.#waiting.push({
      end: named ?? bare ?? '',
      isRaw: quote === "'",
      mayIndent: style !== '',
      squiggly: style === '~',
      at: this.#words.length,
    });
    this.#add('string', '', spaced);
    this.#at += whole.length;
  }

  #percent(match: RegExpExecArray, spaced: boolean): void {
    const [whole, kind = '', open = '('] = match;
    const { length } = whole;
    const line = this.#line;
    this.#at += length - 1;
    const raw = this.#until(open, closing[open] ?? open);
    if (/[wWiI]/.test(kind)) this.#add('words', raw.trim(), spaced, undefined, line);
    else this.#add('string', raw, spaced, kind === 'q' ? undefined : partsIn(raw), line);
  }
}

/** A text in double quotes: escapes, and code that is put in. */
function partsIn(raw: string): readonly Part[] {
  const parts: Part[] = [];
  let text = '';
  for (let at = 0; at < raw.length; at += 1) {
    const character = raw[at]!;
    const next = raw[at + 1];
    if (character === '\\' && next !== undefined) {
      // A line that goes on.
      if (next !== '\n') text += escapes[next] ?? next;
      at += 1;
    } else if (character === '#' && next === '{') {
      let [depth, end] = [1, at + 2];
      for (; end < raw.length; end += 1) {
        if (raw[end] === '{') depth += 1;
        if (raw[end] === '}') depth -= 1;
        if (depth === 0) break;
      }
      parts.push({ text }, { code: raw.slice(at + 2, end) });
      text = '';
      at = end;
    } else text += character;
  }
  return [...parts, { text }];
}

/** Without the indentation that all lines have, blank ones apart. */
function outdented(text: string): string {
  const lines = text.split('\n');
  const indents = lines.filter((line) => line.trim() !== '').map((line) => /^[ \t]*/.exec(line)![0].length);
  const least = indents.reduce((least_, each) => Math.min(least_, each), Infinity);
  return least === Infinity
    ? text
    : lines.map((line) => line.slice(Math.min(least, /^[ \t]*/.exec(line)![0].length))).join('\n');
}
