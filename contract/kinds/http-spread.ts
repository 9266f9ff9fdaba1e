import { z } from 'zod';
import { mapOf, nodeIdSchema, wordSchema } from '../primitives.js';

export const httpSpreadParams = z.strictObject({
  from: nodeIdSchema,
  url: wordSchema,
  requests: z.number().int().min(2).max(200),
  over: mapOf(nodeIdSchema, z.number().int().min(0)).describe('realserver → requests that it must get'),
  tolerance: z.number().int().min(0).default(0),
});
