import { z } from 'zod';
import { nodeIdSchema, wordSchema } from '../primitives.js';

export const httpParams = z.strictObject({
  from: nodeIdSchema,
  url: wordSchema,
  status: z.number().int().default(200),
  requests: z.number().int().min(1).max(100).default(4),
});
