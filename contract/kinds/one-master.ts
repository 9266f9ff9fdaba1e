import { z } from 'zod';
import { addressSchema, nodeIdSchema, nodeIdsSchema, wordSchema } from '../primitives.js';

export const oneMasterParams = z.strictObject({
  among: nodeIdsSchema.min(2),
  instance: wordSchema,
  vip: addressSchema,
  from: nodeIdSchema.optional().describe('the node that asks by ARP who has the VIP'),
  expect: nodeIdSchema.optional().describe('who must be master'),
});
