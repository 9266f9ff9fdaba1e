import { z } from 'zod';
import { addressSchema, nodeIdSchema, nodesSchema } from '../primitives.js';

export const neighbourParams = z.strictObject({
  on: nodesSchema,
  address: addressSchema,
  owner: nodeIdSchema,
});
