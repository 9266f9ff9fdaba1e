import { z } from 'zod';
import { nodesSchema } from '../primitives.js';

export const ipvsAsConfiguredParams = z.strictObject({
  on: nodesSchema.describe("the running IPVS table has what keepalived's file says, and nothing else"),
});
