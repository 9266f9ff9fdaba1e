import { LabError } from '../../contract/errors.js';
import { Lines } from '../packs/problem.js';
import { type YamlPath, YamlSource } from '../packs/source.js';
import type { Place } from './notes.js';
import { shown } from './source-files.js';

/** A JSON file with the places of its values. */
export interface JsonSource {
  readonly data: unknown;
  readonly placeOf: (path: YamlPath) => Place;
}

/**
 * Reads JSON (RFC 8259). JSON is YAML, too (YAML 1.2.2, 1.3), so that our reader of YAML knows where each value stands; of a file that is
 * too large for it, line 1 is all that is known.
 * @param path as it is shown
 * @throws LabError import.json
 */
export function readJsonSource(path: string, text: string): JsonSource {
  const file = shown(path);
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    const said = error instanceof Error ? error.message : '';
    // V8 says where, unless it is at the end.
    const offset = Math.min(Number(/position (\d+)/.exec(said)?.[1] ?? text.length), text.length);
    const place = new Lines(text).placeOf(offset);
    throw new LabError({ code: 'import.json', params: { file, ...place } }, { cause: error });
  }
  // A tab is no indentation in YAML, and is in JSON; a string has none.
  const places = new YamlSource(file, text.replaceAll('\t', ' '));
  return {
    data,
    placeOf: (path) => ({ file, line: places.problem(path, { code: 'shipped', params: {} }).line }),
  };
}

/** What a mapping of strangers' data has under a name; undefined where it is no mapping or has none. */
export function field(data: unknown, name: string): unknown {
  return typeof data === 'object' && data !== null && Object.hasOwn(data, name)
    ? (data as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

/** A string of strangers' data; numbers are as good. */
export function wordOf(data: unknown): string | undefined {
  if (typeof data === 'number') return String(data);
  return typeof data === 'string' && data.trim() !== '' ? data : undefined;
}

/** A list of strangers' data; anything else is an empty one. */
export function listOf(data: unknown): readonly unknown[] {
  return Array.isArray(data) ? data : [];
}
