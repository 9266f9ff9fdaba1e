import type { LabSummary, SessionSummary } from '../../contract/views.js';
import { chaptersOf, queryWords, sectionsFound } from './sections.js';

export interface Filter {
  readonly text: string;
  readonly level: 'any' | LabSummary['level'];
  readonly done: 'any' | 'done' | 'open';
}

export const everything: Filter = { text: '', level: 'any', done: 'any' };

/** Was it ever graded with all its points? */
export function isDone(lab: LabSummary): boolean {
  return lab.best !== undefined && lab.best.points > 0 && lab.best.earned >= lab.best.points;
}

/** A lab that was found, and the sections of the course that were asked for and that it teaches. */
export interface Found {
  readonly lab: LabSummary;
  readonly sections: readonly string[];
}

/**
 * Labs that a filter lets through, in their order. Every word must be found, in a text of either language or as a section of
 * the course.
 */
export function filterLabs(labs: readonly LabSummary[], filter: Filter): readonly Found[] {
  const words = queryWords(filter.text, chaptersOf(labs.flatMap(({ course }) => course)));
  return labs.flatMap((lab) => {
    if (filter.level !== 'any' && lab.level !== filter.level) return [];
    if (filter.done !== 'any' && isDone(lab) !== (filter.done === 'done')) return [];
    const text = [lab.id, ...Object.values(lab.title), ...Object.values(lab.summary)]
      .join('\n')
      .toLowerCase();
    const sections = new Set<string>();
    for (const word of words) {
      const found = sectionsFound(word, lab.course) ?? [];
      for (const section of found) sections.add(section);
      if (found.length === 0 && !text.includes(word)) return [];
    }
    return [{ lab, sections: lab.course.filter((section) => sections.has(section)) }];
  });
}

/** Sessions that can be gone on with, the latest first; then the ended ones. */
export function splitSessions(sessions: readonly SessionSummary[]): {
  readonly live: readonly SessionSummary[];
  readonly ended: readonly SessionSummary[];
} {
  const latest = [...sessions].sort((a, b) => b.created - a.created);
  return {
    live: latest.filter((session) => session.state !== 'ended'),
    ended: latest.filter((session) => session.state === 'ended'),
  };
}

/** The labs that a lab takes as known and that are not done yet. */
export function missingBefore(lab: LabSummary, labs: readonly LabSummary[]): readonly LabSummary[] {
  return labs.filter(
    (each) => lab.requires.some((id) => each.name === lab.name.replace(/[^/]+$/, id)) && !isDone(each),
  );
}

/** Where to go on: the first lab in the pack's order that is not done and for which everything before it is. */
export function startHere(labs: readonly LabSummary[]): LabSummary | undefined {
  return labs.find((lab) => !isDone(lab) && missingBefore(lab, labs).length === 0);
}

/** What comes after a lab: the next one in the pack's order that is not done. */
export function nextAfter(name: string, labs: readonly LabSummary[]): LabSummary | undefined {
  const at = labs.findIndex((lab) => lab.name === name);
  return labs.slice(at + 1).find((lab) => !isDone(lab));
}
