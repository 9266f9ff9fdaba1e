import type { PackView } from '../../contract/packs.js';
import type { LabSummary, SessionSummary } from '../../contract/views.js';
import type { Text } from '../../contract/text.js';

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

/** Labs that a filter lets through, in their order. Every word must be found, in either language. */
export function filterLabs(labs: readonly LabSummary[], filter: Filter): readonly LabSummary[] {
  const words = filter.text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return labs.filter((lab) => {
    if (filter.level !== 'any' && lab.level !== filter.level) return false;
    if (filter.done !== 'any' && isDone(lab) !== (filter.done === 'done')) return false;
    const text = [lab.id, ...Object.values(lab.title), ...Object.values(lab.summary), ...lab.course]
      .join('\n')
      .toLowerCase();
    return words.every((word) => text.includes(word));
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

/** Labs that stand together in a pack's course map, in its order; a label only where one has a module. */
export function byModule(
  labs: readonly LabSummary[],
): readonly { readonly title: Text | undefined; readonly labs: readonly LabSummary[] }[] {
  const groups: { readonly title: Text | undefined; readonly labs: LabSummary[] }[] = [];
  for (const lab of labs) {
    const last = groups.at(-1);
    if (last !== undefined && last.title?.en === lab.module?.en) last.labs.push(lab);
    else groups.push({ title: lab.module, labs: [lab] });
  }
  return groups;
}

/** What comes after a lab: the next one in the pack's order that is not done. */
export function nextAfter(name: string, labs: readonly LabSummary[]): LabSummary | undefined {
  const at = labs.findIndex((lab) => lab.name === name);
  return labs.slice(at + 1).find((lab) => !isDone(lab));
}

/** A pack of the library with its labs that are shown. */
export interface Shelf {
  readonly pack: PackView | undefined;
  readonly labs: readonly LabSummary[];
}

/** Labs by their packs, in the order of the packs; one without any of these labs is there only where something is wrong with it. */
export function byPack(labs: readonly LabSummary[], packs: readonly PackView[]): readonly Shelf[] {
  const known = packs.map((pack): Shelf => ({ pack, labs: labs.filter((lab) => lab.pack === pack.id) }));
  const others = labs.filter((lab) => !packs.some(({ id }) => id === lab.pack));
  return [
    ...known.filter(({ pack, labs: own }) => own.length > 0 || (pack?.problems.length ?? 0) > 0),
    ...(others.length > 0 ? [{ pack: undefined, labs: others }] : []),
  ];
}
