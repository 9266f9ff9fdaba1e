import type { Text } from '../../contract/text.js';
import type { DraftLab } from './draft.js';
import { wordOf } from './json-source.js';
import type { Notes, Place } from './notes.js';

/** Where values of a file stand. */
type PlaceOf = (path: readonly (string | number)[]) => Place;

/** Says which keys of whoever wrote the file mean nothing here. @param known those that are read, or told by themselves */
export function noteUnknown(
  data: unknown,
  path: readonly (string | number)[],
  known: ReadonlySet<string>,
  placeOf: PlaceOf,
  notes: Notes,
): void {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return;
  for (const key of Object.keys(data)) {
    if (known.has(key)) continue;
    const setting = [...path.filter((each) => typeof each === 'string'), key].join('.').slice(0, 200);
    notes
      .thing('setting', setting, placeOf([...path, key]))
      .note('lost', { code: 'setting-lost', params: { setting } });
  }
}

/** Says it of a value that is no list where one is read. */
export function noteNoList(data: unknown, path: readonly string[], placeOf: PlaceOf, notes: Notes): void {
  if (data === undefined || data === null || Array.isArray(data)) return;
  const setting = path.join('.');
  notes.thing('setting', setting, placeOf(path)).note('lost', { code: 'setting-lost', params: { setting } });
}

/** The level that a word for one comes nearest to; undefined: nothing is said of it. */
export function levelOf(data: unknown, placeOf: PlaceOf, notes: Notes): DraftLab['level'] | undefined {
  const said = wordOf(data);
  if (said === undefined) return undefined;
  const level = levelCalled(said);
  const thing = notes.thing('setting', 'difficulty', placeOf(['difficulty']));
  if (level !== said.toLowerCase())
    thing.note('changed', {
      code: 'setting-invented',
      params: { setting: 'difficulty', from: said.slice(0, 200), to: level },
    });
  return level;
}

function levelCalled(word: string): DraftLab['level'] {
  if (/advanced|hard|expert|difficult/i.test(word)) return 'advanced';
  return /intermediate|medium|moderate/i.test(word) ? 'intermediate' : 'beginner';
}

/** The machine of a lab whose source names none. */
export const machineMade: Text = {
  'zh-CN': '一台 Debian 机器 host',
  en: 'one machine with Debian, called host',
};

/** Minutes that a step takes where nobody says it. */
const stepMinutes = 5;

/** What a lab has to say where its source says nothing, and how people are told. */
export function madeUp(
  { level, minutes }: { readonly level: DraftLab['level'] | undefined; readonly minutes: number | undefined },
  steps: number,
): Pick<DraftLab, 'level' | 'minutes' | 'made'> {
  const made: Text[] = [];
  if (level === undefined) made.push({ 'zh-CN': '难度 beginner', en: 'level beginner' });
  const time = minutes ?? steps * stepMinutes;
  if (minutes === undefined)
    made.push({
      'zh-CN': `时长 ${time} 分钟（每步 ${stepMinutes} 分钟）`,
      en: `${time} minutes (${stepMinutes} for each step)`,
    });
  return { level: level ?? 'beginner', minutes: time, made };
}
