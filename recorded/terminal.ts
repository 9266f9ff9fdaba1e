import type { Terminal } from '../engine/machines/shell.js';
import type { Stage } from './stage.js';

/** What a terminal of a film can be told to do that no machine was told: to fail, and to print without end. */
export type Trick = 'crash' | 'panic' | 'drop-ssh';

interface Setup {
  readonly node: string;
  readonly stage: () => Stage;
  readonly trick: (trick: Trick) => void;
}

const help =
  'This is a recording: it answers the commands that the lab shows, and `recorded crash|panic|drop-ssh|flood N`.';

const segments = new Intl.Segmenter();
const kilobyte = 1024;
const filler = '0123456789abcdef'.repeat(kilobyte / 16);

/** A line of `recorded flood` by its number: a kilobyte with its end. */
export function floodLine(number: number): string {
  return `${`${number} `.padStart(9, '0')}${filler}`.slice(0, kilobyte - 1);
}

/** A shell of a film: what was typed then prints what it printed; lines are edited by backspace, Ctrl+U and Ctrl+C. */
export class RecordedTerminal implements Terminal {
  readonly #setup: Setup;
  readonly #data = new Set<(chunk: string) => void>();
  readonly #close = new Set<(how: 'ended' | 'cut') => void>();
  #line = '';
  /** Lines of a command that is not whole yet. */
  #begun = '';
  /** Printed while nobody listened or the reader had asked to wait. */
  #held: string[] = [];
  #paused = false;
  #closed: 'ended' | 'cut' | undefined;

  /** @param before the terminal of the same id before its connection broke: what was being typed lives on */
  constructor(setup: Setup, before?: RecordedTerminal) {
    this.#setup = setup;
    if (before !== undefined) {
      this.#line = before.#line;
      this.#begun = before.#begun;
      this.#print('\r\x1b[J');
    }
    this.#prompt();
    this.#print(this.#line);
  }

  onData(listener: (chunk: string) => void): void {
    this.#data.add(listener);
    this.#flush();
  }

  onClose(listener: (how: 'ended' | 'cut') => void): void {
    if (this.#closed === undefined) this.#close.add(listener);
    else listener(this.#closed);
  }

  write(data: string): void {
    for (const letter of data) if (this.#closed === undefined) this.#key(letter);
  }

  resize(): void {}

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#flush();
  }

  close(): void {
    this.#end('cut');
  }

  #end(how: 'ended' | 'cut'): void {
    if (this.#closed !== undefined) return;
    this.#closed = how;
    for (const listener of this.#close) listener(how);
  }

  #key(letter: string): void {
    if (letter === '\r' || letter === '\n') {
      this.#print('\r\n');
      const line = this.#line;
      this.#line = '';
      this.#enter(line);
    } else if (letter === '\x7f') {
      if (this.#line === '') return;
      this.#line = Array.from(segments.segment(this.#line), ({ segment }) => segment)
        .slice(0, -1)
        .join('');
      this.#print('\b\x1b[K');
    } else if (letter === '\x03' || letter === '\x15') {
      if (letter === '\x03') this.#print('^C\r\n');
      else this.#print('\r\x1b[K');
      this.#line = '';
      this.#begun = '';
      this.#prompt();
    } else if (letter === '\x04' && this.#line === '') {
      this.#end('ended');
    } else if (letter >= ' ') {
      this.#line += letter;
      this.#print(letter);
    }
  }

  #enter(line: string): void {
    const { node, stage } = this.#setup;
    const text = this.#begun === '' ? line : `${this.#begun}\n${line}`;
    this.#begun = '';
    if (text.trim() === '') return this.#prompt();
    if (text === 'exit') return this.#end('ended');
    const [, trick, count] = /^recorded (crash|panic|drop-ssh|flood)(?: (\d+))?$/.exec(text) ?? [];
    if (trick === 'flood') this.#flood(Number(count ?? 1));
    else if (trick !== undefined) return this.#setup.trick(trick as Trick);
    else {
      const done = stage().type(node, text.trim());
      if (done === undefined && stage().begins(node, text)) {
        this.#begun = text;
        return this.#prompt('> ');
      }
      this.#print((done?.output ?? `${help}\n`).replaceAll('\n', '\r\n'));
    }
    return this.#prompt();
  }

  #flood(megabytes: number): void {
    for (let number = 1; number <= megabytes * kilobyte; number += 1) this.#print(`${floodLine(number)}\r\n`);
  }

  #prompt(prompt = this.#begun === '' ? `root@${this.#setup.node}:~# ` : '> '): void {
    this.#print(prompt);
  }

  #print(text: string): void {
    // In pieces, as a connection brings it: a reader may ask to wait in between.
    for (let at = 0; at < text.length; at += 16_384) this.#held.push(text.slice(at, at + 16_384));
    this.#flush();
  }

  #flush(): void {
    while (!this.#paused && this.#data.size > 0) {
      const chunk = this.#held.shift();
      if (chunk === undefined) return;
      for (const listener of this.#data) listener(chunk);
    }
  }
}
