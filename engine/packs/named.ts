import type { z } from 'zod';
import { meanings } from '../../contract/primitives.js';
import type { YamlPath } from './source.js';

/** A word that means something beyond its form. */
export interface Named {
  readonly meaning: 'node' | 'address' | 'pattern';
  readonly word: string;
  readonly path: YamlPath;
}

/**
 * What a value names, by what its schema says that words mean.
 * @param value that the schema has taken
 * @param path where the value stands
 */
export function namedIn(schema: z.core.$ZodType, value: unknown, path: YamlPath): readonly Named[] {
  const meaning = meanings.get(schema)?.meaning;
  if (meaning !== undefined) return typeof value === 'string' ? [{ meaning, word: value, path }] : [];
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'optional':
    case 'default':
      return namedIn(def.innerType, value, path);
    case 'pipe':
      return namedIn(def.out, value, path);
    case 'union':
      return meantOf(def, value).flatMap((option) => namedIn(option, value, path));
    case 'array':
      return Array.isArray(value)
        ? value.flatMap((each, index) => namedIn(def.element, each, [...path, index]))
        : [];
    case 'object':
      return entriesOf(value).flatMap(([key, each]) => {
        const inner = def.shape[key];
        return inner === undefined ? [] : namedIn(inner, each, [...path, key]);
      });
    case 'record':
      return entriesOf(value).flatMap(([key, each]) => [
        ...namedIn(def.keyType, key, [...path, key]),
        ...namedIn(def.valueType, each, [...path, key]),
      ]);
    default:
      return [];
  }
}

/**
 * Of several shapes that a key tells apart the one that it names: in another the same key may mean something else. A word
 * that a shape spells out (`broadcast`) is that word, and not what another shape would take it for.
 */
function meantOf(
  def: z.core.$ZodUnionDef & { readonly discriminator?: string },
  value: unknown,
): readonly z.core.$ZodType[] {
  const { discriminator, options } = def;
  if (discriminator === undefined) {
    const spelt = options.filter(
      (option) => option._zod.values?.has(value as z.core.util.Primitive) === true,
    );
    return spelt.length > 0 ? spelt : options;
  }
  const named = new Map(entriesOf(value)).get(discriminator) as z.core.util.Primitive;
  return options.filter((option) => option._zod.propValues?.[discriminator]?.has(named) === true);
}

function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
}
