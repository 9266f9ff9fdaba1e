import { z } from 'zod';
import { linesPatternSchema, nodesSchema, scriptSchema } from '../primitives.js';

export const commandParams = z.strictObject({
  on: nodesSchema,
  run: scriptSchema,
  exit: z.number().int().default(0),
  stdout: linesPatternSchema.optional().describe('regular expression (RE2), multi-line'),
});
