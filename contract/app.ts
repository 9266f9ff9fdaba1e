import { z } from 'zod';
import { classProcedures } from './class-view.js';
import type { DoctorFinding } from './machines.js';
import type { ErrorMessage } from './messages/errors.js';
import { type PackOffer, type PackView, uploadBytes } from './packs.js';
import { idSchema, labNameSchema } from './primitives.js';
import { type Report, reportFormats } from './report.js';
import { type Procedure, procedure } from './rpc.js';
import { sessionProcedures } from './session.js';
import { someSettingsSchema, type Settings } from './settings.js';
import { languages } from './text.js';
import type { LabSummary, SessionSummary, LabView, StorageItem, ProductInfo } from './views.js';

/** What a window asks of the engine, in the app and in a browser. */

const nothing = z.strictObject({});
const session = z.strictObject({ session: z.string() });

/** A session's own procedure, asked for by its id. */
function of<S extends z.core.$ZodLooseShape, R, E>(own: Procedure<z.ZodObject<S>, R, E>) {
  return procedure<R, E>()(z.strictObject({ ...own.input.shape, session: z.string() }));
}

const asks = sessionProcedures;

/** What a window asks of one session, wherever it runs. A terminal's id names its session. */
export const sessionAsks = {
  lab: of(asks.lab),
  watch: of(asks.watch),
  timeline: of(asks.timeline),
  moment: of(asks.moment),
  topology: of(asks.topology),
  check: of(asks.check),
  grade: of(asks.grade),
  handIn: of(asks.handIn),
  solve: of(asks.solve),
  reset: of(asks.reset),
  power: of(asks.power),
  setLink: of(asks.setLink),
  answer: of(asks.answer),
  hint: of(asks.hint),
  solution: of(asks.solution),
  finishReading: of(asks.finishReading),
  setLearner: of(asks.setLearner),
  cancel: of(asks.cancel),
  suspend: of(asks.suspend),
  openTerminal: of(asks.openTerminal),
  watchTerminal: asks.watchTerminal,
  tookTerminal: asks.tookTerminal,
  writeTerminal: asks.writeTerminal,
  resizeTerminal: asks.resizeTerminal,
  closeTerminal: asks.closeTerminal,
} as const;

export const appProcedures = {
  info: procedure<ProductInfo>()(nothing),
  /** What somebody who is to mend a problem has to know, as a file's text, to be looked at before it is sent. */
  problem: procedure<{ readonly name: string; readonly text: string }>()(nothing),
  doctor: procedure<readonly DoctorFinding[]>()(z.strictObject({ provider: z.string().optional() })),
  settings: procedure<Settings>()(nothing),
  setSettings: procedure<Settings>()(z.strictObject({ settings: someSettingsSchema })),
  storage: procedure<readonly StorageItem[]>()(nothing),
  /** @returns bytes that were freed */
  freeStorage: procedure<number>()(z.strictObject({ ids: z.array(z.string()).max(1000) })),

  packs: procedure<readonly PackView[]>()(nothing),
  /**
   * Has a pack from where it is, and looks through it; nothing is installed.
   * `source`: a path, an address, a repository; or a file that a browser has, as base64. `pack`: the one that is meant, where there are
   * several. Tells bytes as they come.
   */
  lookAtPack: procedure<PackOffer, { readonly bytes: number }>()(
    z.strictObject({
      source: z.union([
        z.string().min(1).max(4096),
        z.strictObject({
          name: z.string().min(1).max(255),
          content: z.base64().max(Math.ceil(uploadBytes / 3) * 4),
        }),
      ]),
      pack: idSchema.optional(),
      allowOlder: z.boolean().optional(),
    }),
  ),
  /** What is newer than an installed pack, where it came from; null: nothing. */
  lookForUpdate: procedure<PackOffer | null, { readonly bytes: number }>()(
    z.strictObject({ pack: idSchema }),
  ),
  /** Somebody has read what it will do, and whose it is. `name`: as `InstalledVersion.name` */
  installPack: procedure<{ readonly id: string; readonly name: string }>()(
    z.strictObject({ offer: z.string().max(100) }),
  ),
  declinePack: procedure<void>()(z.strictObject({ offer: z.string().max(100) })),
  /** New sessions are of this version; those that there are stay as they are. */
  usePack: procedure<void>()(z.strictObject({ pack: idSchema, name: z.string().max(100) })),
  /** One version, or all of it. */
  removePack: procedure<void>()(z.strictObject({ pack: idSchema, name: z.string().max(100).optional() })),

  labs: procedure<readonly LabSummary[]>()(nothing),
  /** A lab with its own values, to be read before there are machines. */
  preview: procedure<LabView>()(z.strictObject({ lab: labNameSchema })),
  sessions: procedure<readonly SessionSummary[]>()(nothing),
  /** What cannot be used and is in neither list: labs with errors, sessions whose record is bad. */
  troubles: procedure<readonly ErrorMessage[]>()(nothing),
  /**
   * Begins a session and answers at once; `watch` shows how it comes up.
   * `values`: those of the learner's class, without one the lab's own; others; or those of a given seed.
   */
  start: procedure<{ readonly session: string }>()(
    z.strictObject({
      lab: labNameSchema,
      provider: z.string().optional(),
      values: z.union([z.literal('own'), z.literal('others'), z.strictObject({ seed: z.string().max(200) })]),
    }),
  ),
  /**
   * Takes up a suspended session. One that another process runs is looked at there; only where that process does not
   * answer any more it is ended, and the session taken up here. Answers at once.
   * `step`: back at the start of this one, for machines that do not come as they were.
   */
  resume: procedure<void>()(z.strictObject({ session: z.string(), step: idSchema.optional() })),
  /** Ends the machines, wherever they run; the journal stays. */
  end: procedure<void>()(session),
  /**
   * Ends a session, and begins another of its lab as the folder has it now, with the same values: for who writes the lab. Answers when the
   * old one has ended.
   */
  startAnew: procedure<{ readonly session: string }>()(session),
  /** Forgets an ended session, journal and all. */
  forget: procedure<void>()(session),
  report: procedure<Report>()(session),
  /** The report as a file's text. */
  exportReport: procedure<{ readonly name: string; readonly mime: string; readonly text: string }>()(
    z.strictObject({ session: z.string(), format: z.enum(reportFormats), language: z.enum(languages) }),
  ),

  /** The file that `handIn` wrote last, as base64. @throws hand-in.none */
  handInFile: procedure<{ readonly name: string; readonly content: string }>()(session),

  ...classProcedures,
  ...sessionAsks,
} as const;

export type AppProcedures = typeof appProcedures;
