import { z } from 'zod';
import type { ErrorMessage } from './messages/errors.js';
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
import type { Verdict } from './verdict.js';

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
  /** Absent where no SSH client finds the node: simulated ones. */
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

/** What can be asked of the process that runs a session, on a socket in the user's runtime folder. */
export const sessionProcedures = {
  /** Waits until the session has started, with its events. */
  ready: procedure<SessionStatus, SessionEvent>()(nothing),
  status: procedure<SessionStatus>()(nothing),
  /** Answered at once, whatever is being done. */
  alive: procedure<void>()(nothing),
  /** `reuse`: what experiments showed holds while no node has changed since. */
  check: procedure<readonly Verdict[], SessionEvent>()(
    z.strictObject({ step: idSchema.optional(), reuse: z.boolean().optional() }),
  ),
  grade: procedure<readonly Verdict[], SessionEvent>()(nothing),
  /** @returns the step that was solved: the current one when none is named */
  solve: procedure<string, SessionEvent>()(maybeStep),
  /** @returns the step whose start it went back to */
  reset: procedure<string, SessionEvent>()(
    z.strictObject({ step: idSchema.optional(), node: idSchema.optional() }),
  ),
  power: procedure<void, SessionEvent>()(z.strictObject({ node: idSchema, action: z.enum(powerActions) })),
  /** The help of a check: what was asked for, and what the next costs. */
  hints: procedure<CheckHints>()(z.strictObject({ check: idSchema })),
  /** Gives one level of a check's help, and takes its price. */
  hint: procedure<HintView>()(z.strictObject({ check: idSchema, level: z.enum(hintLevels) })),
  /** A step without checks was read to its end. */
  finishReading: procedure<void, SessionEvent>()(z.strictObject({ step: idSchema })),
  /** Notes an answer, and judges it. */
  answer: procedure<void, SessionEvent>()(z.strictObject({ check: idSchema, answer: z.string().max(1000) })),
  suspend: procedure<void, SessionEvent>()(nothing),
  down: procedure<void, SessionEvent>()(nothing),
} as const;
