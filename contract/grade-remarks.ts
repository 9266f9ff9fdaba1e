import type { LabGrade } from './gradebook.js';
import { gradebookCatalogue, gradeNoteCatalogue } from './messages/gradebook.js';
import { type Language, word } from './text.js';

/** What is to be said of a student's grade in one lab, a sentence each. */
export function remarksOf(grade: LabGrade, language: Language): readonly string[] {
  const { state, earned, unknown, points, override, notes, checks, others } = grade;
  const say = (message: Parameters<typeof word<typeof gradebookCatalogue>>[1]) =>
    word(gradebookCatalogue, message, language);
  const failed = checks.filter(({ status }) => status === 'fail').map(({ title }) => title[language]);
  return [
    ...(override === undefined
      ? []
      : [say({ code: 'override', params: { points: override.points, reason: override.reason } })]),
    ...(state === 'unchecked' && earned !== undefined
      ? [say({ code: 'unchecked', params: { earned, points, unknown } })]
      : []),
    ...(failed.length === 0 ? [] : [say({ code: 'failed', params: { checks: failed } })]),
    ...notes.map((note) => word(gradeNoteCatalogue, note, language)),
    ...(others.length === 0 ? [] : [say({ code: 'others', params: { names: others } })]),
  ];
}
