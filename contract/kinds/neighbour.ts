import { z } from 'zod';
import { addressSchema, nodeIdSchema, nodesSchema } from '../primitives.js';

export const neighbourParams = z.strictObject({
  on: nodesSchema,
  address: addressSchema,
  owner: nodeIdSchema,
  permanent: z.boolean().optional().describe('the entry must be one that never expires'),
});
