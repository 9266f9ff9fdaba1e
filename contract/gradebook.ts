import { z } from 'zod';
import { classLimits } from './limits.js';
import { membershipSchema, packedLabPattern, sights, studentSchema } from './class.js';
import { digestSchema, nodeIdSchema } from './primitives.js';
import type { GradeNote, GradeState, Provenance } from './messages/gradebook.js';
import type { PutNote } from './messages/hand-ins.js';
import type { Report } from './report.js';
import type { Status } from './verdict.js';
import type { Text } from './text.js';

/*
 * How a class is graded: plan.json says what there is to do, one result file a task says what came of it, and both can be made and read
 * by whatever runs the tasks. docs/grading.md has the contract.
 */

/** Hand-ins that one plan takes. */
export const planLimits = { tasks: 20_000 } as const;

const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);
/** A result's file name: what was judged, and by what. */
const keySchema = z.string().regex(/^[0-9a-f]{24}$/);
/** Milliseconds since the epoch (ECMA-262, "Time Values and Time Range"). */
const timeSchema = z.number().int().min(0).max(8.64e15);

/** Why a hand-in is not put onto machines. */
export const refusals = [
  'unreadable',
  'unsigned',
  'other-lab',
  'other-state',
  'other-values',
  'other-journal',
  'incomplete',
  'superseded',
] as const;
export type Refusal = (typeof refusals)[number];

/** A plan is this program's own; its notes are worded as they are. */
const noteSchema = z.custom<GradeNote>(
  (value) => typeof value === 'object' && value !== null && 'code' in value && 'params' in value,
);

const taskSchema = z.strictObject({
  /** Of the result. */
  key: keySchema,
  /** The hand-in, below the folder of the plan. */
  file: z.string().regex(/^hand-ins\/[0-9a-f]{64}\.lvsub$/),
  sha256: sha256Schema,
  /** As the teacher had it. */
  name: z.string().max(1024),
  bytes: z.number().int().min(0),
  /** Whose values it has; absent: of nobody in the class. */
  student: z.string().max(64).optional(),
  lab: z.string().regex(packedLabPattern).optional(),
  /** By the learner's clock. */
  made: timeSchema.optional(),
  /** What it says that it is of. */
  claims: membershipSchema.optional(),
  /** It is not put onto machines; its notes say why. */
  refused: z.enum(refusals).optional(),
  notes: z.array(noteSchema).max(100),
  /** The signing key's id, which tells learners' computers apart. */
  signer: z.string().max(40).optional(),
});
export type Task = Readonly<z.infer<typeof taskSchema>>;

const plannedLabSchema = z.strictObject({
  lab: z.string().regex(packedLabPattern),
  digest: digestSchema,
  /** Digests of earlier states, whose hand-ins are judged by this one. */
  accepts: z.array(digestSchema).max(20),
  weight: z.number().positive(),
  due: z.string().max(40).optional(),
  reboot: z.boolean(),
  title: z.strictObject({ 'zh-CN': z.string().max(200), en: z.string().max(200) }),
  /** Of all its checks that everybody has to do. */
  points: z.number().min(0),
  /** The nodes that learners configure, and hand in. */
  learners: z.array(nodeIdSchema).max(32),
  /** MiB of all of its nodes. */
  memory: z.number().int().min(0),
  /** The teacher's lab as JSON, below the folder of the plan. */
  file: z.string().regex(/^labs\/[0-9a-f]{64}\.json$/),
});
export type PlannedLab = Readonly<z.infer<typeof plannedLabSchema>>;

/** `plan.json`, format 1. */
export const planSchema = z.strictObject({
  format: z.literal(1),
  made: timeSchema,
  product: z.string().max(40),
  class: z.strictObject({
    id: z.string().max(64),
    title: z.strictObject({ 'zh-CN': z.string().max(200), en: z.string().max(200) }),
  }),
  see: z.enum(sights),
  published: z.boolean(),
  students: z.array(studentSchema).min(1).max(classLimits.students),
  labs: z.array(plannedLabSchema).min(1).max(classLimits.labs),
  tasks: z.array(taskSchema).max(planLimits.tasks),
});
export type Plan = Readonly<z.infer<typeof planSchema>>;

/** What a task can come to. */
export type TaskState = Exclude<GradeState, 'missing' | 'open'>;

/** `results/KEY.json`, format 1: what came of one task. */
export interface TaskResult {
  readonly format: 1;
  readonly key: string;
  readonly state: TaskState;
  /** What a person has to know of it, beside the report. */
  readonly notes: readonly GradeNote[];
  /** With `graded`: as of a session. */
  readonly report?: Report;
  /** With `graded`, by check. */
  readonly provenance?: Readonly<Record<string, Provenance>>;
  /** What of the hand-in is not on the machines that were judged. */
  readonly put?: readonly PutNote[];
  /** By check, on machines with the hand-in's files only, after a boot; absent: the class does not ask for it. */
  readonly rebooted?: Readonly<Record<string, Status>>;
  /** Times that it was tried, this one included. */
  readonly attempts: number;
  readonly seconds: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly host: string;
}

/** What a teacher decided instead; kept whatever is graded anew. */
export const overrideSchema = z.strictObject({
  student: z.string().max(64),
  lab: z.string().regex(packedLabPattern),
  points: z.number().min(0).max(1_000_000),
  reason: z.string().max(1000),
  at: timeSchema,
});
export type Override = Readonly<z.infer<typeof overrideSchema>>;

/** `overrides.json`, format 1. */
export const overridesSchema = z.strictObject({
  format: z.literal(1),
  overrides: z.array(overrideSchema).max(planLimits.tasks),
});

/** One check of a hand-in, as far as a class's overview has it. */
export interface GradedCheck {
  readonly id: string;
  readonly title: Text;
  readonly status: Status;
  readonly points: number;
  readonly earned: number;
  readonly provenance: Provenance;
  /** Code of the cause, or of what was found; absent: it passes. */
  readonly cause?: string;
  /** The same in words, with this hand-in's values. */
  readonly because?: Text;
}

/** How one student did in one lab. */
export interface LabGrade {
  readonly lab: string;
  readonly state: GradeState;
  /** Of the result. */
  readonly key?: string;
  /** The hand-in that counts, as the teacher had it. */
  readonly name?: string;
  readonly points: number;
  /** What it comes to, an override included; undefined: nothing that a grade could stand on. */
  readonly earned?: number;
  /** Points of checks that could not be checked: the grade may be that much higher. */
  readonly unknown: number;
  readonly override?: Override;
  readonly notes: readonly GradeNote[];
  readonly checks: readonly GradedCheck[];
  /** Names of others of theirs, which do not count. */
  readonly others: readonly string[];
}

export interface StudentGrade {
  readonly id: string;
  readonly name: string;
  readonly labs: readonly LabGrade[];
  /** Of all labs by their weight, 0 to 100; what is missing counts 0. */
  readonly percent: number;
  /** Nothing is open, and nothing could not be checked. */
  readonly whole: boolean;
}

/** A hand-in that is of nobody in the class, or of no lab. */
export interface LooseHandIn {
  readonly name: string;
  readonly key: string;
  readonly notes: readonly GradeNote[];
}

/** Students whose hand-ins point to each other. `values`: one's hand-in has another's values; `computer`: signed with one key. */
export interface Alike {
  readonly how: 'values' | 'computer';
  readonly students: readonly string[];
  readonly names: readonly string[];
}

/** `shown`: students may see how they did in it. */
export type GradedLab = Pick<PlannedLab, 'lab' | 'title' | 'points' | 'weight' | 'due'> & {
  readonly shown: boolean;
};

/** A class as it was graded, whole. */
export interface ClassGrades {
  readonly format: 1;
  readonly class: Plan['class'];
  readonly labs: readonly GradedLab[];
  readonly students: readonly StudentGrade[];
  readonly loose: readonly LooseHandIn[];
  readonly alike: readonly Alike[];
}

/** A check that students of a class failed. */
export interface Failing {
  readonly lab: string;
  readonly check: string;
  readonly title: Text;
  /** Students who failed it. */
  readonly count: number;
  /** The code that most of them have for it. */
  readonly cause: string;
  /** It in words, as one of them has it. */
  readonly because: Text;
}
