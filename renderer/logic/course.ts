import type { PackView } from '../../contract/packs.js';
import type { Text } from '../../contract/text.js';
import type { LabSummary, SessionSummary } from '../../contract/views.js';
import { type Found, isDone, splitSessions, startHere } from './filters.js';

/** Labs of one module that are shown. */
export interface Module {
  /** Absent: labs that stand in none. */
  readonly title: Text | undefined;
  readonly found: readonly Found[];
  /** Of all its labs, shown or not. */
  readonly progress: Progress;
}

/** A pack of the library with its labs that are shown. */
export interface Shelf {
  /** Absent: the pack's own entry is not known. */
  readonly pack: PackView | undefined;
  readonly modules: readonly Module[];
  readonly progress: Progress;
}

export interface Progress {
  readonly done: number;
  readonly all: number;
  /** Minutes that what is not done takes, as its authors say. */
  readonly minutes: number;
}

export function progressOf(labs: readonly LabSummary[]): Progress {
  const open = labs.filter((lab) => !isDone(lab));
  return {
    done: labs.length - open.length,
    all: labs.length,
    minutes: open.reduce((sum, { minutes }) => sum + minutes, 0),
  };
}

/** The place of each lab in its pack's course, from 1, by its name: whatever a search leaves of it. */
export function numbersOf(labs: readonly LabSummary[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  return new Map(
    labs.map(({ name, pack }) => {
      const number = (counts.get(pack) ?? 0) + 1;
      counts.set(pack, number);
      return [name, number];
    }),
  );
}

/** Labs that stand together in a pack's course map, in its order; a title only where one has a module. */
export function byModule(found: readonly Found[], all: readonly LabSummary[]): readonly Module[] {
  const groups: { readonly title: Text | undefined; readonly found: Found[] }[] = [];
  for (const each of found) {
    const title = each.lab.module;
    const last = groups.at(-1);
    if (last !== undefined && last.title?.en === title?.en) last.found.push(each);
    else groups.push({ title, found: [each] });
  }
  return groups.map((group) => ({
    ...group,
    progress: progressOf(all.filter(({ module }) => module?.en === group.title?.en)),
  }));
}

/** What was found by its packs, in the order of the packs; one with nothing found is there only where something is wrong with it. */
export function byPack(
  found: readonly Found[],
  all: readonly LabSummary[],
  packs: readonly PackView[],
): readonly Shelf[] {
  const shelf = (pack: PackView | undefined, isOf: (lab: LabSummary) => boolean): Shelf => {
    const own = all.filter(isOf);
    const modules = byModule(
      found.filter(({ lab }) => isOf(lab)),
      own,
    );
    return { pack, modules, progress: progressOf(own) };
  };
  const others = shelf(undefined, (lab) => !packs.some(({ id }) => id === lab.pack));
  return [...packs.map((pack) => shelf(pack, (lab) => lab.pack === pack.id)), others].filter(
    ({ pack, modules }) => modules.length > 0 || (pack?.problems.length ?? 0) > 0,
  );
}

/** What comes next: a session to go on with, the latest first; else the first lab whose ground is laid; else everything is done. */
export type Next =
  | { readonly kind: 'session'; readonly session: SessionSummary }
  | { readonly kind: 'lab'; readonly lab: LabSummary; readonly first: boolean }
  | { readonly kind: 'nothing' };

export function nextUp(labs: readonly LabSummary[], sessions: readonly SessionSummary[]): Next {
  const session = splitSessions(sessions).live.find(({ state }) => state !== 'broken');
  if (session !== undefined) return { kind: 'session', session };
  const lab = startHere(labs);
  if (lab === undefined) return { kind: 'nothing' };
  return { kind: 'lab', lab, first: !labs.some(isDone) && sessions.length === 0 };
}

/** How far somebody is with a lab: its latest session that can be gone on with, else what was reached. */
export type Stand =
  | { readonly kind: 'live'; readonly session: SessionSummary }
  | { readonly kind: 'done' | 'graded'; readonly earned: number; readonly points: number }
  | { readonly kind: 'begun' | 'new' };

/** The stand of each lab, by its name. */
export function standsOf(
  labs: readonly LabSummary[],
  sessions: readonly SessionSummary[],
): ReadonlyMap<string, Stand> {
  const { live } = splitSessions(sessions);
  const begun = new Set(sessions.map(({ lab }) => lab));
  return new Map(
    labs.map((lab): [string, Stand] => {
      const session = live.find((each) => each.lab === lab.name && each.state !== 'broken');
      if (session !== undefined) return [lab.name, { kind: 'live', session }];
      if (lab.best !== undefined) return [lab.name, { kind: isDone(lab) ? 'done' : 'graded', ...lab.best }];
      return [lab.name, { kind: begun.has(lab.name) ? 'begun' : 'new' }];
    }),
  );
}

/** Is a module shown open while nobody has folded or opened it? What is done is not in the way. */
export function opensByItself({ progress, found }: Module, next: string | undefined): boolean {
  return progress.done < progress.all || found.some(({ lab }) => lab.name === next);
}
