import { z } from 'zod';
import { nodesSchema } from '../primitives.js';

export const ipvsTimeoutsParams = z.strictObject({
  on: nodesSchema,
  tcp: z.number().int().optional(),
  tcpfin: z.number().int().optional(),
  udp: z.number().int().optional(),
});
