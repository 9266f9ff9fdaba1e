import { z } from 'zod';
import { nodeIdSchema, wordSchema } from '../primitives.js';

export const throughputParams = z.strictObject({
  from: nodeIdSchema,
  url: wordSchema.describe('the URL that is measured'),
  against: wordSchema.describe('the URL that it is compared with: asked as often, right after it'),
  requests: z.number().int().min(4).max(400).default(40),
  concurrency: z.number().int().min(1).max(50).default(8).describe('requests that are on the way at once'),
  'at-least': z.number().positive().max(100).optional().describe('how many times as many answers a second'),
  'at-most': z.number().positive().max(100).optional(),
});
