import { z } from 'zod';
import { nodeIdSchema, secondsSchema, wordSchema } from '../primitives.js';
import { deedSchema } from './frames.js';

/** What can be done to a whole machine; it is undone when the measurement is over. */
export const machineFaults = ['freeze', 'cut-link'] as const;

const faultSchema = z.strictObject({
  on: nodeIdSchema,
  fault: z.enum(machineFaults).describe('it stands still, or its cables are pulled; undone afterwards'),
});
export type OutageDeed = z.infer<typeof deedSchema> | z.infer<typeof faultSchema>;

export const outageParams = z.strictObject({
  from: nodeIdSchema,
  target: wordSchema
    .min(1)
    .describe('an HTTP URL that is asked all the time, or an IPv4 address that is pinged'),
  do: z
    .array(z.union([deedSchema, faultSchema]))
    .min(1)
    .max(8)
    .describe('one after the other'),
  undo: z.array(deedSchema).max(8).default([]).describe('afterwards, whatever happened'),
  'at-most': secondsSchema.optional().describe('seconds without an answer'),
  'at-least': secondsSchema.optional(),
  lost: z
    .number()
    .int()
    .min(0)
    .max(1000)
    .optional()
    .describe('tries that may get no answer; each has 2 s for it then, not 0.5, so that late is not lost'),
  recovers: z.boolean().default(true).describe('false: within this time no answer may come back'),
  within: secondsSchema.default(30).describe('seconds in which answers must have come back'),
});
