import { z } from 'zod';
import { type Condition, plainParams } from './conditions.js';
import { anyOfParams } from './kinds/any-of.js';
import { drillParams } from './kinds/drill.js';
import { notParams } from './kinds/not.js';
import { quizParams } from './kinds/quiz.js';
import { randomFailureParams } from './kinds/random-failure.js';
import { rebootParams } from './kinds/reboot.js';
import { repairParams } from './kinds/repair.js';
import { scriptParams } from './kinds/script.js';
import { whichFaultParams } from './kinds/which-fault.js';
import { idSchema, idsSchema, lineSchema, textSchema } from './primitives.js';
import type { Text } from './text.js';

export type { Condition };

/**
 * The parameters of every kind of check. A check in lab.yaml has exactly one of these keys.
 * `on` names the node(s) whose facts are read; `from` the node that an experiment starts on.
 */
export const checkParams = {
  ...plainParams,
  reboot: rebootParams,
  script: scriptParams,
  quiz: quizParams,
  'random-failure': randomFailureParams,
  drill: drillParams,
  'which-fault': whichFaultParams,
  repair: repairParams,
  'any-of': anyOfParams,
  not: notParams,
} as const;

export type CheckKind = keyof typeof checkParams;
export type CheckParams<K extends CheckKind = CheckKind> = z.infer<(typeof checkParams)[K]>;
export const checkKinds = Object.keys(checkParams) as CheckKind[];

const common = {
  id: idSchema,
  title: lineSchema.optional(),
  needs: idsSchema.default([]).describe('checks that must pass first; else this one is not tried'),
  final: z.boolean().default(true).describe('judged again for the grade'),
  points: z.number().min(0).max(100).default(1),
  hint: textSchema.optional(),
  // No default: what a recording keeps of a check that does not say it is what it always was.
  hidden: z
    .boolean()
    .optional()
    .describe("Judged by whoever has the teacher's pack; no trace of it is in what learners get"),
  // As above.
  prediction: idSchema
    .optional()
    .describe(
      'a quiz of type predict, before this check: what was predicted there is shown beside the verdict',
    ),
};

const kinds = Object.fromEntries(checkKinds.map((kind) => [kind, checkParams[kind].optional()])) as {
  [K in CheckKind]: z.ZodOptional<(typeof checkParams)[K]>;
};

function oneKind(check: Readonly<Record<string, unknown>>, context: z.core.$RefinementCtx): void {
  const given = checkKinds.filter((kind) => check[kind] !== undefined);
  if (given.length !== 1) context.addIssue({ code: 'custom', params: { code: 'check-kind', given } });
}

export const checkSchema = z.strictObject({ ...common, ...kinds }).superRefine(oneKind);

/** A check's kind with its parameters, to be found true or not: what a lab's own cause is told by. */
export const whenSchema = z.strictObject(kinds).superRefine(oneKind);
export type When = z.infer<typeof whenSchema>;

export type Check = z.infer<typeof checkSchema>;

/** A check's kind and parameters as a union that narrows on `kind`. */
export type KindOfCheck = {
  [K in CheckKind]: { readonly kind: K; readonly params: CheckParams<K> };
}[CheckKind];

/** What a check is called: by its author, by its question, else by its id. */
export function checkTitle(check: Check): Text {
  const { title, quiz, 'which-fault': drilled, id } = check;
  // Of several that are drawn from, before they are: the first.
  const question = quiz?.type === 'drawn' ? quiz.drawn[0]?.question : quiz?.question;
  return title ?? question ?? drilled?.question ?? { 'zh-CN': id, en: id };
}

export function kindOf(check: Check | Condition | When): KindOfCheck {
  const given: Readonly<Record<string, unknown>> = check;
  for (const kind of checkKinds) {
    const params = given[kind];
    if (params !== undefined) return { kind, params } as KindOfCheck;
  }
  throw new TypeError('a check without a kind'); // checkSchema refuses it
}
