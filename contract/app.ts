import { z } from 'zod';
import { hintLevels } from './hints.js';
import { type DoctorFinding, powerActions } from './machines.js';
import type { ErrorMessage } from './messages/errors.js';
import { idSchema, labNameSchema } from './primitives.js';
import { type Report, reportFormats } from './report.js';
import { procedure } from './rpc.js';
import { someSettingsSchema, type Settings } from './settings.js';
import { languages } from './text.js';
import type { TimelineEntry } from './timeline.js';
import type { Evidence } from './verdict.js';
import type {
  LabSummary,
  SessionSummary,
  LabView,
  SessionNews,
  TerminalEvent,
  TopologyView,
  StorageItem,
  ProductInfo,
} from './views.js';

/** What a window asks of the engine, in the app and in a browser. */

const nothing = z.strictObject({});
const session = z.strictObject({ session: z.string() });
const stepOf = z.strictObject({ session: z.string(), step: idSchema });

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

  labs: procedure<readonly LabSummary[]>()(nothing),
  /** A lab with its own values, to be read before there are machines. */
  preview: procedure<LabView>()(z.strictObject({ lab: labNameSchema })),
  sessions: procedure<readonly SessionSummary[]>()(nothing),
  /** What cannot be used and is in neither list: labs with errors, sessions whose record is bad. */
  troubles: procedure<readonly ErrorMessage[]>()(nothing),
  /**
   * Begins a session and answers at once; `watch` shows how it comes up.
   * `values`: the lab's own, others, or those of a given seed.
   */
  start: procedure<{ readonly session: string }>()(
    z.strictObject({
      lab: labNameSchema,
      provider: z.string().optional(),
      values: z.union([z.literal('own'), z.literal('others'), z.strictObject({ seed: z.string().max(200) })]),
    }),
  ),
  /**
   * Takes up a suspended session, or takes over one that another process runs. Answers at once.
   * `step`: back at the start of this one, for machines that do not come as they were.
   */
  resume: procedure<void>()(z.strictObject({ session: z.string(), step: idSchema.optional() })),
  /** Ends what is being done for the session: a start, a check, a solution. */
  cancel: procedure<void>()(session),
  suspend: procedure<void>()(session),
  /** Ends the machines; the journal stays. */
  end: procedure<void>()(session),
  /** Forgets an ended session, journal and all. */
  forget: procedure<void>()(session),
  /** The session's lab, with its values. */
  lab: procedure<LabView>()(session),
  /** Tells how the session is, and again whenever that changed, until cancelled. */
  watch: procedure<void, SessionNews>()(session),
  /** What happened in the session, the newest 500, oldest first; again whenever more did, until cancelled. */
  timeline: procedure<void, readonly TimelineEntry[]>()(session),
  /** What an entry of the timeline rests on; nothing when it is not kept any more. */
  moment: procedure<readonly Evidence[]>()(z.strictObject({ session: z.string(), id: z.string().max(40) })),
  /** The live topology, about every two seconds and at once when frames show a change, until cancelled. */
  topology: procedure<void, TopologyView>()(session),

  check: procedure<void>()(z.strictObject({ session: z.string(), step: idSchema.optional() })),
  grade: procedure<void>()(session),
  solve: procedure<void>()(stepOf),
  /** `node`: only this one goes back to the step's start. */
  reset: procedure<void>()(
    z.strictObject({ session: z.string(), step: idSchema, node: idSchema.optional() }),
  ),
  power: procedure<void>()(
    z.strictObject({ session: z.string(), node: idSchema, action: z.enum(powerActions) }),
  ),
  answer: procedure<void>()(
    z.strictObject({ session: z.string(), check: idSchema, answer: z.string().max(1000) }),
  ),
  /** Shows one level of a check's help, which costs what the view has said; `watch` tells it. */
  hint: procedure<void>()(
    z.strictObject({ session: z.string(), check: idSchema, level: z.enum(hintLevels) }),
  ),
  /** A step without checks was read to its end. */
  finishReading: procedure<void>()(stepOf),
  /** The commands of a step's solution by node; noted, and the step earns no points from then on. */
  solution: procedure<Readonly<Record<string, string>>>()(stepOf),
  setLink: procedure<void>()(
    z.strictObject({ session: z.string(), node: idSchema, network: idSchema, up: z.boolean() }),
  ),
  report: procedure<Report>()(session),
  /** Says who learns; kept in the session's journal. */
  setLearner: procedure<void>()(z.strictObject({ session: z.string(), name: z.string().max(80) })),
  /** The report as a file's text. */
  exportReport: procedure<{ readonly name: string; readonly mime: string; readonly text: string }>()(
    z.strictObject({ session: z.string(), format: z.enum(reportFormats), language: z.enum(languages) }),
  ),

  /**
   * Opens a terminal; it lives until it is closed or its session ends, whoever looks. Its shell starts when a view has
   * said its size by `resizeTerminal`, or in 80 columns and 24 rows after a second.
   */
  openTerminal: procedure<{ readonly terminal: string }>()(
    z.strictObject({ session: z.string(), node: idSchema }),
  ),
  /** What it prints, from the replay on, until cancelled. At most 256 KiB are sent ahead of what was taken. */
  watchTerminal: procedure<void, TerminalEvent>()(z.strictObject({ terminal: z.string() })),
  /** Says that so many characters of `data` have been shown. */
  tookTerminal: procedure<void>()(
    z.strictObject({ terminal: z.string(), characters: z.number().int().min(0) }),
  ),
  writeTerminal: procedure<void>()(z.strictObject({ terminal: z.string(), data: z.string().max(1_000_000) })),
  resizeTerminal: procedure<void>()(
    z.strictObject({
      terminal: z.string(),
      cols: z.number().int().min(2).max(1000),
      rows: z.number().int().min(1).max(500),
    }),
  ),
  closeTerminal: procedure<void>()(z.strictObject({ terminal: z.string() })),
} as const;

export type AppProcedures = typeof appProcedures;
