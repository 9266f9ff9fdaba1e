import { z } from 'zod';
import { addressSchema, nodesSchema, wordSchema } from '../primitives.js';

export const routeParams = z.strictObject({
  on: nodesSchema,
  to: wordSchema.describe('destination, e.g. default or 10.1.0.0/24'),
  via: addressSchema.optional(),
  dev: wordSchema.optional(),
});
