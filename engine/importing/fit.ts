import { packLimits } from '../../contract/limits.js';
import { markdownFault } from '../../contract/markdown.js';
import type { ImportSort } from '../../contract/messages/imports.js';
import type { Text } from '../../contract/text.js';
import { visible } from '../../contract/visible.js';
import type { DraftLab, DraftStep, Line } from './draft.js';
import { pieceLines, piecesOf } from './markup.js';
import { brief, type Notes, type Place } from './notes.js';
import { whyOf } from './source-files.js';

/** Takes what may be of a list, and says what was left out. */
export function fitted<T>(
  list: readonly T[],
  limit: number,
  sort: ImportSort,
  notes: Notes,
  placeOf: (item: T) => Place,
): readonly T[] {
  if (list.length > limit) {
    const left = list.length - limit;
    // Each counts; the first says it for all.
    for (const [index, item] of list.slice(limit).entries()) {
      const thing = notes.thing(sort, sort, placeOf(item));
      thing.note('lost', { code: 'too-many', params: { left: left - index, limit } });
    }
  }
  return list.slice(0, limit);
}

/** A title: one line, not empty, not longer than it may be. */
export function titleOf(text: string, fallback: string): string {
  const line = visible(text.replace(/\s+/g, ' ').trim());
  if (line === '') return fallback;
  return line.length > packLimits.line ? `${cut(line, packLimits.line - 1)}…` : line;
}

/** A paragraph: not empty, not longer than it may be. */
export function paragraphOf(text: string, fallback: string): string {
  const all = visible(text.replaceAll('\r', '').replaceAll('\t', '  ').trim());
  return all === '' ? fallback : cut(all, packLimits.paragraph);
}

/** Not between the two halves of a character (UTF-16). */
function cut(text: string, length: number): string {
  return text.slice(0, length).replace(/[\ud800-\udbff]$/, '');
}

/** Bytes of a lab that remain for lab.yaml itself, with its keys and titles twice. */
const kept = 262_144;

/**
 * Texts and scripts of a lab, as large as they may be: each by itself, and all together. What is too much is told where it begins.
 */
export class Fit {
  /** What is written is in two languages. */
  #left = packLimits.labBytes - kept;
  #script = packLimits.yamlBytes - kept;

  text(step: DraftStep): string {
    const { thing, place } = step;
    const whole = textOf(step.lines);
    let lines = step.lines;
    let text = whole.trim() === '' ? `# ${step.title}\n` : whole;
    for (;;) {
      const fault = markdownFault(text);
      const tooLarge = Buffer.byteLength(text) > packLimits.textBytes;
      if (fault === undefined && !tooLarge && Buffer.byteLength(text) * 2 <= this.#left) break;
      const what = fault?.what ?? 'characters';
      // The end of its last line counts as one; each turn takes at least one away.
      const keep =
        fault !== undefined && what !== 'characters'
          ? Math.min(fault.line - 2, lines.length - 1)
          : Math.floor(lines.length * 0.75);
      const at = lines[keep]?.at ?? place.line;
      const isAll = keep <= 0 || lines.length === 0;
      const why = whyOf({ code: 'text-too-much', params: { what } });
      // Cut more than once, it is told where it ends at last.
      if (isAll || markdownFault(textOf(lines.slice(0, keep))) === undefined)
        thing.note('changed', { code: 'text-cut', params: { step: step.id, why } }, { ...place, line: at });
      lines = lines.slice(0, Math.max(0, keep));
      text = isAll ? `# ${step.title}\n` : textOf(lines);
      if (isAll) break;
    }
    this.#left -= Buffer.byteLength(text) * 2;
    return text;
  }

  /** Whether there is room for a script. @param inYaml it stands in lab.yaml */
  script(text: string, inYaml: boolean): boolean {
    const bytes = Buffer.byteLength(text);
    // Each line of it is indented there, and what cannot stand in a block is escaped.
    const written = bytes * 1.2 + text.split('\n').length * 14;
    const fits =
      bytes <= (inYaml ? packLimits.script / 2 : packLimits.scriptBytes) &&
      (inYaml ? written : bytes) <= this.#left &&
      (!inYaml || written <= this.#script);
    if (!fits) return false;
    this.#left -= inYaml ? written : bytes;
    if (inYaml) this.#script -= written;
    return true;
  }
}

/** Lines as a text: where something was taken out, one empty line is enough; in a block each is meant. One that is cut is ended. */
function textOf(lines: readonly Line[]): string {
  const out: string[] = [];
  for (const piece of piecesOf(lines))
    for (const { text } of pieceLines(piece))
      if (piece.kind === 'block' || text !== '' || out.at(-1) !== '') out.push(text);
  return `${out.join('\n').trim()}\n`;
}

/** Says of a text that it waits for a translator, and that it is cut if it is too long. */
export function noteText(name: string, text: string, limit: number, place: Place, notes: Notes): void {
  const thing = notes.thing('text', name, place);
  thing.note('changed', { code: 'untranslated', params: { text: name } });
  if (text.length > limit) thing.note('changed', { code: 'line-cut', params: { text: name, limit } });
}

/** Says it of all texts of a lab, and what of it was made up. */
export function noteTexts(lab: DraftLab, notes: Notes): void {
  const { line, paragraph } = packLimits;
  const note = (name: string, text: string, limit: number, place: Place) =>
    noteText(`${lab.id}: ${brief(name)}`, text, limit, place, notes);
  note('title', lab.title, line, lab.place);
  note('summary', lab.summary, paragraph, lab.place);
  for (const step of lab.steps) {
    note(`${step.id}, title`, step.title, line, step.place);
    // Where it is cut is told by itself.
    note(`${step.id}, text`, '', line, step.place);
    for (const check of step.checks) {
      const isQuiz = check.does.kind !== 'command';
      note(`${check.id}, title`, check.title, isQuiz ? paragraph : line, check.place);
      if (check.hint !== undefined) note(`${check.id}, hint`, check.hint, paragraph, check.place);
    }
  }
  noteMade(lab.id, lab.made, lab.place, notes);
}

/** Says what a lab or a pack has that its source does not say. */
export function noteMade(of: string, made: readonly Text[], place: Place, notes: Notes): void {
  if (made.length === 0) return;
  const taken = {
    'zh-CN': made.map((each) => each['zh-CN']).join('、'),
    en: made.map((each) => each.en).join(', '),
  };
  notes.thing('setting', of, place).note('changed', { code: 'made-up', params: { of, taken } });
}
