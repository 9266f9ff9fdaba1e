import { z } from 'zod';
import { addressSchema, nodesSchema, numberish } from '../primitives.js';

export const listeningParams = z.strictObject({
  on: nodesSchema,
  port: numberish,
  address: addressSchema
    .optional()
    .describe('an address that must reach the listener (0.0.0.0 does for all)'),
});
