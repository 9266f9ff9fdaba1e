import { z } from 'zod';
import { nodesSchema, numberish, virtualService, wordSchema, wordsSchema } from '../primitives.js';

/** How a director hands packets to a realserver: `-g`, `-m`, `-i` of ipvsadm(8). */
const forwardingMethods = ['dr', 'nat', 'tun'] as const;

export const ipvsServerParams = z.strictObject({
  on: nodesSchema,
  ...virtualService,
  server: z.union([wordSchema, wordsSchema.min(1)]).describe('RIP:port'),
  method: z.enum(forwardingMethods).optional(),
  weight: numberish.optional(),
  present: z.boolean().default(true),
});
