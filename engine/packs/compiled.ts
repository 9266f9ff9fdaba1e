import { createHash } from 'node:crypto';
import { z } from 'zod';
import { canonical } from '../../contract/canonical.js';
import { type Lab, labSchema, packVersionSchema } from '../../contract/lab.js';
import { packLimits } from '../../contract/limits.js';
import { digestSchema } from '../../contract/primitives.js';
import { type Language, languages } from '../../contract/text.js';
import { withDrawnChecks } from '../checks/lots.js';
import type { YamlPath } from './source.js';
import { drawVars, substitute } from './vars.js';

/**
 * A lab as one document: all that a session needs of it, so that whatever becomes of its folder changes no session and
 * no grade. Texts are as their authors wrote them, variables in place.
 */
export const compiledSchema = z.strictObject({
  format: z.literal(1),
  /** A part of another document, which has this digest: what a trainer keeps from learners was taken out. */
  of: digestSchema.optional(),
  /** The pack that it came with; absent: it stood alone. */
  pack: packVersionSchema.optional(),
  /** What lab.yaml says. */
  lab: z.record(z.string(), z.unknown()),
  /** By step. */
  texts: z.record(z.string(), z.strictObject({ 'zh-CN': z.string(), en: z.string() })),
  /** Set-up scripts, by the name that lab.yaml gives them. */
  scripts: z.record(z.string(), z.string()),
});

export type CompiledLab = Readonly<z.infer<typeof compiledSchema>>;

/** A lab that was found sound. */
export interface LoadedLab {
  /** Where it was read; a session of it does not look there again. */
  readonly folder: string;
  /** Absolute paths of all files that were read for it, or would have been, had they been there; of a session's lab: none. */
  readonly files: readonly string[];
  readonly compiled: CompiledLab;
  /** What tells it from every other lab and every other state of it. */
  readonly digest: string;
  /** The same of what it does, whatever its words are and its pack's version: what a proof rests on. */
  readonly behaviour: string;
  /** With the default values of its variables, and of what is drawn the first. */
  readonly lab: Lab;
  readonly vars: Lab['vars'];
  /** The lab with the values and quizzes that a seed draws; without a seed, the defaults. */
  instantiate(seed: string | undefined): {
    readonly lab: Lab;
    readonly values: Readonly<Record<string, string>>;
  };
  /** A step's text, variables replaced. @throws TypeError for a step that the lab does not have */
  text(step: string, language: Language, values: Readonly<Record<string, string>>): string;
  /** A set-up script of the lab, else of its pack. @throws TypeError for one that the lab does not name */
  script(name: string, values: Readonly<Record<string, string>>): string;
}

/**
 * @param had what somebody has already: the lab with the default values of its variables, and its files
 * @throws ZodError for what is no sound lab
 */
export function openCompiled(
  compiled: CompiledLab,
  folder: string,
  had: { readonly parsed?: Lab; readonly files?: readonly string[] } = {},
): LoadedLab {
  const { parsed, files = [] } = had;
  const vars = labSchema.shape.vars.parse(compiled.lab['vars']);
  const instantiate = (seed: string | undefined) => {
    const values = drawVars(vars, seed);
    return { lab: withDrawnChecks(labSchema.parse(resolve(compiled.lab, values)), seed), values };
  };
  let digest: string | undefined;
  let behaviour: string | undefined;
  return {
    folder,
    files,
    compiled,
    get digest() {
      digest ??= digestOf(compiled);
      return digest;
    },
    get behaviour() {
      behaviour ??= digestOf(withoutWords(compiled));
      return behaviour;
    },
    lab: parsed === undefined ? instantiate(undefined).lab : withDrawnChecks(parsed, undefined),
    vars,
    instantiate,
    text: (step, language, values) => substitute(known(compiled.texts, step)[language], values),
    script: (name, values) => substitute(known(compiled.scripts, name), values),
  };
}

function known<T>(all: Readonly<Record<string, T>>, name: string): T {
  const found = Object.hasOwn(all, name) ? all[name] : undefined;
  if (found === undefined) throw new TypeError(`the lab has nothing for ${name}`);
  return found;
}

/**
 * SHA-256 over the canonical form of the document (RFC 8785), as `sha256:` and hexadecimal digits; of what is shipped to learners that of
 * the whole, so that their work is known by it.
 */
export function digestOf(compiled: CompiledLab): string {
  if (compiled.of !== undefined) return compiled.of;
  const interfaces = unsorted(compiled.lab);
  return digestOfJson(Object.keys(interfaces).length === 0 ? compiled : { ...compiled, interfaces });
}

/** What says where a lab stands in a course, and nothing of what it does. */
const places = ['course', 'level', 'minutes', 'requires'];

/** Without what is only read: who mends a word has not to prove the lab anew. */
function withoutWords({ format, lab, scripts }: CompiledLab): CompiledLab {
  const deeds = Object.fromEntries(Object.entries(lab).filter(([key]) => !places.includes(key)));
  return { format, lab: wordless(deeds) as CompiledLab['lab'], texts: {}, scripts };
}

function wordless(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(wordless);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value);
  if (members.length > 0 && members.every(([key]) => (languages as readonly string[]).includes(key)))
    return null;
  return Object.fromEntries(members.map(([key, member]) => [key, wordless(member)]));
}

/**
 * The order of a node's networks is that of its interfaces, and the canonical form has none: the networks of nodes that do not have them in
 * its order, by node.
 */
function unsorted({ topology }: CompiledLab['lab']): Readonly<Record<string, readonly string[]>> {
  const { nodes, networks } = membersOf(topology);
  const known = Object.keys(membersOf(networks));
  const orders = Object.entries(membersOf(nodes)).map(
    ([name, node]) => [name, Object.keys(membersOf(node)).filter((key) => known.includes(key))] as const,
  );
  return Object.fromEntries(orders.filter(([, order]) => order.join() !== order.toSorted().join()));
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

/** The document as it is written down: with what stands in it in its author's order. */
export function documentOf(compiled: CompiledLab): string {
  return JSON.stringify(compiled);
}

/** The same of any document. */
export function digestOfJson(document: unknown): string {
  return `sha256:${createHash('sha256').update(canonical(document)).digest('hex')}`;
}

/** Replaces variables in every string but those of `vars` itself. */
export function resolve(
  raw: unknown,
  values: Readonly<Record<string, string>>,
  onUnknown: (path: YamlPath, name: string) => void = () => {},
): unknown {
  const walk = (value: unknown, path: YamlPath): unknown => {
    if (typeof value === 'string') {
      // No schema takes one that long, whatever its variables stand for.
      if (value.length > packLimits.script) return value;
      return substitute(
        value,
        values,
        once((name) => onUnknown(path, name)),
      );
    }
    if (Array.isArray(value)) return value.map((item, index) => walk(item, [...path, index]));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) =>
        path.length === 0 && key === 'vars'
          ? [key, item]
          : [substitute(key, values), walk(item, [...path, key])],
      ),
    );
  };
  return walk(raw, []);
}

/** Calls with a name only where that has not been done: a megabyte of one unknown variable is one problem. */
function once(act: (name: string) => void): (name: string) => void {
  const done = new Set<string>();
  return (name) => {
    if (done.has(name)) return;
    done.add(name);
    act(name);
  };
}
