import { z } from 'zod';
import { packLimits } from '../limits.js';
import { lineSchema, patternSchema, textSchema, wordSchema } from '../primitives.js';

export const quizParams = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('choice'),
    question: textSchema,
    options: z.array(lineSchema).min(2).max(packLimits.options),
    answer: z
      .union([z.number().int(), z.array(z.number().int()).min(1).max(packLimits.options)])
      .describe('index or indices from 0'),
  }),
  z.strictObject({
    type: z.literal('number'),
    question: textSchema,
    answer: z.number(),
    tolerance: z.number().min(0).default(0),
  }),
  z.strictObject({
    type: z.literal('text'),
    question: textSchema,
    answer: patternSchema.describe('regular expression (RE2), whole answer, case ignored'),
    example: wordSchema.min(1).describe('an answer that is right: what a solution gives'),
  }),
]);
