import { z } from 'zod';
import { packLimits } from '../limits.js';
import {
  idSchema,
  lineSchema,
  nodeIdSchema,
  nodeIdsSchema,
  nodesSchema,
  patternSchema,
  plainLineSchema,
  textSchema,
  whySchema,
  wordSchema,
} from '../primitives.js';

/* Of what is new nothing has a default: what a recording keeps of a quiz of before is what it always was. */

const index = z.number().int().min(0);
const indices = z.array(index).min(1).max(packLimits.options);
const oneOrSeveral = z.union([z.number().int(), z.array(z.number().int()).min(1).max(packLimits.options)]);

const why = whySchema.optional().describe('told with the right answer: why it is right');

/** Answers that are wrong, each with its reason; the first that fits is told. */
function wrongOf<T extends z.ZodType>(answer: T) {
  return z
    .array(z.strictObject({ answer, why: whySchema }))
    .min(1)
    .max(packLimits.options)
    .optional();
}

/** In which order things are shown, as places in the order of the lab. */
const shown = indices
  .optional()
  .describe('the order in which they are shown; left out: each session draws it');

const optionSchema = z.union([
  lineSchema,
  z.strictObject({ text: lineSchema, why: whySchema.describe('told to whoever chooses it') }),
]);
export type QuizOption = z.infer<typeof optionSchema>;

const predict = { type: z.literal('predict'), question: textSchema };

/** Every quiz but one of several: a learner has one of these before them. */
const plainQuizzes = [
  z.strictObject({
    type: z.literal('choice'),
    question: textSchema,
    options: z.array(optionSchema).min(2).max(packLimits.options),
    answer: oneOrSeveral.describe('index or indices from 0'),
    why,
  }),
  z.strictObject({
    type: z.literal('number'),
    question: textSchema,
    answer: z.number(),
    tolerance: z.number().min(0).default(0),
    wrong: wrongOf(z.number()),
    why,
  }),
  z.strictObject({
    type: z.literal('text'),
    question: textSchema,
    answer: patternSchema.describe('regular expression (RE2), whole answer, case ignored'),
    example: wordSchema.min(1).describe('an answer that is right: what a solution gives'),
    wrong: wrongOf(patternSchema.describe('regular expression (RE2), whole answer, case ignored')),
    why,
  }),
  z.strictObject({
    type: z.literal('order'),
    question: textSchema,
    items: z.array(lineSchema).min(2).max(packLimits.options).describe('in the right order'),
    shown,
    wrong: wrongOf(indices.min(2).describe('items, from 0, that stand in this order, others between or not')),
    why,
  }),
  z.strictObject({
    type: z.literal('match'),
    question: textSchema,
    pairs: z
      .array(z.strictObject({ left: lineSchema, right: lineSchema }))
      .min(2)
      .max(packLimits.pairs),
    extra: z
      .array(lineSchema)
      .min(1)
      .max(packLimits.pairs)
      .optional()
      .describe('right sides that belong to nothing'),
    shown,
    wrong: wrongOf(
      z.strictObject({
        left: index.describe('a pair, from 0'),
        right: index.describe("the pair whose right side is taken; `extra` is counted on after the pairs'"),
      }),
    ),
    why,
  }),
  z.strictObject({
    type: z.literal('line'),
    question: textSchema,
    lines: z.array(plainLineSchema).min(2).max(packLimits.options).describe('as a program prints them'),
    answer: oneOrSeveral.describe('index or indices from 0'),
    wrong: wrongOf(index),
    why,
  }),
  z.strictObject({
    type: z.literal('node'),
    question: textSchema,
    answer: nodesSchema,
    wrong: wrongOf(nodeIdSchema),
    why,
  }),
  z.strictObject({
    type: z.literal('mac'),
    question: textSchema,
    node: nodeIdSchema,
    network: idSchema.describe('the network that its interface is in'),
    why,
  }),
  z.discriminatedUnion('form', [
    z.strictObject({
      ...predict,
      form: z.literal('number'),
      unit: lineSchema.optional().describe('what is counted or measured, such as seconds'),
      example: z.number().describe('what a solution predicts'),
    }),
    z.strictObject({
      ...predict,
      form: z.literal('text'),
      example: wordSchema.min(1).describe('what a solution predicts'),
    }),
    z.strictObject({
      ...predict,
      form: z.literal('sequence'),
      of: nodeIdsSchema.min(1).max(packLimits.options).describe('the nodes to choose from'),
      length: z
        .number()
        .int()
        .min(1)
        .max(packLimits.options)
        .describe('how many are named, each maybe often'),
      example: z
        .union([nodeIdsSchema.min(1).max(packLimits.options), wordSchema.min(1)])
        .describe('what a solution predicts; also as it is typed, such as a variable that has all of it'),
    }),
  ]),
] as const;

const plainQuiz = z.discriminatedUnion('type', plainQuizzes);
export type PlainQuiz = z.infer<typeof plainQuiz>;
export type QuizOf<T extends PlainQuiz['type']> = Extract<PlainQuiz, { type: T }>;

/** One that draws says so by its key `drawn`; to any other that has no `type` it is said which there are. */
function typed(quiz: unknown): unknown {
  if (typeof quiz !== 'object' || quiz === null || Object.hasOwn(quiz, 'type')) return quiz;
  return { type: Object.hasOwn(quiz, 'drawn') ? 'drawn' : '', ...quiz };
}

export const quizParams = z.preprocess(
  typed,
  z.discriminatedUnion('type', [
    ...plainQuizzes,
    z.strictObject({
      type: z.literal('drawn').default('drawn'),
      drawn: z
        .array(plainQuiz)
        .min(2)
        .max(packLimits.variantsDrawn)
        .describe('each session has one of them, drawn by its seed'),
    }),
  ]),
);
