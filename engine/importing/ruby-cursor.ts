import { importLimits } from '../../contract/limits.js';
import type { Word } from './ruby-words.js';

/** What begins something that is not read, to its `end`. */
export const skipped = new Set(['def', 'class', 'module', 'begin', 'case', 'while', 'until', 'for']);
const opening = new Set([...skipped, 'do', 'if', 'unless']);

/** What is nested deeper than anybody writes. */
export class TooDeep extends Error {}

/** A place among the words of a Ruby file, and how one goes on from there. */
export class Cursor {
  readonly words: readonly Word[];
  at = 0;
  depth = 0;
  /** Within arguments without brackets: a `do` is the block of the call that they are of. */
  isBare = false;

  constructor(words: readonly Word[]) {
    this.words = words;
  }

  get line(): number {
    return this.word.line;
  }

  get word(): Word {
    return this.words[Math.min(this.at, this.words.length - 1)]!;
  }

  is(text: string, kind: Word['kind'] = 'mark'): boolean {
    return this.word.kind === kind && this.word.text === text;
  }

  take(text: string, kind: Word['kind'] = 'mark'): boolean {
    if (!this.is(text, kind)) return false;
    this.at += 1;
    return true;
  }

  lines(): void {
    while (this.is('\n')) this.at += 1;
  }

  deeper<T>(read: () => T): T {
    this.depth += 1;
    if (this.depth > importLimits.nesting) throw new TooDeep();
    const made = read();
    this.depth -= 1;
    return made;
  }

  within<T>(isBare: boolean, read: () => T): T {
    const before = this.isBare;
    this.isBare = isBare;
    const made = read();
    this.isBare = before;
    return made;
  }

  restOfLine(): void {
    let depth = 0;
    while (this.word.kind !== 'end') {
      if (this.word.kind === 'name' && this.word.text === 'do') return this.toEnd();
      if (this.word.kind === 'mark') {
        if (/^[([{]$/.test(this.word.text)) depth += 1;
        if (/^[)\]}]$/.test(this.word.text)) depth -= 1;
        if (depth < 0 || (depth === 0 && this.is('\n'))) return;
      }
      this.at += 1;
    }
  }

  toEnd(): void {
    let depth = 0;
    let isLoop = false;
    while (this.word.kind !== 'end') {
      const { kind, text } = this.word;
      const isFirst = this.words[this.at - 1]?.text === '\n' || this.at === 0 || depth === 0;
      if (kind === 'mark' && text === '\n') isLoop = false;
      if (kind === 'name') {
        // `while … do` has one end.
        const isOpening =
          opening.has(text) && !(text === 'do' && isLoop) && (isFirst || text === 'do' || skipped.has(text));
        if (isOpening) depth += 1;
        if (/^(while|until|for)$/.test(text)) isLoop = true;
        if (text === 'end') depth -= 1;
      }
      this.at += 1;
      if (depth <= 0) return;
    }
  }

  isOver(): boolean {
    return this.word.kind === 'end';
  }
}
