import { z } from 'zod';
import { conditionSchema } from '../conditions.js';
import {
  idSchema,
  lineSchema,
  nodeIdSchema,
  scriptSchema,
  secondsSchema,
  wordSchema,
} from '../primitives.js';

const drillFaultSchema = z.strictObject({
  id: idSchema,
  on: nodeIdSchema.describe('the node that is broken: half of the answer'),
  text: lineSchema.describe('what is broken there: the other half'),
  make: scriptSchema.min(1).describe('breaks it, as root, without a trace of when'),
  mend: scriptSchema
    .min(1)
    .describe('repairs it on the same node, for good: the solution of the step that asks for it'),
  effect: conditionSchema.describe('what holds once it has taken effect'),
});

/* The most faults of a drill: with "nothing is wrong" they are the options of one question. */
const mostFaults = 19;

export const drillParams = z.strictObject({
  well: z
    .array(idSchema)
    .min(1)
    .max(12)
    .describe('checks that must pass before anything is broken, and one of which must fail afterwards'),
  from: nodeIdSchema.describe(
    'the client that asks all the time from then on, so that lost requests are counted',
  ),
  url: wordSchema.min(1).describe('what it asks for'),
  faults: z.array(drillFaultSchema).min(2).max(mostFaults).describe('one of them is drawn'),
  healthy: z
    .number()
    .int()
    .min(0)
    .max(8)
    .default(1)
    .describe('how many of the cards, beside one a fault, are a system that is sound'),
  deck: idSchema.default('deck').describe('drills that name the same one draw from the same cards'),
  turn: z.number().int().min(0).max(20).default(0).describe('which card of the deck, from 0'),
  within: secondsSchema.default(30).describe('seconds in which a fault must show'),
  drawn: z
    .number()
    .int()
    .min(0)
    .optional()
    .describe('which fault, from 0, or their number for none; left out: each session draws it'),
});
