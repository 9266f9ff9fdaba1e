import { packLimits } from '../../contract/limits.js';
import type { DraftCheck, DraftQuiz, Line } from './draft.js';
import { type Piece, pieceLines, piecesOf, type TextContext } from './markup.js';
import type { Names } from './names.js';

const question = /^\s*>>\s*(?:Q\d{1,3}\s*:)?\s*(.*?)\s*<<\s*$/;
const option = /^\s*(?:(\[[ *xX]\])|(\([ *xX]\))|(===|=~=))\s*(.+?)\s*$/;

interface Answer {
  /** `several`, `one`: a choice, and whether it is right; else how a text is compared. */
  readonly how: 'several' | 'one' | '===' | '=~=';
  readonly isRight: boolean;
  readonly text: string;
}

/**
 * Takes Katacoda's questions out of a text and makes quizzes of them: `>>Q1: … <<`, then options with `[*]` or `(*)` before what is right,
 * or the answer after `===` (that text) or `=~=` (one that has it). Where it is not clear what is right, the text stays.
 * https://github.com/katacoda/scenario-examples, quiz
 */
export function withoutQuizzes(
  lines: readonly Line[],
  { notes, file }: TextContext,
  names: Names,
): { readonly lines: readonly Line[]; readonly checks: readonly DraftCheck[] } {
  const pieces = piecesOf(lines);
  const out: Line[] = [];
  const checks: DraftCheck[] = [];
  for (let index = 0; index < pieces.length; index += 1) {
    const piece = pieces[index]!;
    const asked = piece.kind === 'line' ? question.exec(piece.line.text.slice(0, 4000))?.[1] : undefined;
    if (piece.kind === 'block' || asked === undefined) {
      out.push(...pieceLines(piece));
      continue;
    }
    const { answers, next } = answersAfter(pieces, index + 1);
    const { at } = piece.line;
    const thing = notes.thing('check', asked, { file, line: at });
    const quiz = asked === '' ? undefined : quizOf(answers);
    if (quiz === undefined) {
      thing.note('changed', { code: 'quiz-open', params: {} });
      out.push(piece.line);
      continue;
    }
    const id = names.take('quiz', 'quiz');
    const exact = quiz.kind === 'text' && answers[0]?.how === '===' && /\p{L}/u.test(quiz.example);
    thing.note('changed', { code: 'quiz-made', params: { check: id, exact } });
    const title = asked.replace(/<[^<>]*>/g, '').trim() || asked;
    checks.push({ id, title, does: quiz, needs: [], place: { file, line: at }, thing });
    index = next - 1;
  }
  return { lines: out, checks };
}

/** What stands after a question, with empty lines between. */
function answersAfter(
  pieces: readonly Piece[],
  from: number,
): { readonly answers: readonly Answer[]; readonly next: number } {
  const answers: Answer[] = [];
  let next = from;
  for (let index = from; index < pieces.length; index += 1) {
    const piece = pieces[index]!;
    if (piece.kind === 'block') break;
    if (piece.line.text.trim() === '') continue;
    const found = option.exec(piece.line.text.slice(0, 4000));
    if (found === null) break;
    const [, several, one, how, text = ''] = found;
    const mark = several ?? one ?? '';
    answers.push({
      how: several !== undefined ? 'several' : one !== undefined ? 'one' : (how as '===' | '=~='),
      isRight: !/^. /.test(mark),
      text,
    });
    next = index + 1;
  }
  return { answers, next };
}

/** @returns undefined: it is not clear what is right, or it is more than a quiz may have */
function quizOf(answers: readonly Answer[]): DraftQuiz | undefined {
  const [first] = answers;
  if (first === undefined || answers.some(({ how }) => how !== first.how)) return undefined;
  const { how } = first;
  if (how === '===' || how === '=~=') {
    const { text } = first;
    const plain = text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');
    // Whether an expression or a text with its characters is meant nobody knows.
    if (answers.length > 1 || (how === '=~=' && plain !== text)) return undefined;
    if (plain.length > packLimits.pattern - 10) return undefined;
    return { kind: 'text', answer: how === '===' ? plain : `.*${plain}.*`, example: text };
  }
  const right = answers.flatMap(({ isRight }, index) => (isRight ? [index] : []));
  const isSound =
    answers.length >= 2 &&
    answers.length <= packLimits.options &&
    answers.every(({ text }) => text.length <= packLimits.line) &&
    right.length > 0 &&
    (how === 'several' || right.length === 1);
  if (!isSound) return undefined;
  return {
    kind: 'choice',
    options: answers.map(({ text }) => text),
    answer: how === 'several' ? right : right[0]!,
  };
}
