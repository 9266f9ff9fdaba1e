import { z } from 'zod';
import { nodeIdSchema, nodesSchema, wordSchema } from '../primitives.js';

export const packetPathParams = z.strictObject({
  from: nodeIdSchema,
  url: wordSchema,
  through: nodesSchema.describe('the director; of several: the one that has the VIP'),
  replies: z.enum(['direct', 'through-director']),
});
