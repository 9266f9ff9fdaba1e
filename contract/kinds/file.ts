import { z } from 'zod';
import { linesPatternSchema, nodesSchema, wordSchema } from '../primitives.js';

export const fileParams = z.strictObject({
  on: nodesSchema,
  path: wordSchema,
  exists: z.boolean().default(true),
  matches: linesPatternSchema.optional().describe('regular expression (RE2), multi-line'),
});
