import { z } from 'zod';
import { classLimits, packLimits } from './limits.js';
import type { SchemaDetail } from './messages/schema.js';
import { isSteering } from './visible.js';

export const idPattern = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
export const variablePattern = /^[a-z][a-z0-9_]*$/;
export const numberPattern = /^(\d{1,15}|\$\{[a-z][a-z0-9_]{0,39}\})$/;
export const versionPattern = /^\d{1,9}\.\d{1,9}\.\d{1,9}$/;
export const digestPattern = /^sha256:[0-9a-f]{64}$/;

/** Names that no id and no variable has: every object has something under them. */
const reserved: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));

/** A refinement whose failure is worded by us. */
function refused<T>(holds: (value: T) => boolean, detail: (value: T) => SchemaDetail) {
  return (value: T, context: z.core.$RefinementCtx<T>) => {
    if (!holds(value)) context.addIssue({ code: 'custom', params: { detail: detail(value) } });
  };
}

const notReserved = refused<string>(
  (name) => !reserved.has(name),
  (name) => ({ code: 'reserved', name }),
);

/** Identifiers of labs, nodes, networks, steps and checks: they become host names and file names. */
export const idSchema = z.string().max(40).regex(idPattern).superRefine(notReserved);

/** A lab's id, or its pack's and its own: `lvs/dr-by-hand`. */
export const labNameSchema = z
  .string()
  .max(81)
  .regex(/^([a-z][a-z0-9-]*\/)?[a-z][a-z0-9-]*$/);

/** The name of a lab's variable. */
export const variableSchema = z.string().max(40).regex(variablePattern).superRefine(notReserved);

/** A word that is no text: a path, a URL, a package, a device. */
export const wordSchema = z.string().max(packLimits.word);

/** A script, or a command. */
export const scriptSchema = z.string().max(packLimits.script);

/** A regular expression (RE2's syntax). */
export const patternSchema = z.string().max(packLimits.pattern);

/** Words, not too many. */
export const wordsSchema = z.array(wordSchema).max(packLimits.items);

/** Words that people are shown: @param limit characters @param lines may they have several? */
function wordsShown(limit: number, lines: boolean) {
  return z
    .string()
    .min(1)
    .max(limit)
    .superRefine(
      refused<string>(
        (text) => !isSteering(text) && (lines || !/[\n\t]/.test(text)),
        () => ({ code: 'steering' }),
      ),
    );
}

/** The same in every language. */
function shownSchema(limit: number, lines: boolean) {
  const one = wordsShown(limit, lines);
  return z.strictObject({ 'zh-CN': one, en: one });
}

/** A line of a program's, which is of no language. */
export const plainLineSchema = wordsShown(packLimits.line, false);

/** What a person is called. */
export const personSchema = wordsShown(classLimits.name, false);

/** A text that is shown in one line. */
export const lineSchema = shownSchema(packLimits.line, false);

/** A text that is shown as a paragraph. */
export const textSchema = shownSchema(packLimits.paragraph, true);

/** Why an answer is right, or wrong: a verdict may say several. */
export const whySchema = shownSchema(packLimits.why, true);

/** A mapping with names of the author's. */
export function mapOf<V extends z.ZodType>(key: z.ZodString, value: V, limit: number = packLimits.items) {
  return z.record(key, value).superRefine(
    refused(
      (map) => Object.keys(map).length <= limit,
      () => ({ code: 'entries', limit }),
    ),
  );
}

/** Ids, not too many. */
export const idsSchema = z.array(idSchema).max(packLimits.items);

/**
 * What a word of a check's parameters is beyond its form, for whoever reads the whole lab: a node that there must be, an
 * IPv4 address, a regular expression over lines.
 */
export const meanings = z.registry<{ readonly meaning: 'node' | 'address' | 'pattern' }>();

/** A node of the lab. */
export const nodeIdSchema = idSchema.clone().register(meanings, { meaning: 'node' });

/** Nodes of the lab, not too many. */
export const nodeIdsSchema = z.array(nodeIdSchema).max(packLimits.items);

/** One node or several; a check over several holds when it holds on each. */
export const nodesSchema = z.union([nodeIdSchema, nodeIdsSchema.min(1)]);

/** An IPv4 address, or a variable that will be one. */
export const addressSchema = wordSchema.min(1).register(meanings, { meaning: 'address' });

/** A regular expression (RE2's syntax) that is looked for in lines. */
export const linesPatternSchema = patternSchema.clone().register(meanings, { meaning: 'pattern' });

/** Numbers may come from a variable: `"${port}"`. */
export const numberish = z.union([z.number(), z.string().regex(numberPattern)]);

/** Seconds that something may take. */
export const secondsSchema = z.number().positive().max(120);

/** How a check names a virtual service. */
export const virtualService = {
  tcp: wordSchema.optional().describe('VIP:port'),
  udp: wordSchema.optional().describe('VIP:port'),
  fwmark: numberish.optional(),
};

/** A lab, told from every other lab and every other state of it: SHA-256 of what it was compiled to. */
export const digestSchema = z.string().regex(digestPattern);
