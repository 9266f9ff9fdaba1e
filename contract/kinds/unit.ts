import { z } from 'zod';
import { nodesSchema, wordSchema, wordsSchema } from '../primitives.js';

export const unitParams = z.strictObject({
  on: nodesSchema,
  name: z.union([wordSchema, wordsSchema]).describe('unit name(s) without .service; any of them will do'),
  active: z.boolean().default(true),
  enabled: z.boolean().optional(),
});
