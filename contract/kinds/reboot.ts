import { z } from 'zod';
import { idSchema, nodeIdsSchema } from '../primitives.js';

export const rebootParams = z.strictObject({
  nodes: nodeIdsSchema.min(1).describe('all are rebooted at once, and put back to where they were'),
  checks: z
    .array(idSchema)
    .min(1)
    .describe('checks that must pass before and, judged anew, after it: what they look at survives'),
});
