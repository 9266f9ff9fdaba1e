import { z } from 'zod';
import { packLimits } from '../limits.js';
import { addressSchema, nodesSchema, numberish, wordSchema } from '../primitives.js';

export const addressParams = z.strictObject({
  on: nodesSchema,
  address: addressSchema,
  dev: wordSchema,
  prefix: z
    .union([numberish, z.array(numberish).max(packLimits.items)])
    .optional()
    .describe('accepted prefix length(s)'),
});
