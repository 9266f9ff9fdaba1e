import { z } from 'zod';
import { checkSchema, whenSchema } from './checks.js';
import { packLimits } from './limits.js';
import {
  idSchema,
  idsSchema,
  lineSchema,
  mapOf,
  scriptSchema,
  secondsSchema,
  textSchema,
  variableSchema,
  versionPattern,
  wordSchema,
  wordsSchema,
} from './primitives.js';
import { type Language, languages } from './text.js';

/** `lab.yaml`, format 1. Strings may hold `${var}`; they are resolved per session (see engine/packs/vars). */

const varSchema = z.strictObject({
  pick: z
    .string()
    .max(packLimits.paragraph)
    .describe('Values to draw from: a brace list or range such as "10.0.0.{20..60}" or "{rr,wrr}"'),
  follows: variableSchema
    .optional()
    .describe('A variable that draws as many values: this one has the value at the same place'),
  default: z
    .union([z.string().max(packLimits.value), z.number()])
    .transform(String)
    .describe('The value when nothing is drawn'),
});

const networkSchema = z.strictObject({
  cidr: wordSchema.describe('IPv4 network, e.g. 10.0.0.0/24'),
});

export const roles = ['director', 'realserver', 'client', 'router', 'host'] as const;

/** A node: its role, then one key per network that it joins, whose value is its IPv4 address there. */
/** MiB of memory of a node that does not ask for more, and of its disk, which takes what is written, no more. */
export const nodeDefaults = { memory: 256, disk: 2048 } as const;

const nodeSchema = z
  .object({
    role: z.enum(roles),
    at: z.tuple([z.number(), z.number()]).optional().describe('Coordinates in the topology view'),
    gateway: wordSchema.optional().describe('Default gateway'),
    memory: z.number().int().min(128).max(4096).optional().describe('MiB'),
    disk: z.number().int().min(256).max(16_384).optional().describe('MiB of its own disk; default 2048'),
  })
  .catchall(wordSchema);

const scriptsSchema = mapOf(idSchema, scriptSchema).describe('node → shell script');

const settleSchema = z.strictObject({
  until: whenSchema.describe(
    'What holds once it has taken effect: a check without its id, of a kind that only looks',
  ),
  within: secondsSchema.default(20),
});

const mistakeSchema = z.strictObject({
  id: idSchema,
  title: lineSchema.optional(),
  after: idSchema.describe(
    'The step whose solution is applied (with all before it) before the mistake is made',
  ),
  make: scriptsSchema,
  settle: settleSchema.optional().describe('Waited for before anything is judged'),
  fails: idSchema.describe('The check that must fail'),
  hint: wordSchema.describe("The cause that this check must give: one of ours, or of the lab's own"),
});
export type Mistake = z.infer<typeof mistakeSchema>;

const variantSchema = z.strictObject({
  id: idSchema,
  title: lineSchema.optional(),
  instead: idSchema
    .optional()
    .describe('The step that is done otherwise: on these nodes; on others by its solution'),
  after: idSchema
    .optional()
    .describe('The step after whose solution something is done that is right as well'),
  make: scriptsSchema,
  settle: settleSchema.optional(),
});
export type Variant = z.infer<typeof variantSchema>;

const causeSchema = z.strictObject({
  id: idSchema.describe('What mistakes call it; no cause of ours is called so'),
  text: textSchema.describe('The cause first, then what to do in general terms'),
  explains: idsSchema.min(1).describe('Checks that it makes fail'),
  when: whenSchema.describe('How it is told: a check without its id, which holds where the cause is there'),
});
export type LabCause = z.infer<typeof causeSchema>;

const stepSchema = z.strictObject({
  id: idSchema,
  title: lineSchema,
  text: z
    .string()
    .describe('Path of the step text without its language ending: steps/10-x → steps/10-x.en.md'),
  checks: z.array(checkSchema).max(packLimits.checks).default([]),
  optional: z
    .boolean()
    .default(false)
    .describe('for who wants more: counts in the grade only where it passes'),
  solve: scriptsSchema.default({}),
});

export const labSchema = z.strictObject({
  format: z.literal(1),
  id: idSchema,
  title: lineSchema,
  summary: textSchema,
  level: z.enum(['beginner', 'intermediate', 'advanced']).default('beginner'),
  course: wordsSchema.default([]).describe('Sections of the course that the lab teaches'),
  minutes: z.number().int().positive(),
  requires: idsSchema.default([]).describe('Labs of the same pack that teach what this one takes as known'),
  vars: mapOf(variableSchema, varSchema, packLimits.vars).default({}),
  topology: z.strictObject({
    networks: mapOf(idSchema, networkSchema, packLimits.networks),
    nodes: mapOf(idSchema, nodeSchema, packLimits.nodes),
  }),
  setup: mapOf(idSchema, wordsSchema)
    .default({})
    .describe('node → scripts of the pack (setup/NAME.sh), run as root before the learner gets the machine'),
  steps: z.array(stepSchema).min(1).max(packLimits.steps),
  causes: z.array(causeSchema).max(packLimits.causes).default([]),
  mistakes: z.array(mistakeSchema).max(packLimits.mistakes).default([]),
  variants: z
    .array(variantSchema)
    .max(packLimits.mistakes)
    .default([])
    .describe('Right but unusual ways: with each of them every check passes'),
});

export type Lab = z.infer<typeof labSchema>;
export type Step = Lab['steps'][number];

const packFields = {
  format: z.literal(1),
  id: idSchema,
  title: lineSchema,
  version: wordSchema.regex(versionPattern),
  license: wordSchema,
  authors: wordsSchema.default([]),
  // No default: a pack that does not say it has the digest that it always had.
  source: z
    .enum(languages)
    .optional()
    .describe('The language in which the texts are written first, and from which they are translated'),
};

/** In what a pack's texts are written first that does not say it: our own are, and most of those who write for this course. */
export const defaultSource: Language = 'zh-CN';

export const packSchema = z.strictObject({
  ...packFields,
  modules: z
    .array(z.strictObject({ title: lineSchema, labs: idsSchema.min(1) }))
    .max(packLimits.modules)
    .default([])
    .describe('The course map: labs in learning order'),
  labs: idsSchema.default([]).describe('Labs of no module, after those that have one'),
});
export type Pack = z.infer<typeof packSchema>;

/** Which state of a pack something came from. */
export const packVersionSchema = z.strictObject({ id: packFields.id, version: packFields.version });
export type PackVersion = Readonly<z.infer<typeof packVersionSchema>>;
