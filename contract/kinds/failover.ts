import { z } from 'zod';
import { addressSchema, nodeIdSchema, nodeIdsSchema, secondsSchema, wordSchema } from '../primitives.js';

export const failoverParams = z.strictObject({
  among: nodeIdsSchema.min(2),
  vip: addressSchema,
  from: nodeIdSchema,
  url: wordSchema.optional().describe('asked all the time; without it the VIP is pinged'),
  fault: z.enum(['stop-keepalived', 'cut-link']).default('stop-keepalived'),
  within: secondsSchema.describe('seconds without an answer at most'),
  failback: z.boolean().default(true).describe('the former master must take over again when it is back'),
});
