import { diagnosisCatalogue, verdictCatalogue } from '../contract/messages/verdicts.js';
import { type Language, type MessageOf, type Text, word } from '../contract/text.js';
import type { Verdict } from '../contract/verdict.js';
import { cliCatalogue } from './messages.js';

export type CliMessage = MessageOf<typeof cliCatalogue>;

const colours = { pass: 32, fail: 31, unknown: 33, dim: 2, bold: 1 } as const;

/** Milliseconds between two lines of progress in a log: enough to see that it lives, and no flood. */
const plainInterval = 2000;

/**
 * Everything that the command prints. With --json standard output holds one JSON document and nothing else; progress
 * goes to standard error, as a line that renews itself on a terminal and as plain lines elsewhere.
 */
export class Output {
  readonly language: Language;
  readonly json: boolean;
  readonly #live: boolean;
  readonly #colour: boolean;
  #status = '';
  #lastPlain = 0;

  constructor(options: { readonly language: Language; readonly json: boolean }) {
    this.language = options.language;
    this.json = options.json;
    this.#live = process.stderr.isTTY && process.env['TERM'] !== 'dumb';
    this.#colour = this.#live && process.env['NO_COLOR'] === undefined;
  }

  say(message: CliMessage): string {
    return word(cliCatalogue, message, this.language);
  }

  text(text: Text): string {
    return text[this.language];
  }

  /** A line for people: standard output, or standard error where that belongs to JSON. */
  line(text = ''): void {
    this.#clear();
    (this.json ? process.stderr : process.stdout).write(`${text}\n`);
  }

  message(message: CliMessage): void {
    this.line(this.say(message));
  }

  /** What is going on now. */
  progress(text: string): void {
    if (this.#live) {
      const columns = process.stderr.columns ?? 80;
      this.#clear();
      this.#status = text;
      process.stderr.write(`\r\u001b[2m${clip(text, columns - 1)}\u001b[0m`);
    } else if (Date.now() - this.#lastPlain >= plainInterval) {
      this.#lastPlain = Date.now();
      process.stderr.write(`${text}\n`);
    }
  }

  error(text: string): void {
    this.#clear();
    process.stderr.write(`${this.paint('fail', 'lvslab:')} ${text}\n`);
  }

  /** The one JSON document of --json. */
  result(value: unknown): void {
    this.#clear();
    process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
  }

  verdict(verdict: Verdict, title: string): void {
    const mark = { pass: '✔', fail: '✘', unknown: '?' }[verdict.status];
    this.line(
      `  ${this.paint(verdict.status, mark)} ${title}${this.#colon}${word(verdictCatalogue, verdict.message, this.language)}`,
    );
    if (verdict.diagnosis !== undefined) {
      const why = word(diagnosisCatalogue, verdict.diagnosis, this.language);
      this.line(`      ${this.say({ code: 'verdict.why', params: {} })}${this.#colon}${why}`);
    }
  }

  get #colon(): string {
    return this.language === 'zh-CN' ? '：' : ': ';
  }

  paint(colour: keyof typeof colours, text: string): string {
    return this.#colour ? `\u001b[${colours[colour]}m${text}\u001b[0m` : text;
  }

  /** Removes the status line. */
  done(): void {
    this.#clear();
  }

  #clear(): void {
    if (this.#status === '') return;
    this.#status = '';
    process.stderr.write('\r\u001b[K');
  }
}

/** Clips a text to a number of terminal columns; East Asian wide characters take two (UAX #11). */
export function clip(text: string, columns: number): string {
  let width = 0;
  let out = '';
  for (const character of text) {
    width += isWide(character) ? 2 : 1;
    if (width > columns) return out;
    out += character;
  }
  return out;
}

/** Pads a text to a number of terminal columns. */
export function pad(text: string, columns: number): string {
  const width = Array.from(text).reduce((sum, character) => sum + (isWide(character) ? 2 : 1), 0);
  return text + ' '.repeat(Math.max(0, columns - width));
}

function isWide(character: string): boolean {
  return /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(
    character,
  );
}
