import { z } from 'zod';
import { packLimits } from '../limits.js';
import { nodesSchema, wordsSchema } from '../primitives.js';

export const sysctlParams = z.strictObject({
  on: nodesSchema,
  keys: wordsSchema.min(1).describe('their maximum counts, as for net.ipv4.conf.{all,IFACE}.arp_*'),
  min: z.number().int().optional(),
  equals: z.number().int().optional(),
  'one-of': z.array(z.number().int()).max(packLimits.items).optional(),
});
