import { z } from 'zod';
import { checkSchema } from './checks.js';
import { idSchema, textSchema } from './primitives.js';

/** `lab.yaml`, format 1. Strings may hold `${var}`; they are resolved per session (see engine/packs/vars). */

const varSchema = z.strictObject({
  pick: z
    .string()
    .describe('Values to draw from: a brace list or range such as "10.0.0.{20..60}" or "{rr,wrr}"'),
  default: z.union([z.string(), z.number()]).transform(String).describe('The value when nothing is drawn'),
});

const networkSchema = z.strictObject({
  cidr: z.string().describe('IPv4 network, e.g. 10.0.0.0/24'),
});

export const roles = ['director', 'realserver', 'client', 'router'] as const;

/** A node: its role, then one key per network that it joins, whose value is its IPv4 address there. */
const nodeSchema = z
  .object({
    role: z.enum(roles),
    at: z.tuple([z.number(), z.number()]).optional().describe('Coordinates in the topology view'),
    gateway: z.string().optional().describe('Default gateway'),
    memory: z.number().int().min(128).max(4096).optional().describe('MiB'),
    disk: z.number().int().min(256).max(16_384).optional().describe('MiB of its own disk; default 2048'),
  })
  .catchall(z.string());

const scriptsSchema = z.record(idSchema, z.string()).describe('node → shell script');

const mistakeSchema = z.strictObject({
  id: idSchema,
  title: textSchema.optional(),
  after: idSchema.describe(
    'The step whose solution is applied (with all before it) before the mistake is made',
  ),
  make: scriptsSchema,
  fails: idSchema.describe('The check that must fail'),
  hint: z.string().describe('The diagnosis that this check must give'),
});

const stepSchema = z.strictObject({
  id: idSchema,
  title: textSchema,
  text: z
    .string()
    .describe('Path of the step text without its language ending: steps/10-x → steps/10-x.en.md'),
  checks: z.array(checkSchema).default([]),
  optional: z
    .boolean()
    .default(false)
    .describe('for who wants more: counts in the grade only where it passes'),
  solve: scriptsSchema.default({}),
});

export const labSchema = z.strictObject({
  format: z.literal(1),
  id: idSchema,
  title: textSchema,
  summary: textSchema,
  level: z.enum(['beginner', 'intermediate', 'advanced']).default('beginner'),
  course: z.array(z.string()).default([]).describe('Sections of the course that the lab teaches'),
  minutes: z.number().int().positive(),
  requires: z
    .array(idSchema)
    .default([])
    .describe('Labs of the same pack that teach what this one takes as known'),
  vars: z.record(z.string().regex(/^[a-z][a-z0-9_]*$/), varSchema).default({}),
  topology: z.strictObject({
    networks: z.record(idSchema, networkSchema),
    nodes: z.record(idSchema, nodeSchema),
  }),
  setup: z
    .record(idSchema, z.array(z.string()))
    .default({})
    .describe('node → scripts of the pack (setup/NAME.sh), run as root before the learner gets the machine'),
  steps: z.array(stepSchema).min(1),
  mistakes: z.array(mistakeSchema).default([]),
});

export type Lab = z.infer<typeof labSchema>;
export type Step = Lab['steps'][number];

export const packSchema = z.strictObject({
  format: z.literal(1),
  id: idSchema,
  title: textSchema,
  version: z.string().regex(/^\d+\.\d+\.\d+$/),
  license: z.string(),
  authors: z.array(z.string()).default([]),
  labs: z.array(idSchema).min(1),
});
