import { type Part, type Script, ShellSyntaxError, type Word } from './syntax.js';

const metacharacters = /[\s;&|()<>]/;

/** Reads one word of a shell text: quotes, parameters, substitutions (XCU 2.2, 2.6). */
export class WordReader {
  readonly #text: string;
  readonly #parse: (text: string) => Script;

  /** @param parse reads the script in a command substitution */
  constructor(text: string, parse: (text: string) => Script) {
    this.#text = text;
    this.#parse = parse;
  }

  /** The word at this place; undefined: none begins there. */
  read(start: number): { readonly word: Word | undefined; readonly end: number } {
    const parts: Part[] = [];
    let at = start;
    let plain = '';
    const flush = (): void => {
      if (plain !== '') parts.push({ kind: 'text', text: plain, quoted: false });
      plain = '';
    };
    while (at < this.#text.length) {
      const here = this.#text[at] ?? '';
      if (metacharacters.test(here)) break;
      if (here === '\\') {
        flush();
        const next = this.#text[at + 1];
        if (next === undefined) throw new ShellSyntaxError('unexpected end of file', true);
        if (next !== '\n') parts.push({ kind: 'text', text: next, quoted: true });
        at += 2;
      } else if (here === "'" || this.#text.startsWith("$'", at)) {
        flush();
        const open = here === "'" ? at + 1 : at + 2;
        const end = this.#text.indexOf("'", open);
        if (end < 0) throw new ShellSyntaxError("unexpected EOF while looking for matching `''", true);
        const inner = this.#text.slice(open, end);
        parts.push({ kind: 'text', text: here === "'" ? inner : escapes(inner), quoted: true });
        at = end + 1;
      } else if (here === '"') {
        flush();
        const end = this.#closingQuote(at + 1);
        const inner = this.#quoted(this.#text.slice(at + 1, end), '"\\$`');
        parts.push(...(inner.length === 0 ? [{ kind: 'text', text: '', quoted: true } as const] : inner));
        at = end + 1;
      } else if (here === '$' || here === '`') {
        const found = this.#expansion(this.#text, at, false);
        if (found === undefined) {
          plain += here;
          at += 1;
        } else {
          flush();
          parts.push(found.part);
          at = found.end;
        }
      } else {
        plain += here;
        at += 1;
      }
    }
    flush();
    return { word: at === start ? undefined : parts, end: at };
  }

  /** The text of an unquoted here-document: expanded, but quotes are text. */
  inHereDocument(text: string): Word {
    return this.#quoted(text, '\\$`');
  }

  /** @param escapable what a backslash takes the meaning of */
  #quoted(text: string, escapable: string): Part[] {
    const parts: Part[] = [];
    let plain = '';
    for (let at = 0; at < text.length; ) {
      const here = text[at] ?? '';
      const next = text[at + 1] ?? '';
      if (here === '\\' && (escapable.includes(next) || next === '\n') && next !== '') {
        if (next !== '\n') plain += next;
        at += 2;
        continue;
      }
      const found = here === '$' || here === '`' ? this.#expansion(text, at, true) : undefined;
      if (found === undefined) {
        plain += here;
        at += 1;
        continue;
      }
      if (plain !== '') parts.push({ kind: 'text', text: plain, quoted: true });
      plain = '';
      parts.push(found.part);
      at = found.end;
    }
    if (plain !== '') parts.push({ kind: 'text', text: plain, quoted: true });
    return parts;
  }

  #expansion(text: string, at: number, quoted: boolean): { part: Part; end: number } | undefined {
    if (text[at] === '`') {
      const end = text.indexOf('`', at + 1);
      if (end < 0) throw new ShellSyntaxError("unexpected EOF while looking for matching ``'", true);
      return { part: { kind: 'command', body: this.#parse(text.slice(at + 1, end)), quoted }, end: end + 1 };
    }
    if (text.startsWith('$((', at)) {
      const end = text.indexOf('))', at);
      if (end < 0) throw new ShellSyntaxError('unexpected end of file', true);
      const inner = this.#quoted(text.slice(at + 3, end), '\\$`');
      return { part: { kind: 'arithmetic', text: inner, quoted }, end: end + 2 };
    }
    if (text.startsWith('$(', at)) {
      const end = closing(text, at + 2, '(', ')');
      return { part: { kind: 'command', body: this.#parse(text.slice(at + 2, end)), quoted }, end: end + 1 };
    }
    if (text.startsWith('${', at)) {
      const end = closing(text, at + 2, '{', '}');
      return { part: this.#parameter(text.slice(at + 2, end), quoted), end: end + 1 };
    }
    const name = /^\$([A-Za-z_]\w*|[0-9@*#?$!-])/.exec(text.slice(at, at + 80))?.[1];
    if (name === undefined) return undefined;
    return { part: { kind: 'parameter', name, quoted }, end: at + 1 + name.length };
  }

  #parameter(text: string, quoted: boolean): Part {
    const length = /^#(\w+|[@*])$/.exec(text)?.[1];
    if (length !== undefined) return { kind: 'parameter', name: length, quoted, operator: 'length' };
    const match = /^(\w+|[@*#?$!-])(?:(:?[-=+?]|##?|%%?)([\s\S]*))?$/.exec(text);
    if (match === null) throw new ShellSyntaxError(`\${${text}}: bad substitution`);
    const [, name = '', operator, operand = ''] = match;
    if (operator === undefined) return { kind: 'parameter', name, quoted };
    const inner = new WordReader(operand, this.#parse);
    const word = inner.#quoted(operand, '"\\$`}');
    // In `${x#pattern}` the text is a pattern, so its stars are no letters.
    const plain = /[#%]/.test(operator) ? word.map((part) => ({ ...part, quoted: false })) : word;
    return { kind: 'parameter', name, quoted, operator, operand: plain };
  }

  #closingQuote(start: number): number {
    for (let at = start; at < this.#text.length; at += 1) {
      const here = this.#text[at];
      if (here === '\\') at += 1;
      else if (here === '"') return at;
      else if (this.#text.startsWith('$(', at)) at = closing(this.#text, at + 2, '(', ')');
    }
    throw new ShellSyntaxError('unexpected EOF while looking for matching `"\'', true);
  }
}

/** The place of the bracket that closes one before `start`, past quotes and inner brackets. */
function closing(text: string, start: number, open: string, close: string): number {
  let depth = 1;
  for (let at = start; at < text.length; at += 1) {
    const here = text[at];
    if (here === '\\') at += 1;
    else if (here === "'") {
      const end = text.indexOf("'", at + 1);
      at = end < 0 ? text.length : end;
    } else if (here === '"') {
      let end = at + 1;
      while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
      at = end;
    } else if (here === open) depth += 1;
    else if (here === close) {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  throw new ShellSyntaxError('unexpected end of file', true);
}

const escapeLetters: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '\\': '\\',
  e: '\x1b',
  '0': '\0',
};

/** Backslash escapes of `$'…'`, printf and `echo -e`. */
export function escapes(text: string): string {
  return text.replace(/\\(x[0-9A-Fa-f]{1,2}|0[0-7]{1,3}|[0-7]{3}|[\s\S])/g, (whole, inner: string) => {
    if (/^x[0-9A-Fa-f]/.test(inner)) return String.fromCharCode(Number.parseInt(inner.slice(1), 16));
    if (/^[0-7]{2,}$/.test(inner)) return String.fromCharCode(Number.parseInt(inner, 8));
    return escapeLetters[inner] ?? whole;
  });
}
