import { z } from 'zod';
import { addressSchema, mapOf, nodeIdSchema, nodesSchema, numberish, wordSchema } from '../primitives.js';

export const keepalivedConfigParams = z.strictObject({
  on: nodesSchema.describe('several: their files are also read side by side'),
  instance: wordSchema.optional(),
  vrid: numberish.optional(),
  priority: mapOf(nodeIdSchema, z.number().int()).optional().describe('node → priority'),
  vip: addressSchema.optional(),
});
