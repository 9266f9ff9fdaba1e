import { z } from 'zod';
import { nodeIdsSchema, scriptSchema, wordSchema } from '../primitives.js';

export const sameParams = z.strictObject({
  on: nodeIdsSchema.min(2).describe('nodes that must agree'),
  file: wordSchema.optional(),
  run: scriptSchema.optional().describe('a command: its standard output is compared'),
  sysctl: wordSchema.optional(),
});
