import { z } from 'zod';
import { linesPatternSchema, idSchema, nodeIdSchema, wordSchema } from '../primitives.js';

const runSchema = z.strictObject({
  args: z.array(wordSchema).max(8).default([]),
  exit: z
    .union([z.number().int().min(0).max(255), z.enum(['any', 'not-zero'])])
    .default(0)
    .describe('its exit status'),
  output: linesPatternSchema
    .optional()
    .describe('regular expression (RE2), multi-line, of what it prints on both streams'),
  'kill-after': z
    .number()
    .min(0.1)
    .max(30)
    .optional()
    .describe('seconds until it gets SIGKILL; its exit is `any` then'),
  holds: z.array(idSchema).max(12).default([]).describe('checks of the lab that must pass when it has ended'),
  fails: z
    .array(idSchema)
    .max(12)
    .default([])
    .describe('checks that must fail when it has ended: what they look at was to go'),
});

export const scriptParams = z.strictObject({
  on: nodeIdSchema,
  file: wordSchema
    .min(1)
    .regex(/^\//)
    .describe('absolute path of the script; a shell script is read by `sh -n` first'),
  seconds: z.number().int().min(1).max(60).default(20).describe('seconds that each run may take'),
  runs: z.array(runSchema).min(1).max(8).describe('one after the other; the last one leaves what is left'),
});
