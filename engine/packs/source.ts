import {
  type Document,
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  parseDocument,
  type YAMLMap,
  visit,
} from 'yaml';
import { packLimits } from '../../contract/limits.js';
import type { PackProblem, PackProblemMessage } from '../../contract/messages/packs.js';
import type { YamlFault } from '../../contract/messages/yaml.js';
import { clipped, Lines, type ProblemList } from './problem.js';
import { type ShapeFault, shapeFault, type TokenBudget } from './yaml-shape.js';

export type YamlPath = readonly (string | number)[];

/**
 * Undefined: the parser's stack did not suffice. It recurses in ways that depth does not tell: 2,400 times the same item in
 * a list ended it, while 3,000 of another are read.
 */
function parsed(text: string): Document.Parsed | undefined {
  try {
    return parseDocument(text, { prettyErrors: false, uniqueKeys: false });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Where values stand that somebody wrote. */
export interface Places {
  /** A problem at the place of a value; where there is none, at the nearest thing around it. */
  problem(path: YamlPath, message: PackProblemMessage): PackProblem;
}

/** A YAML file with the places of its values. */
export class YamlSource implements Places {
  readonly file: string;
  readonly #lines: Lines;
  readonly #document: Document.Parsed | undefined;
  /** Where each key of a mapping stands, once somebody asked for one. */
  readonly #keys = new WeakMap<YAMLMap, Map<string, YAMLMap['items'][number]>>();
  /** What makes it no YAML that can be read; there is no data then. */
  readonly #faults: readonly ShapeFault[];

  /** @param budget tokens that this file and others may have together */
  constructor(file: string, text: string, budget?: TokenBudget) {
    this.file = file;
    this.#lines = new Lines(text);
    const shape = shapeFault(text, budget);
    if (shape !== undefined) {
      this.#faults = [shape];
      return;
    }
    const document = parsed(text);
    if (document === undefined) {
      this.#faults = [{ fault: 'too-many-tokens', offset: 0 }];
      return;
    }
    this.#document = document;
    this.#faults = [
      ...document.errors.map(({ code, pos }) => ({ fault: code, offset: pos[0] })),
      ...keyFaults(document),
    ];
  }

  /** Reports what makes the file no YAML. @returns whether there was anything */
  reportSyntax(problems: ProblemList): boolean {
    for (const { fault, offset } of this.#faults) {
      if (problems.full) problems.count(1);
      else problems.add(this.#yaml(fault, offset));
    }
    return this.#faults.length > 0;
  }

  /** The file as plain data, not larger than its text could be: aliases are bounded (a few bytes must not become gigabytes). */
  data():
    | { readonly ok: true; readonly data: unknown }
    | { readonly ok: false; readonly problem: PackProblem } {
    try {
      const data: unknown = this.#document?.toJS({ maxAliasCount: 50 });
      if (isBounded(data)) return { ok: true, data };
      return { ok: false, problem: this.#yaml('RESOURCE_EXHAUSTION', 0) };
    } catch (error) {
      const unresolved = error instanceof ReferenceError && error.message.startsWith('Unresolved');
      return { ok: false, problem: this.#yaml(unresolved ? 'BAD_ALIAS' : 'RESOURCE_EXHAUSTION', 0) };
    }
  }

  problem(path: YamlPath, message: PackProblemMessage): PackProblem {
    return this.#problem(message, this.#offset(path));
  }

  /** The parsed file, for who has to know how something is written; undefined: it cannot be read. */
  get document(): Document.Parsed | undefined {
    return this.#faults.length === 0 ? this.#document : undefined;
  }

  /** @param offset from 0 */
  problemAt(offset: number, message: PackProblemMessage): PackProblem {
    return this.#problem(message, offset);
  }

  #offset(path: YamlPath): number {
    let node: unknown = this.#document?.contents;
    let offset = startOf(node) ?? 0;
    for (const key of path) {
      if (isMap(node)) {
        const pair = this.#pair(node, String(key));
        // A pair's place is its key: that is where a person looks for it.
        offset = startOf(pair?.key) ?? offset;
        node = pair?.value;
      } else {
        node = isCollection(node) ? node.get(key, true) : undefined;
        offset = startOf(node) ?? offset;
      }
      if (node === undefined) break;
    }
    return offset;
  }

  #pair(map: YAMLMap, key: string): YAMLMap['items'][number] | undefined {
    let keys = this.#keys.get(map);
    if (keys === undefined) {
      keys = new Map(map.items.map((pair) => [keyOf(pair) ?? '', pair]));
      this.#keys.set(map, keys);
    }
    return keys.get(key);
  }

  #yaml(fault: YamlFault, offset: number): PackProblem {
    return this.#problem({ code: 'yaml', params: { fault } }, offset);
  }

  #problem(message: PackProblemMessage, offset: number): PackProblem {
    const { line, column } = this.#lines.placeOf(offset);
    const frame = this.#lines.frame(line, column);
    return { message: clipped(message), file: this.file, line, column, frame };
  }
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

function keyOf(pair: YAMLMap['items'][number]): string | undefined {
  return isPair(pair) && isScalar(pair.key) ? String(pair.key.value) : undefined;
}

/** Keys that stand twice in one mapping, and keys that are no words: mappings as keys take for ever to be made into data. */
function keyFaults(document: Document.Parsed): readonly ShapeFault[] {
  const faults: ShapeFault[] = [];
  visit(document, {
    Map(_, map) {
      const seen = new Set<string>();
      for (const pair of map.items) {
        const key = keyOf(pair);
        const fault = key === undefined ? 'key-not-a-word' : seen.has(key) ? 'DUPLICATE_KEY' : undefined;
        if (fault !== undefined) faults.push({ fault, offset: startOf(pair.key) ?? startOf(map) ?? 0 });
        if (key !== undefined) seen.add(key);
      }
    },
  });
  return faults;
}

/** Whether data with its aliases followed has no more values, depth and characters than a file may have. */
export function isBounded(data: unknown): boolean {
  let values = 0;
  let characters = 0;
  const fits = (value: unknown, depth: number): boolean => {
    values += 1;
    if (values > packLimits.yamlTokens || depth > packLimits.yamlDepth) return false;
    if (typeof value === 'string') characters += value.length;
    if (characters > packLimits.yamlBytes) return false;
    if (typeof value !== 'object' || value === null) return true;
    return Array.isArray(value)
      ? value.every((item) => fits(item, depth + 1))
      : Object.values(value).every((item) => fits(item, depth + 1));
  };
  return fits(data, 0);
}
