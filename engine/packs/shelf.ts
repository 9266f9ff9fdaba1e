import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setImmediate as breathe } from 'node:timers/promises';
import { z } from 'zod';
import { LabError } from '../../contract/errors.js';
import { labSchema } from '../../contract/lab.js';
import { readJson, writeFileAtomic } from '../machines/files.js';
import { cacheRoot } from '../machines/roots.js';
import { productVersion } from '../product.js';
import type { LoadedLab } from './compiled.js';
import { type Packs, type Placed, placedLabs, soundLab } from './library.js';
import { loadLabInTurns } from './load.js';

/** What a library shows of a lab. */
const cardSchema = labSchema
  .pick({ id: true, title: true, summary: true, level: true, minutes: true, course: true, requires: true })
  .extend({ digest: z.string(), steps: z.number(), nodes: z.number() });
export type LabCard = Readonly<z.infer<typeof cardSchema>> & Omit<Placed, 'id'>;

const cacheSchema = z.object({
  /** Another version may have found something else in the same files. */
  product: z.string(),
  labs: z.record(z.string(), z.object({ stamps: z.record(z.string(), z.string()), card: cardSchema })),
});
type Cache = z.infer<typeof cacheSchema>;

export interface Shelf {
  readonly cards: readonly LabCard[];
  /** Of labs that are not sound, what is wrong with them; the others are no worse for it. */
  readonly unsound: readonly LabError[];
}

/**
 * The labs of packs, each pack's in its own order. What was read is kept, and read again when one of a lab's files has
 * another size or time: a library of dozens is there at once. Meanwhile others get their turn.
 */
export async function shelfOf(packs: Packs, file = join(cacheRoot(), 'labs.json')): Promise<Shelf> {
  const product = productVersion();
  const read = cacheSchema.safeParse(readJson(file)).data;
  const before = read?.product === product ? read.labs : {};
  const labs: Cache['labs'] = {};
  const cards: LabCard[] = [];
  const unsound: LabError[] = [];
  for (const { id: _, ...place } of placedLabs(packs)) {
    const { folder } = place;
    const known = before[folder];
    if (
      known !== undefined &&
      Object.entries(known.stamps).every(([path, stamp]) => stampOf(path) === stamp)
    ) {
      labs[folder] = known;
      cards.push({ ...known.card, ...place });
      continue;
    }
    try {
      const loaded = soundLab(folder, await loadLabInTurns(folder));
      const card = cardOf(loaded);
      cards.push({ ...card, ...place });
      const paths = loaded.files;
      if (!paths.some(isFresh))
        labs[folder] = { card, stamps: Object.fromEntries(paths.map((path) => [path, stampOf(path)])) };
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      unsound.push(error);
    }
    await breathe();
  }
  // Other folders of packs are in it, too.
  const all = {
    ...Object.fromEntries(Object.entries(before).filter(([folder]) => existsSync(folder))),
    ...labs,
  };
  if (JSON.stringify(all) !== JSON.stringify(read?.labs)) keep(file, { product, labs: all });
  return { cards, unsound };
}

function cardOf({ lab, digest }: LoadedLab): z.infer<typeof cardSchema> {
  const { id, title, summary, level, minutes, course, requires } = lab;
  const nodes = Object.keys(lab.topology.nodes).length;
  return { id, title, summary, level, minutes, course, requires, digest, steps: lab.steps.length, nodes };
}

/** Size and time of a file; of one that is not there, that. */
function stampOf(path: string): string {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found === undefined ? '-' : `${found.size} ${found.mtimeNs}`;
}

/** Written so lately that it may be written again, and have the same time. */
function isFresh(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return found !== undefined && found.mtimeMs > Date.now() - 2000;
}

/** Without it the next one takes longer, and no more. */
function keep(file: string, cache: Cache): void {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileAtomic(file, JSON.stringify(cache));
  } catch {
    // a full disk, or a folder that cannot be written
  }
}
