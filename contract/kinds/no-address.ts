import { z } from 'zod';
import { addressSchema, nodesSchema, wordSchema } from '../primitives.js';

export const noAddressParams = z.strictObject({
  on: nodesSchema,
  address: addressSchema,
  dev: wordSchema.optional(),
});
