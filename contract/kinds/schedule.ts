import { z } from 'zod';
import { packLimits } from '../limits.js';
import {
  addressSchema,
  idSchema,
  mapOf,
  nodeIdSchema,
  numberish,
  virtualService,
  wordSchema,
} from '../primitives.js';

/** An entry of an IPVS connection lives two minutes after its end: what is compared must be over by then. */
const connections = 120;

export const scheduleParams = z.strictObject({
  from: nodeIdSchema,
  on: nodeIdSchema.describe('director whose IPVS table is read'),
  tcp: virtualService.tcp,
  fwmark: virtualService.fwmark,
  targets: z
    .array(addressSchema)
    .min(1)
    .max(packLimits.items)
    .optional()
    .describe('addresses to ask at, in turn; without them the one of tcp'),
  port: numberish.optional().describe('with fwmark: 80 where it is not said'),
  connections: z.number().int().min(1).max(connections),
  hold: z.boolean().default(false).describe('each stays open until the last one was made'),
  sources: z
    .array(addressSchema)
    .min(1)
    .max(packLimits.items)
    .optional()
    .describe("the client's own addresses to ask from, in turn"),
  scheduler: wordSchema.optional(),
  counts: mapOf(nodeIdSchema, z.number().int().min(0))
    .optional()
    .describe('realserver → connections that it must get'),
  sequence: z
    .array(z.union([nodeIdSchema, z.null()]))
    .min(1)
    .max(connections)
    .optional()
    .describe('which realserver each must go to; null: to none'),
  predicted: idSchema
    .optional()
    .describe('a quiz of the type predict or text, in whose answer the learner says where they go'),
});
