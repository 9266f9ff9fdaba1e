import { z } from 'zod';
import { nodesSchema, wordSchema } from '../primitives.js';

export const vrrpStateParams = z.strictObject({
  on: nodesSchema,
  instance: wordSchema,
  state: z.enum(['MASTER', 'BACKUP', 'FAULT']),
});
