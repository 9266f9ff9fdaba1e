import { z } from 'zod';
import { hintLevels } from '../../contract/hints.js';
import { powerActions } from '../../contract/machines.js';

/*
 * What a line of a journal must be to be believed: the shapes that replaying it relies on. What is worded only (messages,
 * evidence, results of experiments) may be of another version of this program: it is kept as it is.
 */

const text = z.string();
const texts = z.array(z.string());
const number = z.number();
const node = z.string();
const message = z.looseObject({ code: text, params: z.record(z.string(), z.unknown()) });
const evidence = z.array(z.looseObject({ node, command: text, output: text, at: number }));
const verdict = z.looseObject({
  step: text,
  check: text,
  status: z.enum(['pass', 'fail', 'unknown']),
  points: number,
  at: number,
  message,
  diagnosis: message.optional(),
  evidence,
});
/** When it happened: a time that a date can have (ECMA-262, "Time Values and Time Range"). */
const at = number.min(0).max(8.64e15);

const entry = <T extends string, S extends z.ZodRawShape>(type: T, shape: S) =>
  z.looseObject({ at, type: z.literal(type), v: number.optional(), prev: text.optional(), ...shape });

export const journalEntrySchema = z.discriminatedUnion('type', [
  entry('created', {
    lab: text,
    pack: z.looseObject({ id: text, version: text }).optional(),
    digest: text.optional(),
    seed: text,
    values: z.record(z.string(), z.string()),
    provider: text,
    learner: z.boolean().optional(),
    class: z.looseObject({ digest: text, student: text }).optional(),
  }),
  entry('relab', { digest: text, checks: texts }),
  entry('provisioned', { seconds: number }),
  entry('setup', { node, script: text, exit: number }),
  entry('learner', { name: text }),
  entry('began', { holds: texts }),
  entry('step-started', { step: text, checkpoint: z.boolean() }),
  entry('solved-for-learner', { step: text, node, exit: number, seconds: number }),
  entry('solved', { step: text, held: texts, made: texts, witness: text.optional() }),
  entry('checked', {
    final: z.boolean(),
    verdicts: z.array(verdict),
    seconds: number,
    untouched: z.boolean().optional(),
    left: text.optional(),
  }),
  entry('hinted', { check: text, level: z.enum([...hintLevels, 'cause']) }),
  entry('solution-shown', { step: text }),
  entry('read', { step: text }),
  entry('answered', { check: text, answer: text }),
  entry('mistake-made', { mistake: text }),
  entry('reset', { step: text, node: node.optional() }),
  entry('power', { node, action: z.enum(powerActions) }),
  entry('node-state', { node, state: text, detail: text }),
  entry('cable', { node, network: text, up: z.boolean(), by: z.enum(['hand', 'experiment']) }),
  entry('experiment', { request: z.looseObject({ kind: text }), result: z.looseObject({ kind: text }) }),
  entry('observed', { seen: at, message, evidence }),
  entry('suspended', {}),
  entry('resumed', {}),
  entry('ended', {}),
]);
