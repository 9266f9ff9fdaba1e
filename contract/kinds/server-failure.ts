import { z } from 'zod';
import { nodeIdSchema, secondsSchema, virtualService, wordSchema } from '../primitives.js';

export const serverFailureParams = z.strictObject({
  on: nodeIdSchema.describe('director whose IPVS table is watched'),
  ...virtualService,
  server: wordSchema.describe('RIP:port'),
  node: nodeIdSchema.describe('the realserver whose service is stopped and started again'),
  from: nodeIdSchema,
  url: wordSchema,
  leave: secondsSchema.describe('seconds after which it must be out of the table'),
  return: secondsSchema.describe('seconds after which it must be back'),
});
