import { z } from 'zod';
import type { ErrorMessage } from './messages/errors.js';
import type { HandInView } from './handin.js';
import { type CheckHints, type HintView, hintLevels } from './hints.js';
import {
  type NodeState,
  powerActions,
  type ProviderProgress,
  type Role,
  type SshAccess,
} from './machines.js';
import { idSchema } from './primitives.js';
import { procedure } from './rpc.js';
import type { TimelineEntry } from './timeline.js';
import type { Evidence, Verdict } from './verdict.js';
import type { Relabbed } from './writing.js';
import type { LabView, SessionNews, TerminalEvent, TopologyView } from './views.js';

/** What a session tells of its work, as it happens. */
export type SessionEvent =
  | { readonly type: 'machines'; readonly progress: ProviderProgress }
  | {
      readonly type: 'setup';
      readonly node: string;
      readonly script: string;
      readonly state: 'start' | 'done';
    }
  | {
      readonly type: 'solving';
      readonly step: string;
      readonly node: string;
      readonly state: 'start' | 'done';
    }
  | { readonly type: 'checking'; readonly what: string }
  | { readonly type: 'handing-in'; readonly node: string }
  | { readonly type: 'verdict'; readonly verdict: Verdict }
  | { readonly type: 'trouble'; readonly error: ErrorMessage }
  | { readonly type: 'step'; readonly step: string; readonly state: 'start' | 'done' }
  | {
      readonly type: 'node-state';
      readonly node: string;
      readonly state: NodeState;
      readonly detail: string;
    };

export interface NodeStatus {
  readonly name: string;
  readonly role: Role;
  readonly state: NodeState;
  readonly addresses: readonly string[];
  /** Absent where no SSH client finds the node: recorded ones. */
  readonly ssh?: SshAccess;
}

export interface SessionStatus {
  readonly id: string;
  readonly lab: string;
  readonly state: 'starting' | 'running';
  readonly doing: string | undefined;
  readonly currentStep: string | undefined;
  readonly done: readonly string[];
  readonly nodes: readonly NodeStatus[];
}

const nothing = z.strictObject({});
const maybeStep = z.strictObject({ step: idSchema.optional() });
const aStep = z.strictObject({ step: idSchema });
const aTerminal = z.strictObject({ terminal: z.string() });

/**
 * What can be asked of a session: the same by a command, a window or a test, in the process that runs it and, on a
 * socket in the user's runtime folder, in every other. What changes something is done one after the other.
 */
export const sessionProcedures = {
  /** Waits until the session has started, with its events. */
  ready: procedure<SessionStatus, SessionEvent>()(nothing),
  status: procedure<SessionStatus>()(nothing),
  /** Answered at once, whatever is being done: what can be asked here, as other versions know other procedures. */
  alive: procedure<readonly string[]>()(nothing),

  /** The session's lab, with its values. */
  lab: procedure<LabView>()(nothing),
  /** Tells how the session is, and again whenever that changed, until cancelled. */
  watch: procedure<void, SessionNews>()(nothing),
  /** What happened in the session, the newest 500, oldest first; again whenever more did, until cancelled. */
  timeline: procedure<void, readonly TimelineEntry[]>()(nothing),
  /** What an entry of the timeline rests on; nothing when it is not kept any more. */
  moment: procedure<readonly Evidence[]>()(z.strictObject({ id: z.string().max(40) })),
  /** The live topology, about every two seconds and at once when frames show a change, until cancelled. */
  topology: procedure<void, TopologyView>()(nothing),

  /** `reuse`: what experiments showed holds while no node has changed since. */
  check: procedure<readonly Verdict[], SessionEvent>()(
    z.strictObject({ step: idSchema.optional(), reuse: z.boolean().optional() }),
  ),
  grade: procedure<readonly Verdict[], SessionEvent>()(nothing),
  /** @returns the step that was solved: the current one when none is named */
  solve: procedure<string, SessionEvent>()(maybeStep),
  /**
   * `node`: only this one goes back to the step's start.
   * @returns the step whose start it went back to
   */
  reset: procedure<string, SessionEvent>()(
    z.strictObject({ step: idSchema.optional(), node: idSchema.optional() }),
  ),
  power: procedure<void, SessionEvent>()(z.strictObject({ node: idSchema, action: z.enum(powerActions) })),
  /** Pulls a cable, or plugs it in. */
  setLink: procedure<void>()(z.strictObject({ node: idSchema, network: idSchema, up: z.boolean() })),
  /** Notes an answer, and judges it. */
  answer: procedure<void, SessionEvent>()(z.strictObject({ check: idSchema, answer: z.string().max(1000) })),
  /** The help of a check: what was asked for, and what the next costs. */
  hints: procedure<CheckHints>()(z.strictObject({ check: idSchema })),
  /** Gives one level of a check's help, and takes its price. */
  hint: procedure<HintView>()(z.strictObject({ check: idSchema, level: z.enum(hintLevels) })),
  /** The commands of a step's solution by node; noted, and the step earns no points from then on. */
  solution: procedure<Readonly<Record<string, string>>>()(aStep),
  /** A step without checks was read to its end. */
  finishReading: procedure<void, SessionEvent>()(aStep),
  /** Says who learns; kept in the session's journal. */
  setLearner: procedure<void>()(z.strictObject({ name: z.string().max(80) })),
  /** Somebody writes the session's lab, until cancelled: windows say so. */
  writing: procedure<void>()(nothing),
  /** What is written now has so many mistakes, and is not taken. */
  problems: procedure<void>()(z.strictObject({ count: z.number().int().min(0) })),
  /**
   * Goes on with another state of the session's lab, which is a compiled lab (engine/packs/compiled): texts, hints, checks and causes are
   * swapped and judged. What machines were made by is not: then nothing is taken, and said to be so. The session earns no points any more.
   */
  relab: procedure<Relabbed, SessionEvent>()(z.strictObject({ document: z.record(z.string(), z.unknown()) })),
  /** Ends what is being done for the session, whoever asked for it: a start, a check, a solution. */
  cancel: procedure<void>()(nothing),
  /** Writes what the session came to into a file that is handed in; it goes on. */
  handIn: procedure<HandInView, SessionEvent>()(nothing),
  suspend: procedure<void, SessionEvent>()(nothing),
  /** Ends the machines, and before that whatever is being done; the journal stays. */
  down: procedure<void>()(nothing),

  /**
   * Opens a terminal; it lives until it is closed or its session ends, whoever looks. Its shell starts when a view has
   * said its size by `resizeTerminal`, or in 80 columns and 24 rows after a second. Its id begins with the session's.
   */
  openTerminal: procedure<{ readonly terminal: string }>()(z.strictObject({ node: idSchema })),
  /** What it prints, from the replay on, until cancelled. At most 256 KiB are sent ahead of what was taken. */
  watchTerminal: procedure<void, TerminalEvent>()(aTerminal),
  /** Says that so many characters of `data` have been shown. */
  tookTerminal: procedure<void>()(aTerminal.extend({ characters: z.number().int().min(0) })),
  writeTerminal: procedure<void>()(aTerminal.extend({ data: z.string().max(1_000_000) })),
  resizeTerminal: procedure<void>()(
    aTerminal.extend({
      cols: z.number().int().min(2).max(1000),
      rows: z.number().int().min(1).max(500),
    }),
  ),
  closeTerminal: procedure<void>()(aTerminal),
} as const;

export type SessionProcedures = typeof sessionProcedures;
