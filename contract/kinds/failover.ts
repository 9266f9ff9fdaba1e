import { z } from 'zod';
import { addressSchema, nodeIdSchema, nodeIdsSchema, secondsSchema, wordSchema } from '../primitives.js';

/** What takes a node of a pair away. */
export const faultKinds = ['stop-keepalived', 'cut-link', 'freeze'] as const;
export type FaultKind = (typeof faultKinds)[number];

export const failoverParams = z.strictObject({
  among: nodeIdsSchema.min(2),
  vip: addressSchema,
  from: nodeIdSchema,
  url: wordSchema.optional().describe('asked all the time; without it the VIP is pinged'),
  fault: z
    .enum(faultKinds)
    .default('stop-keepalived')
    .describe('how the holder of the VIP goes: it says goodbye, its cables are pulled, it stands still'),
  within: secondsSchema.describe('seconds without an answer at most'),
  failback: z
    .union([z.boolean(), z.literal('never')])
    .default(true)
    .describe('the former master must take over again when it is back; false: it may; never: it must not'),
});
