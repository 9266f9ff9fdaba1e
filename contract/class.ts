import { z } from 'zod';
import { studentPattern } from './class-code.js';
import { classLimits } from './limits.js';
import {
  digestSchema,
  idSchema,
  lineSchema,
  personSchema,
  plainLineSchema,
  wordSchema,
  versionPattern,
} from './primitives.js';

/** `class.yaml`, format 1: who learns, which labs count, and what students see of how they did. */

/** A lab by its pack's id and its own. */
export const packedLabPattern = /^[a-z][a-z0-9-]{0,39}\/[a-z][a-z0-9-]{0,39}$/;
/** A list of students beside class.yaml: a name, no path. */
export const csvNamePattern = /^[^\p{Cc}/\\:]{1,100}\.csv$/iu;

const packSchema = z.strictObject({
  id: idSchema,
  version: wordSchema.regex(versionPattern),
  digest: digestSchema.describe('Which state of the pack: a pack of the same version may have been changed'),
});

const labSchema = z.strictObject({
  lab: z.string().regex(packedLabPattern).describe("Its pack's id and its own: lvs/dr-by-hand"),
  weight: z.number().positive().max(1000).default(1).describe('How much its points count, beside the others'),
  due: z.iso.datetime({ offset: true }).optional().describe('ISO 8601 with its offset'),
  digest: digestSchema.describe('What the lab is compiled to: a session of it has the same'),
  accepts: z
    .array(digestSchema)
    .max(20)
    .default([])
    .describe('Earlier states of it whose hand-ins are judged by this one: the lab was mended meanwhile'),
  reboot: z
    .boolean()
    .default(false)
    .describe('Judged again from files only, after a boot: what is right has to survive one'),
});

export const studentSchema = z.strictObject({
  id: z.string().regex(studentPattern),
  name: personSchema,
});
export type Student = Readonly<z.infer<typeof studentSchema>>;

/** When students may see how they did: `ClassFields.see`. */
export const sights = ['hidden', 'after-due', 'after-published', 'visible'] as const;

const fields = {
  format: z.literal(1),
  id: idSchema,
  // A text of both languages, or the one that the institution has.
  title: z.union([lineSchema, plainLineSchema]),
  packs: z.array(packSchema).min(1).max(classLimits.packs),
  labs: z.array(labSchema).min(1).max(classLimits.labs),
  see: z.enum(sights).default('after-due'),
  published: z.boolean().default(false),
};

export const studentsSchema = z.array(studentSchema).min(1).max(classLimits.students);

/** A class that names its students itself. */
export const listedClassSchema = z.strictObject({ ...fields, students: studentsSchema });

/** A class whose students stand in a file beside it. */
export const filedClassSchema = z.strictObject({ ...fields, students: z.string().regex(csvNamePattern) });

/** Both, for editors. */
export const classFileSchema = z.strictObject({
  ...fields,
  students: z.union([studentsSchema, z.string().regex(csvNamePattern)]),
});

/** A class without its students. */
export type ClassFields = Readonly<Omit<z.infer<typeof listedClassSchema>, 'students'>>;

/** Who had a session's values, and in which class: four hexadecimal digits of its id's SHA-256. */
export const membershipSchema = z.object({
  digest: z.string().regex(/^[0-9a-f]{4}$/),
  student: z.string().regex(studentPattern),
});
export type Membership = Readonly<z.infer<typeof membershipSchema>>;
