import { z } from 'zod';
import { packLimits } from '../../contract/limits.js';
import type { PackProblem, PackProblemMessage } from '../../contract/messages/packs.js';
import { idPattern, variablePattern } from '../../contract/primitives.js';
import type { PackFiles } from './files.js';
import type { ProblemList } from './problem.js';
import { isBounded, type Places, type YamlPath, YamlSource } from './source.js';
import type { TokenBudget } from './yaml-shape.js';

/** What several labs share: a piece of YAML with places for what differs. */
const partSchema = z.strictObject({
  /** What `with:` must give; one that has a value here may be left out. */
  params: z.record(z.string().regex(variablePattern), z.unknown()).default({}),
  part: z.unknown(),
});
type Part = z.infer<typeof partSchema> & { readonly source: Places };

const useSchema = z.object({
  use: z.string().regex(idPattern),
  with: z.record(z.string(), z.unknown()).default({}),
});

/** Something that stands in a file. */
interface Origin {
  readonly source: Places;
  readonly path: YamlPath;
}

/** A value with what it is made of, each with the place where somebody wrote it. */
interface Made {
  readonly value: unknown;
  readonly origin: Origin;
  readonly children?: ReadonlyMap<string | number, Made>;
}

type Params = ReadonlyMap<string, Made>;

/**
 * A lab.yaml whose `use:` have been followed. A mapping `{ use: NAME, with: { … } }` stands for the part `parts/NAME.yaml` (the
 * topology's: `topologies/NAME.yaml`) of the lab or of its pack; other keys beside it are put over the part's. An item of a list that
 * uses a part which is a list stands for its items.
 */
export class Composed implements Places {
  /** Undefined: it is too much. */
  readonly data: unknown;
  /** What is no mistake in the parts that it uses, and may be one all the same. */
  readonly notes: PackProblem[] = [];
  readonly #made: Made;
  readonly #files: PackFiles;
  readonly #problems: ProblemList;
  readonly #parts = new Map<string, Part | undefined>();
  readonly #budget: TokenBudget = { left: packLimits.partTokens };
  /** Values that may still be made: a part may be used a thousand times. */
  #left: number = packLimits.yamlTokens;

  constructor(source: Places, raw: unknown, files: PackFiles, problems: ProblemList) {
    this.#files = files;
    this.#problems = problems;
    this.#made = this.#walk(raw, { source, path: [] }, new Map(), 0);
    if (this.#left >= 0 && isBounded(this.#made.value)) this.data = this.#made.value;
    else problems.add(source.problem([], { code: 'yaml', params: { fault: 'RESOURCE_EXHAUSTION' } }));
  }

  problem(path: YamlPath, message: PackProblemMessage): PackProblem {
    let made = this.#made;
    let length = 0;
    for (const key of path) {
      const child = made.children?.get(key);
      if (child === undefined) break;
      made = child;
      length += 1;
    }
    const { origin } = made;
    return origin.source.problem([...origin.path, ...path.slice(length)], message);
  }

  /** @param depth how many parts this stands within */
  #walk(value: unknown, origin: Origin, params: Params, depth: number): Made {
    this.#left -= 1;
    if (this.#left < 0) return { value: undefined, origin };
    if (typeof value === 'string') return filled(value, origin, params);
    if (typeof value !== 'object' || value === null) return { value, origin };
    if (Array.isArray(value)) return this.#list(value, origin, params, depth);
    if (Object.hasOwn(value, 'use')) return this.#used(value, origin, params, depth);
    return this.#mapping(Object.entries(value), origin, params, depth);
  }

  #list(list: readonly unknown[], origin: Origin, params: Params, depth: number): Made {
    const items = list.flatMap((item, index): readonly Made[] => {
      const made = this.#walk(item, within(origin, index), params, depth);
      const spread = isUse(item) && Array.isArray(made.value);
      return spread ? [...(made.children ?? new Map<string, Made>()).values()] : [made];
    });
    return { value: items.map((item) => item.value), origin, children: new Map(items.entries()) };
  }

  #mapping(
    entries: readonly (readonly [string, unknown])[],
    origin: Origin,
    params: Params,
    depth: number,
  ): Made & { readonly value: object } {
    const children = new Map(
      entries.map(([key, each]): [string, Made] => [
        fillText(key, params),
        this.#walk(each, within(origin, key), params, depth),
      ]),
    );
    const value = Object.fromEntries([...children].map(([key, child]) => [key, child.value]));
    return { value, origin, children };
  }

  #used(value: object, origin: Origin, params: Params, depth: number): Made {
    const nothing: Made = { value: undefined, origin };
    const report = (key: string, message: PackProblemMessage) =>
      this.#problems.add(origin.source.problem([...origin.path, ...key.split('.')], message));
    const read = useSchema.safeParse(value);
    if (!read.success) {
      report(String(read.error.issues[0]?.path[0] ?? 'use'), { code: 'use-form', params: {} });
      return nothing;
    }
    const { use, with: given } = read.data;
    if (depth >= packLimits.partDepth) {
      report('use', { code: 'too-deep', params: { what: use, limit: packLimits.partDepth } });
      return nothing;
    }
    const isTopology = depth === 0 && origin.path.length === 1 && origin.path[0] === 'topology';
    const part = this.#part(isTopology ? 'topologies' : 'parts', use, report);
    if (part === undefined) return nothing;
    const own = new Map<string, Made>();
    for (const [name, fallback] of Object.entries(part.params)) {
      if (fallback === null && given[name] === undefined)
        report('use', { code: 'missing-param', params: { part: use, name } });
      own.set(name, this.#walk(fallback, { source: part.source, path: ['params', name] }, new Map(), depth));
    }
    for (const [name, each] of Object.entries(given)) {
      const known = Object.keys(part.params);
      if (!known.includes(name))
        report(`with.${name}`, { code: 'unknown-param', params: { part: use, name, known } });
      own.set(name, this.#walk(each, within(within(origin, 'with'), name), params, depth));
    }
    const made = this.#walk(part.part, { source: part.source, path: ['part'] }, own, depth + 1);
    const beside = Object.entries(value).filter(([key]) => key !== 'use' && key !== 'with');
    if (beside.length === 0) return made;
    if (typeof made.value !== 'object' || made.value === null || Array.isArray(made.value)) {
      report('use', { code: 'use-not-a-mapping', params: { part: use } });
      return nothing;
    }
    const over = this.#mapping(beside, origin, params, depth);
    return {
      value: { ...made.value, ...over.value },
      origin,
      children: new Map([...(made.children ?? []), ...(over.children ?? [])]),
    };
  }

  #part(
    folder: 'parts' | 'topologies',
    name: string,
    report: (key: string, message: PackProblemMessage) => void,
  ): Part | undefined {
    const key = `${folder}/${name}`;
    if (this.#parts.has(key)) return this.#parts.get(key);
    const { file, read } = this.#files.shared(folder, `${name}.yaml`, packLimits.partBytes);
    if (!read.ok) {
      report('use', read.message);
      return undefined;
    }
    const source = new YamlSource(file, read.text, this.#budget);
    let part: Part | undefined;
    if (!source.reportSyntax(this.#problems)) {
      const data = source.data();
      const parsed = data.ok ? partSchema.safeParse(data.data) : undefined;
      if (!data.ok) this.#problems.add(data.problem);
      else if (parsed?.success === true) {
        part = { source, ...parsed.data };
        this.#noteUnused(part);
      } else this.#problems.add(source.problem([], { code: 'part-form', params: {} }));
    }
    this.#parts.set(key, part);
    return part;
  }

  #noteUnused({ params, part, source }: Part): void {
    // Absent, as in `part:` with nothing behind it, it uses none.
    const text = JSON.stringify(part) ?? '';
    for (const name of Object.keys(params))
      if (!text.includes(`\${${name}}`))
        this.notes.push(source.problem(['params', name], { code: 'unused-param', params: { name } }));
  }
}

function within({ source, path }: Origin, key: string | number): Origin {
  return { source, path: [...path, key] };
}

function isUse(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, 'use');
}

/** A string that is nothing but one parameter is its value, whatever that is. */
function filled(text: string, origin: Origin, params: Params): Made {
  const whole = /^\$\{([a-z][a-z0-9_]{0,39})\}$/.exec(text)?.[1];
  return params.get(whole ?? '') ?? { value: fillText(text, params), origin };
}

/** Puts parameters into a string; what is none of them is left for the lab's variables. */
function fillText(text: string, params: Params): string {
  if (params.size === 0) return text;
  return text.replace(/(\$?)\$\{([a-z][a-z0-9_]{0,39})\}/g, (whole, escaped: string, name: string) => {
    const value = escaped === '' ? params.get(name)?.value : undefined;
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : whole;
  });
}
