import { z } from 'zod';
import { type CheckHints, hintLevels } from './hints.js';
import type { Lab } from './lab.js';
import type { CreditMessage } from './messages/credit.js';
import type { ErrorMessage } from './messages/errors.js';
import { idSchema, labNameSchema } from './primitives.js';
import { type Report, reportFormats } from './report.js';
import { procedure } from './rpc.js';
import { someSettingsSchema, type Settings } from './settings.js';
import {
  type Capabilities,
  type DoctorFinding,
  type NodeState,
  powerActions,
  type ProviderProgress,
  type Role,
} from './machines.js';
import { languages, type Text } from './text.js';
import type { TimelineEntry } from './timeline.js';
import type { Evidence, Verdict } from './verdict.js';

/** What a window asks of the engine, in the app and in a browser. */

export interface LabSummary {
  readonly id: string;
  /** What it is asked for by: no other lab of the library has it. */
  readonly name: string;
  /** The module of its pack's course map. */
  readonly module?: Text;
  readonly title: Text;
  readonly summary: Text;
  readonly level: Lab['level'];
  readonly minutes: number;
  /** Sections of the course that it teaches, like 1.8.2. */
  readonly course: readonly string[];
  /** Ids of labs that teach what this one takes as known. */
  readonly requires: readonly string[];
  readonly steps: number;
  readonly nodes: number;
  /** Best grade of all own sessions, points of points. */
  readonly best?: { readonly earned: number; readonly points: number };
}

export interface SessionSummary {
  readonly id: string;
  /** As `LabSummary.name`. */
  readonly lab: string;
  readonly title: Text;
  readonly provider: string;
  /** `elsewhere`: another process runs it (a terminal, another window); it can be taken over. */
  /** `broken`: how its machines are cannot be told. */
  readonly state: 'starting' | 'running' | 'elsewhere' | 'suspended' | 'ended' | 'broken';
  /** Milliseconds since the epoch. */
  readonly created: number;
  readonly done: number;
  /** 0: its lab cannot be had. */
  readonly steps: number;
  readonly grade?: { readonly earned: number; readonly points: number };
  /** What of it cannot be used: its lab, lines of its journal, its machines. */
  readonly problem?: ErrorMessage;
}

/** A lab with the values of one session put in: all that a learner may see of it. */
export interface LabView {
  readonly id: string;
  /** As `LabSummary.name`. */
  readonly name: string;
  readonly title: Text;
  readonly level: Lab['level'];
  readonly minutes: number;
  readonly values: Readonly<Record<string, string>>;
  readonly networks: readonly { readonly name: string; readonly cidr: string }[];
  readonly nodes: readonly LabNode[];
  readonly steps: readonly StepView[];
}

export interface LabNode {
  readonly name: string;
  readonly role: Role;
  /** The author's coordinates, if there are any. */
  readonly at?: readonly [number, number];
  readonly interfaces: readonly {
    readonly dev: string;
    readonly network: string;
    readonly address: string;
    readonly prefix: number;
    readonly mac: string;
  }[];
}

export interface StepView {
  readonly id: string;
  readonly title: Text;
  /** Markdown; ```` ```sh {node=NAME run} ```` is a block that can be typed into NAME's terminal. Hostile input. */
  readonly text: Text;
  readonly checks: readonly CheckView[];
  /** Can the engine do it for the learner? */
  readonly solvable: boolean;
  /** For who wants more: counts in the grade only where it passes. */
  readonly optional: boolean;
}

export interface CheckView {
  readonly id: string;
  readonly title: Text;
  readonly kind: string;
  readonly points: number;
  readonly needs: readonly string[];
  readonly quiz?: QuizView;
}

/** A question without its answer. */
export type QuizView =
  | {
      readonly type: 'choice';
      readonly question: Text;
      readonly options: readonly Text[];
      readonly several: boolean;
    }
  | { readonly type: 'number' | 'text'; readonly question: Text };

/** What the engine does for a session now. */
export interface Doing {
  readonly what: 'start' | 'resume' | 'check' | 'grade' | 'solve' | 'reset' | 'power' | 'suspend' | 'end';
  /** Milliseconds since the epoch. */
  readonly since: number;
  /** Nobody asked for it: it gives way to whatever is asked for. */
  readonly byItself?: true;
  /** The check, node or experiment at hand. */
  readonly detail?: string;
}

/** How far a node is while machines come up; `at`: milliseconds since the epoch of its last news. */
export interface NodeProgress extends ProviderProgress {
  readonly at: number;
}

export interface NodeView {
  readonly name: string;
  readonly state: NodeState;
  /** Why it is not running, as the provider says. */
  readonly detail?: string;
}

/** What a session's window is told whenever something changed. */
export interface SessionNews {
  readonly id: string;
  readonly provider: string;
  readonly seed: string;
  /** Values were drawn from the seed; else they are the lab's own. */
  readonly drawn: boolean;
  readonly state: 'starting' | 'running' | 'suspended' | 'ended' | 'failed';
  readonly doing?: Doing;
  /** While machines come up: the host's part (image, snapshot) and each node's. */
  readonly host?: NodeProgress;
  readonly starting: Readonly<Record<string, NodeProgress>>;
  /** Why it is `failed`, or what went wrong last and did not end it. */
  readonly error?: ErrorMessage;
  readonly nodes: readonly NodeView[];
  readonly capabilities: Capabilities;
  /** Cables that were unplugged here, and not plugged in again: true at once, before any node notices. */
  readonly unplugged: readonly { readonly node: string; readonly network: string }[];
  /** The first step that is not done; absent when all are. */
  readonly current?: string;
  readonly done: readonly string[];
  /** Steps that the engine typed in, or whose commands were shown. */
  readonly solved: readonly string[];
  /** Checks that earn no points, and why. */
  readonly unearned: Readonly<Record<string, CreditMessage>>;
  /** Steps that can be gone back to. */
  readonly checkpoints: readonly string[];
  readonly verdicts: Readonly<Record<string, Verdict>>;
  readonly hints: Readonly<Record<string, CheckHints>>;
  readonly answers: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch. */
  readonly created: number;
  /** Is there a grade to show? */
  readonly graded: boolean;
  readonly terminals: readonly TerminalView[];
}

/** Everything that a window shows of a session but the live topology. Its lab never changes, and is asked for once. */
export interface SessionView extends SessionNews {
  readonly lab: LabView;
}

export interface TerminalView {
  readonly id: string;
  readonly node: string;
  /** `cut`: the connection broke and is being made again; `ended`: its shell has ended. */
  readonly state: 'connecting' | 'open' | 'cut' | 'ended';
}

/** What a terminal says to those who look at it. `replay` is what it printed before, once, at the beginning. */
export type TerminalEvent =
  | { readonly type: 'replay'; readonly data: string }
  | { readonly type: 'data'; readonly data: string }
  | { readonly type: 'state'; readonly state: TerminalView['state'] };

/** The live topology: facts of every node as a view draws them. */
export interface TopologyView {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly nodes: Readonly<Record<string, NodeFactsView>>;
  readonly vips: readonly VipView[];
}

/** An address that is no machine's own, but that a node holds, a virtual service has or keepalived manages. */
export interface VipView {
  readonly address: string;
  /** One of the lab's VIPs; false: an address that the learner chose, or mistyped. */
  readonly ofLab: boolean;
  /** Nodes with the address on an interface of a lab network. */
  readonly holders: readonly string[];
  /** Nodes with it on `lo`, as DR realservers have it. */
  readonly onLoopback: readonly string[];
  /** The node whose MAC was last seen to answer ARP for it, or to announce it. */
  readonly arp?: { readonly node: string; readonly at: number };
  /** All who answered the last ARP question for it, and when; more than one is a conflict. */
  readonly answerers: readonly { readonly node: string; readonly at: number }[];
  /** A node that has just announced it, while its facts are older and do not have it: it is moving there. */
  readonly claimed?: string;
}

export interface NodeFactsView {
  /** `ok`: these are its facts; else why there are none, or only old ones. */
  readonly status: 'ok' | 'unreachable' | 'timeout' | 'halted' | 'failed';
  /** When it last said anything, or, where it never did, when it was first asked; milliseconds since the epoch. */
  readonly at: number;
  /** Since when each section that is absent is not known; milliseconds since the epoch. */
  readonly unknown?: Readonly<Partial<Record<'addresses' | 'links' | 'listening' | 'vrrp' | 'ipvs', number>>>;
  // A section that is absent is not known: the node has not said it. Empty means that the node said so.
  readonly addresses?: readonly {
    readonly dev: string;
    readonly address: string;
    readonly prefix: number;
    /** `own`: the machine's, by the lab; `vip`: one of the lab's VIPs; `other`: neither. */
    readonly kind: 'own' | 'vip' | 'other';
    /** Other NICs of the lab that have the same address. */
    readonly also?: readonly { readonly node: string; readonly dev: string }[];
  }[];
  readonly links?: readonly { readonly dev: string; readonly up: boolean; readonly carrier: boolean }[];
  /** Ports that something listens on, lowest first. */
  readonly listening?: readonly { readonly port: number; readonly address: string }[];
  readonly vrrp?: readonly {
    readonly name: string;
    readonly state: 'INIT' | 'BACKUP' | 'MASTER' | 'FAULT';
    readonly vrid: number;
    readonly priority: number;
    readonly vips: readonly string[];
  }[];
  /** False: the kernel has no IPVS table at all, because ip_vs is not loaded; absent: it has, or that is not known. */
  readonly ipvsLoaded?: false;
  readonly ipvs?: readonly {
    readonly protocol: string;
    readonly address: string;
    readonly port: number;
    readonly scheduler: string;
    readonly flags: readonly string[];
    readonly persistent?: number;
    readonly servers: readonly {
      readonly address: string;
      readonly port: number;
      /** The node that has this address, if one of the lab has. */
      readonly node?: string;
      readonly method: 'dr' | 'nat' | 'tun' | 'local';
      readonly weight: number;
      readonly active: number;
      readonly inactive: number;
      readonly connections: number;
      /** New connections a second since the poll before. */
      readonly rate: number;
    }[];
  }[];
}

/** Something on the disk that can be made again. */
export interface StorageItem {
  readonly id: string;
  readonly kind: 'image' | 'golden' | 'session';
  /** An image's hash, a session's lab. */
  readonly name: string;
  readonly bytes: number;
  /** In use: it cannot be freed now. */
  readonly used: boolean;
}

export interface ProductInfo {
  readonly version: string;
  /** The language of the host. */
  readonly language: (typeof languages)[number];
  readonly providers: readonly { readonly name: string; readonly capabilities: Capabilities }[];
}

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
