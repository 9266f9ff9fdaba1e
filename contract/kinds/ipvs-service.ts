import { z } from 'zod';
import { nodesSchema, numberish, virtualService, wordSchema } from '../primitives.js';

export const ipvsServiceParams = z.strictObject({
  on: nodesSchema,
  ...virtualService,
  scheduler: wordSchema.optional(),
  persistent: z
    .union([z.literal(false), numberish])
    .optional()
    .describe('seconds, or false for none'),
});
