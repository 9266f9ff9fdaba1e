import { randomUUID } from 'node:crypto';
import stringWidth from 'string-width';
import { besideTexts, predictedText, predictionIn } from '../contract/messages/naming.js';
import { diagnosisCatalogue, verdictCatalogue } from '../contract/messages/verdicts.js';
import { type Language, type MessageOf, type Text, word } from '../contract/text.js';
import type { Evidence, Verdict } from '../contract/verdict.js';
import { visible, visibleJson } from '../contract/visible.js';
import { cliCatalogue } from './messages.js';

export type CliMessage = MessageOf<typeof cliCatalogue>;

/** Before and after the number of a colour until it is written: none of Unicode's characters (its §23.7), and a word that no guest knows. */
const mark = `\ufdd0${randomUUID()}:`;
const markEnd = '\ufdd1';
const marked = new RegExp(`${mark}(\\d+)${markEnd}`);

const colours = { pass: 32, fail: 31, unknown: 33, dim: 2, bold: 1 } as const;

/** Milliseconds between two lines of progress in a log: enough to see that it lives, and no flood. */
const plainInterval = 2000;

/**
 * The one door to this host's terminal: what a guest or a pack says is made visible here, whoever passed it on, and only our own colours
 * become sequences.
 */
function forTerminal(text: string): string {
  // With a group in its expression `split` gives texts and colours in turn.
  return text
    .split(marked)
    .map((part, index) => (index % 2 === 0 ? visible(part) : `\u001b[${part}m`))
    .join('');
}

/**
 * Everything that the command prints. With --json standard output holds one JSON document and nothing else; progress
 * goes to standard error, as a line that renews itself on a terminal and as plain lines elsewhere.
 */
export class Output {
  readonly language: Language;
  readonly json: boolean;
  readonly #live: boolean;
  readonly #colour: boolean;
  /** Show what each verdict rests on. */
  evidence = false;
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
    (this.json ? process.stderr : process.stdout).write(`${forTerminal(text)}\n`);
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
      process.stderr.write(`\r\u001b[2m${clip(oneLine(text), columns - 1)}\u001b[0m`);
    } else if (Date.now() - this.#lastPlain >= plainInterval) {
      this.#lastPlain = Date.now();
      process.stderr.write(`${oneLine(text)}\n`);
    }
  }

  error(text: string): void {
    this.#clear();
    process.stderr.write(`${forTerminal(`${this.paint('fail', 'lvslab:')} ${text}`)}\n`);
  }

  /** The one JSON document of --json. */
  result(value: unknown): void {
    this.#clear();
    process.stdout.write(`${visibleJson(JSON.stringify(value, null, 2))}\n`);
  }

  verdict(verdict: Verdict, title: string): void {
    const sign = { pass: '✔', fail: '✘', unknown: '?' }[verdict.status];
    const found = word(verdictCatalogue, verdict.message, this.language);
    this.line(`  ${this.paint(verdict.status, sign)} ${indented(`${title}${this.#colon}${found}`)}`);
    if (verdict.prediction !== undefined) {
      const expected = predictionIn(verdict.prediction, this.language);
      this.line(`      ${this.text(predictedText)}${this.#colon}${indented(expected)}`);
    }
    if (verdict.diagnosis !== undefined) {
      const why = word(diagnosisCatalogue, verdict.diagnosis, this.language);
      this.line(`      ${this.say({ code: 'verdict.why', params: {} })}${this.#colon}${indented(why)}`);
    }
    for (const { how, diagnosis } of verdict.also ?? []) {
      const text = word(diagnosisCatalogue, diagnosis, this.language);
      this.line(`      ${besideTexts[how][this.language]}${this.#colon}${indented(text)}`);
    }
    if (this.evidence) for (const each of verdict.evidence) this.#shown(each);
  }

  #shown({ node, command, output }: Evidence): void {
    const heading = `${this.say({ code: 'verdict.evidence', params: {} })}${this.#colon}[${node}] ${command}`;
    this.line(`      ${indented(`${heading}\n${output.trimEnd()}`)}`);
  }

  get #colon(): string {
    return this.language === 'zh-CN' ? '：' : ': ';
  }

  /** Text in a colour, to be written by this object. */
  paint(colour: keyof typeof colours, text: string): string {
    return this.#colour ? `${mark}${colours[colour]}${markEnd}${text}${mark}0${markEnd}` : text;
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

/** Lines of a guest's below the one that they belong to: none of them looks like a line of ours. */
function indented(text: string): string {
  return text.replaceAll('\n', '\n      ');
}

function oneLine(text: string): string {
  return visible(text).replaceAll('\n', ' ');
}

/** Clips a text to a number of terminal columns; East Asian wide characters take two (UAX #11), what is combined none. */
export function clip(text: string, columns: number): string {
  let width = 0;
  let out = '';
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    width += stringWidth(segment);
    if (width > columns) return out;
    out += segment;
  }
  return out;
}

/** Pads a text to a number of terminal columns. */
export function pad(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - stringWidth(text)));
}
