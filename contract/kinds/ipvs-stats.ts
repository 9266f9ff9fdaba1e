import { z } from 'zod';
import { nodesSchema, virtualService } from '../primitives.js';

export const ipvsStatsParams = z.strictObject({
  on: nodesSchema,
  ...virtualService,
  connections: z.number().int().positive().describe('at least so many connections were scheduled'),
  replies: z
    .enum(['none', 'some'])
    .optional()
    .describe('packets that came back through the director (OutPkts)'),
});
