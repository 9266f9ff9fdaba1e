import { z } from 'zod';
import { idSchema, nodeIdSchema, secondsSchema, wordSchema } from '../primitives.js';
import { serverFaults } from './server-failure.js';

/** What can happen to a machine, or to what runs on it. */
export const failureKinds = [...serverFaults, 'stop-keepalived', 'kill-keepalived'] as const;
export type FailureKind = (typeof failureKinds)[number];

const failureSchema = z.strictObject({
  on: nodeIdSchema,
  fault: z
    .enum(failureKinds)
    .describe(
      'its web service is stopped; its page is gone; it stands still; its cables are pulled; its keepalived is stopped, or killed',
    ),
  within: secondsSchema.describe(
    'seconds after which no request is lost any more, though it is still broken',
  ),
});

export const randomFailureParams = z.strictObject({
  from: nodeIdSchema.describe('the client that asks all the time'),
  url: wordSchema.min(1).describe('what it asks for; an answer with an error is a lost one'),
  well: z
    .array(idSchema)
    .min(1)
    .max(12)
    .describe('checks that must pass before, and again when what failed is whole'),
  failures: z.array(failureSchema).min(2).max(20).describe('one of them is drawn, and mended afterwards'),
  back: secondsSchema.default(60).describe('seconds after the repair in which all of `well` must hold again'),
  deck: idSchema.default('deck').describe('checks that name the same one draw from the same cards'),
  turn: z.number().int().min(0).max(20).default(0).describe('which card of the deck, from 0'),
  drawn: z
    .number()
    .int()
    .min(0)
    .optional()
    .describe('which failure, from 0; left out: each session draws it'),
});
