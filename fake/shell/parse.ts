import {
  type AndOr,
  type Command,
  type Part,
  type Pipeline,
  type Redirect,
  type Script,
  ShellSyntaxError,
  type Word,
} from './syntax.js';
import { WordReader } from './words.js';

const reserved = new Set([
  'if',
  'then',
  'elif',
  'else',
  'fi',
  'for',
  'do',
  'done',
  'while',
  'until',
  'case',
  'esac',
]);

/** Reads POSIX shell grammar (XCU 2.10), as far as dash and bash agree. @throws ShellSyntaxError */
export function parseScript(text: string): Script {
  const parser = new Parser(text);
  const script = parser.script([]);
  if (!parser.atEnd) throw parser.unexpected();
  return script;
}

interface PendingHere {
  readonly delimiter: string;
  readonly quoted: boolean;
  readonly stripTabs: boolean;
  readonly fill: (word: Word) => void;
}

class Parser {
  readonly #text: string;
  readonly #words: WordReader;
  #at = 0;
  #pending: PendingHere[] = [];

  constructor(text: string) {
    this.#text = text;
    this.#words = new WordReader(text, (inner) => parseScript(inner));
  }

  get atEnd(): boolean {
    this.#blank();
    return this.#at >= this.#text.length;
  }

  /** Commands until one of these words, `)` or `;;` stands where a command should. */
  script(stops: readonly string[]): Script {
    const list: AndOr[] = [];
    for (;;) {
      this.#separators();
      if (this.atEnd) {
        if (stops.length > 0) throw new ShellSyntaxError('unexpected end of file', true);
        return list;
      }
      if (stops.includes(this.#peekWord()) || this.#text[this.#at] === ')' || this.#starts(';;')) return list;
      list.push(this.#andOr());
    }
  }

  unexpected(): ShellSyntaxError {
    if (this.atEnd) return new ShellSyntaxError('syntax error: unexpected end of file', true);
    const token = this.#peekWord() || (this.#text[this.#at] ?? 'newline');
    return new ShellSyntaxError(
      `syntax error near unexpected token \`${token === '\n' ? 'newline' : token}'`,
    );
  }

  #andOr(): AndOr {
    const first = this.#pipeline();
    const rest: { operator: '&&' | '||'; pipeline: Pipeline }[] = [];
    for (;;) {
      this.#blank();
      const operator = this.#starts('&&') ? '&&' : this.#starts('||') ? '||' : undefined;
      if (operator === undefined) break;
      this.#at += 2;
      this.#newlines();
      rest.push({ operator, pipeline: this.#pipeline() });
    }
    const background = this.#text[this.#at] === '&';
    if (background) this.#at += 1;
    return { first, rest, background };
  }

  #pipeline(): Pipeline {
    this.#blank();
    const negated = this.#peekWord() === '!';
    if (negated) this.#at += 1;
    const commands = [this.#command()];
    for (;;) {
      this.#blank();
      if (this.#text[this.#at] !== '|' || this.#starts('||')) break;
      this.#at += 1;
      this.#newlines();
      commands.push(this.#command());
    }
    return { negated, commands };
  }

  #command(): Command {
    this.#blank();
    const word = this.#peekWord();
    switch (word) {
      case '{':
        this.#at += 1;
        return this.#withRedirects({ kind: 'group', body: this.#body('}'), redirects: [] });
      case 'if':
        return this.#withRedirects(this.#if());
      case 'while':
      case 'until':
        return this.#withRedirects(this.#loop(word));
      case 'for':
        return this.#withRedirects(this.#for());
      case 'case':
        return this.#withRedirects(this.#case());
      default:
    }
    if (this.#text[this.#at] === '(') {
      this.#at += 1;
      const body = this.script([]);
      this.#expect(')');
      return this.#withRedirects({ kind: 'subshell', body, redirects: [] });
    }
    const named = /^([A-Za-z_][\w-]*)[ \t]*\([ \t]*\)/.exec(this.#text.slice(this.#at, this.#at + 80));
    if (named !== null) {
      this.#at += named[0].length;
      this.#newlines();
      return { kind: 'function', name: named[1] ?? '', body: this.#command(), redirects: [] };
    }
    if (reserved.has(word) || word === '}') throw this.unexpected();
    return this.#simple();
  }

  #body(end: string): Script {
    const body = this.script([end]);
    this.#keyword(end);
    return body;
  }

  #if(): Command {
    const branches: { test: Script; body: Script }[] = [];
    this.#keyword('if');
    for (;;) {
      const test = this.#body('then');
      const body = this.script(['elif', 'else', 'fi']);
      branches.push({ test, body });
      const next = this.#peekWord();
      this.#keyword(next);
      if (next === 'fi') return { kind: 'if', branches, redirects: [] };
      if (next === 'else') return { kind: 'if', branches, otherwise: this.#body('fi'), redirects: [] };
    }
  }

  #loop(word: 'while' | 'until'): Command {
    this.#keyword(word);
    const test = this.#body('do');
    return { kind: 'loop', until: word === 'until', test, body: this.#body('done'), redirects: [] };
  }

  #for(): Command {
    this.#keyword('for');
    this.#blank();
    const name = this.#peekWord();
    this.#keyword(name);
    this.#newlines();
    let words: Word[] | undefined;
    if (this.#peekWord() === 'in') {
      this.#keyword('in');
      words = [];
      for (let word = this.#word(); word !== undefined; word = this.#word()) words.push(word);
    }
    this.#separators();
    this.#keyword('do');
    const body = this.#body('done');
    return { kind: 'for', name, ...(words === undefined ? {} : { words }), body, redirects: [] };
  }

  #case(): Command {
    this.#keyword('case');
    const subject = this.#word();
    if (subject === undefined) throw this.unexpected();
    this.#newlines();
    this.#keyword('in');
    const arms: { patterns: Word[]; body: Script }[] = [];
    for (;;) {
      this.#separators();
      if (this.#peekWord() === 'esac') break;
      if (this.atEnd) throw new ShellSyntaxError('unexpected end of file', true);
      if (this.#text[this.#at] === '(') this.#at += 1;
      const patterns: Word[] = [];
      for (;;) {
        const pattern = this.#word();
        if (pattern === undefined) throw this.unexpected();
        patterns.push(pattern);
        this.#blank();
        if (this.#text[this.#at] !== '|') break;
        this.#at += 1;
      }
      this.#expect(')');
      const body = this.script(['esac']);
      if (this.#starts(';;')) this.#at += 2;
      arms.push({ patterns, body });
    }
    this.#keyword('esac');
    return { kind: 'case', subject, arms, redirects: [] };
  }

  #withRedirects<C extends Command>(command: C): C {
    const redirects: Redirect[] = [];
    for (let next = this.#redirect(); next !== undefined; next = this.#redirect()) redirects.push(next);
    return { ...command, redirects };
  }

  #simple(): Command {
    const assignments: { name: string; value: Word }[] = [];
    const words: Word[] = [];
    const redirects: Redirect[] = [];
    for (;;) {
      const redirect = this.#redirect();
      if (redirect !== undefined) {
        redirects.push(redirect);
        continue;
      }
      const named = /^([A-Za-z_]\w*)=/.exec(this.#text.slice(this.#at, this.#at + 80));
      if (words.length === 0 && named !== null) {
        this.#at += named[0].length;
        assignments.push({ name: named[1] ?? '', value: this.#wordHere() ?? [] });
        continue;
      }
      const word = this.#word();
      if (word === undefined) break;
      words.push(word);
    }
    if (words.length + assignments.length + redirects.length === 0) throw this.unexpected();
    return { kind: 'simple', assignments, words, redirects };
  }

  #redirect(): Redirect | undefined {
    this.#blank();
    const match = /^(\d?)(<<-|<<|>>|>&|<&|>\||<>|&>|<|>)/.exec(this.#text.slice(this.#at, this.#at + 6));
    if (match === null || this.#starts('<(') || this.#starts('>(')) return undefined;
    this.#at += match[0].length;
    const operator = match[2] ?? '>';
    const from = match[1] ? Number(match[1]) : operator.startsWith('<') ? 0 : 1;
    this.#blank();
    if (operator.startsWith('<<')) return this.#here(from, operator === '<<-');
    const target = this.#word();
    if (target === undefined) throw this.unexpected();
    const kinds = {
      '<': 'read',
      '<>': 'read',
      '>>': 'append',
      '>&': 'duplicate',
      '<&': 'duplicate',
    } as const;
    if (operator === '&>') return { from: 3, kind: 'write', target };
    return { from, kind: kinds[operator as keyof typeof kinds] ?? 'write', target };
  }

  /** The text of a here-document stands on the lines after this one: it is filled in at the next newline. */
  #here(from: number, stripTabs: boolean): Redirect {
    const word = this.#word();
    if (word === undefined) throw this.unexpected();
    const delimiter = word.map((part) => (part.kind === 'text' ? part.text : '')).join('');
    const quoted = word.some((part) => part.quoted);
    const target: Part[] = [];
    const fill = (filled: Word): void => void target.push(...filled);
    this.#pending.push({ delimiter, quoted, stripTabs, fill });
    return { from, kind: 'here', target };
  }

  #readHeres(): void {
    for (const { delimiter, quoted, stripTabs, fill } of this.#pending.splice(0)) {
      const lines: string[] = [];
      for (;;) {
        if (this.#at >= this.#text.length) {
          throw new ShellSyntaxError(`here-document delimited by end-of-file (wanted \`${delimiter}')`, true);
        }
        const end = this.#text.indexOf('\n', this.#at);
        const raw = this.#text.slice(this.#at, end < 0 ? undefined : end);
        const line = stripTabs ? raw.replace(/^\t+/, '') : raw;
        this.#at = end < 0 ? this.#text.length : end + 1;
        if (line === delimiter) break;
        lines.push(line);
      }
      const text = lines.map((line) => `${line}\n`).join('');
      fill(quoted ? [{ kind: 'text', text, quoted: true }] : this.#words.inHereDocument(text));
    }
  }

  #word(): Word | undefined {
    this.#blank();
    return this.#wordHere();
  }

  #wordHere(): Word | undefined {
    const read = this.#words.read(this.#at);
    this.#at = read.end;
    return read.word;
  }

  /** The next word as it is written, when nothing in it is quoted or expanded. */
  #peekWord(): string {
    this.#blank();
    const rest = this.#text.slice(this.#at, this.#at + 100);
    if (/^[{}!](?=[\s;]|$)/.test(rest)) return rest[0] ?? '';
    return /^[A-Za-z_][\w.-]*(?=[\s;&|()<>]|$)/.exec(rest)?.[0] ?? '';
  }

  #keyword(word: string): void {
    this.#blank();
    if (word === '' || !this.#starts(word)) throw this.unexpected();
    this.#at += word.length;
  }

  #expect(text: string): void {
    this.#separators();
    if (this.#at >= this.#text.length) throw new ShellSyntaxError('unexpected end of file', true);
    if (!this.#starts(text)) throw this.unexpected();
    this.#at += text.length;
  }

  #starts(text: string): boolean {
    return this.#text.startsWith(text, this.#at);
  }

  #blank(): void {
    for (;;) {
      const here = this.#text[this.#at];
      if (here === ' ' || here === '\t' || here === '\r') this.#at += 1;
      else if (this.#starts('\\\n')) this.#at += 2;
      else if (here === '#' && this.#commentHere()) {
        const end = this.#text.indexOf('\n', this.#at);
        this.#at = end < 0 ? this.#text.length : end;
      } else return;
    }
  }

  #commentHere(): boolean {
    return this.#at === 0 || /[\s;&|()]/.test(this.#text[this.#at - 1] ?? ' ');
  }

  #newlines(): void {
    for (this.#blank(); this.#text[this.#at] === '\n'; this.#blank()) this.#newline();
  }

  #newline(): void {
    this.#at += 1;
    this.#readHeres();
  }

  #separators(): void {
    for (;;) {
      this.#blank();
      const here = this.#text[this.#at];
      if (here === '\n') this.#newline();
      else if (here === ';' && !this.#starts(';;')) this.#at += 1;
      else break;
    }
    if (this.#at >= this.#text.length && this.#pending.length > 0) this.#readHeres();
  }
}
