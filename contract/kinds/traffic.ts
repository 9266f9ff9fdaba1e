import { z } from 'zod';
import { idSchema, nodeIdSchema } from '../primitives.js';
import { deedSchema } from './frames.js';

const bytes = z.number().int().min(0).max(1_000_000_000).optional();

export const trafficParams = z.strictObject({
  do: z.array(deedSchema).min(1).max(8).describe('one after the other, while all networks are watched'),
  seconds: z.number().min(0).max(20).default(0.3),
  node: nodeIdSchema.describe('whose frames are counted: those that it sends'),
  network: idSchema.optional().describe('on this network; without it on all'),
  'at-least': bytes.describe('bytes, Ethernet headers included'),
  'at-most': bytes,
});
