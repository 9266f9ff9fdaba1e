import { idSchema } from '../../contract/primitives.js';

/** Letters of an id: RFC 1123's of host names, beginning with a letter. */
const longest = 40;

/** Ids that are valid, and each given once. */
export class Names {
  readonly #taken: Set<string>;

  /** @param taken names that none may have */
  constructor(taken: readonly string[] = []) {
    this.#taken = new Set(taken);
  }

  /** The id that comes nearest to a name. @param fallback for a name without a Latin letter or digit */
  take(name: string, fallback: string): string {
    const plain = idOf(name) ?? fallback;
    let id = plain;
    for (let number = 2; this.#taken.has(id); number += 1) {
      const ending = `-${number}`;
      id = plain.slice(0, longest - ending.length).replace(/-$/, '') + ending;
    }
    this.#taken.add(id);
    return id;
  }
}

/** @returns undefined: nothing of the name can be in an id */
export function idOf(name: string): string | undefined {
  const words = name
    .slice(0, 1000)
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[-0-9]+(?=.*[a-z])/, '')
    .replace(/^-|-$/g, '');
  const id = (/^[a-z]/.test(words) ? words : words === '' ? '' : `n-${words}`)
    .slice(0, longest)
    .replace(/-$/, '');
  return idSchema.safeParse(id).success ? id : undefined;
}
