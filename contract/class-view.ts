import { z } from 'zod';
import { packedLabPattern } from './class.js';
import type {
  Alike,
  ClassGrades,
  Failing,
  LabGrade,
  LooseHandIn,
  Override,
  StudentGrade,
  TaskResult,
} from './gradebook.js';
import { classLimits } from './limits.js';
import type { ErrorMessage } from './messages/errors.js';
import { uploadBytes } from './packs.js';
import { procedure } from './rpc.js';
import { languages, type Text } from './text.js';

/*
 * A class at its teacher's window. A class is asked for by its folder; what was handed in is kept in it (`hand-ins/`), and so are the grades
 * (`grades/`): commands and windows work on the same files.
 */

/** Files that are dropped at once. */
export const dropLimit = 1000;

/** One of the classes that were opened in this window before. */
export interface ClassCard {
  readonly folder: string;
  /** Absent with `problem`. */
  readonly title?: Text;
  readonly students?: number;
  readonly problem?: ErrorMessage;
}

/** How one student did in one lab, without its checks. */
export type ClassCell = Omit<LabGrade, 'checks'>;

export interface ClassRow extends Pick<StudentGrade, 'id' | 'name' | 'percent' | 'whole'> {
  readonly cells: readonly ClassCell[];
}

/** What is being done: hand-ins are read, or judged. */
export interface ClassDoing {
  readonly what: 'reading' | 'grading';
  readonly done: number;
  readonly all: number;
  /** Of `grading`: judged just now. */
  readonly running?: number;
  /** Seconds that are left, as far as is known. */
  readonly left?: number;
}

export interface ClassView {
  readonly folder: string;
  readonly title: Text;
  readonly labs: ClassGrades['labs'];
  readonly rows: readonly ClassRow[];
  /** Hand-ins that are there, and those of them that were looked at. */
  readonly files: number;
  readonly looked: number;
  readonly loose: readonly LooseHandIn[];
  readonly alike: readonly Alike[];
  readonly failing: readonly Failing[];
  readonly doing?: ClassDoing;
  /** What ended the last grading before its end. */
  readonly error?: ErrorMessage;
}

/** One student's work in one lab, whole. */
export interface StudentWork {
  readonly student: { readonly id: string; readonly name: string };
  readonly lab: ClassGrades['labs'][number];
  readonly grade: LabGrade;
  /** Absent: nothing was judged yet. */
  readonly result?: TaskResult;
  readonly override?: Override;
}

/** Forms that grades can be had in, by the exporters' names. */
export const gradeForms = ['csv', 'canvas', 'json', 'junit', 'ctrf'] as const;
export type GradeForm = (typeof gradeForms)[number];

export interface FilledWorksheet {
  readonly text: string;
  readonly rows: number;
  /** As `Filled`: rows of nobody in the class, and students without a row. */
  readonly unknown: readonly string[];
  readonly absent: readonly string[];
}

const folder = z.string().min(1).max(4096);
const ofClass = z.strictObject({ folder });
const lab = z.string().regex(packedLabPattern);
const place = { folder, student: z.string().max(64), lab };

export const classProcedures = {
  /** The classes that were opened before, the last one first. */
  classes: procedure<readonly ClassCard[]>()(z.strictObject({})),
  /** Opens a class and keeps it in mind. @returns its absolute folder. @throws LabError class.none, class.invalid */
  openClass: procedure<{ readonly folder: string }>()(ofClass),
  /** Keeps it in mind no longer; its folder stays as it is. */
  forgetClass: procedure<void>()(ofClass),
  watchClass: procedure<void, ClassView>()(ofClass),
  /**
   * Copies hand-ins into the class's folder, and begins to grade. Files and folders by their path, or what is in a file where a browser
   * has it, as base64. @returns those that were not there yet
   */
  takeHandIns: procedure<{ readonly taken: number }>()(
    z.strictObject({
      folder,
      files: z
        .array(
          z.union([
            z.string().min(1).max(4096),
            z.strictObject({
              name: z.string().min(1).max(255),
              content: z.base64().max(Math.ceil(uploadBytes / 3) * 4),
            }),
          ]),
        )
        .min(1)
        .max(dropLimit),
    }),
  ),
  /** Begins to grade what has no result yet, and answers at once. */
  gradeClass: procedure<void>()(ofClass),
  /** What is being judged is ended; what was judged stays. */
  stopGrading: procedure<void>()(ofClass),
  studentWork: procedure<StudentWork>()(z.strictObject(place)),
  /** Fresh machines with what was handed in on them, as a session to look at; answers at once. */
  bootHandIn: procedure<{ readonly session: string }>()(z.strictObject(place)),
  /** The teacher's own points; without `points`: as it was graded. */
  decideGrade: procedure<void>()(
    z.strictObject({ ...place, points: z.number().min(0).optional(), reason: z.string().max(1000) }),
  ),
  gradesFile: procedure<{ readonly name: string; readonly text: string }>()(
    z.strictObject({ folder, form: z.enum(gradeForms), language: z.enum(languages) }),
  ),
  /** Fills in the worksheet that was downloaded from Moodle. `lab`: of which one; absent: of the whole class. */
  fillWorksheet: procedure<FilledWorksheet>()(
    z.strictObject({
      folder,
      name: z.string().max(255),
      text: z.string().max(8 * classLimits.bytes),
      lab: lab.optional(),
      language: z.enum(languages),
    }),
  ),
} as const;
export type ClassProcedures = typeof classProcedures;
