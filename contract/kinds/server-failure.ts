import { z } from 'zod';
import { nodeIdSchema, secondsSchema, virtualService, wordSchema } from '../primitives.js';

/** What makes a realserver fail. */
export const serverFaults = ['stop-service', 'no-page', 'freeze', 'cut-link'] as const;
export type ServerFault = (typeof serverFaults)[number];

export const serverFailureParams = z.strictObject({
  on: nodeIdSchema.describe('director whose IPVS table is watched'),
  ...virtualService,
  server: wordSchema.describe('RIP:port'),
  node: nodeIdSchema.describe('the realserver that fails, and is well again'),
  fault: z
    .enum(serverFaults)
    .default('stop-service')
    .describe('its web service is stopped; its page is gone; it stands still; its cables are pulled'),
  from: nodeIdSchema,
  url: wordSchema,
  leave: secondsSchema.describe('seconds after which it must be out of the table'),
  return: secondsSchema.describe('seconds after which it must be back'),
});
