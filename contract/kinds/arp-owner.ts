import { z } from 'zod';
import { addressSchema, nodeIdSchema, nodesSchema } from '../primitives.js';

export const arpOwnerParams = z.strictObject({
  from: nodeIdSchema,
  address: addressSchema,
  owner: nodesSchema.describe('the node that alone may answer; of several: exactly one of them'),
});
