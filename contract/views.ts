import type { CheckHints } from './hints.js';
import type { Lab } from './lab.js';
import type { Capabilities, NodeState, ProviderProgress, Role } from './machines.js';
import type { CreditMessage } from './messages/credit.js';
import type { ErrorMessage } from './messages/errors.js';
import type { QuizView } from './quiz-view.js';
import type { languages, Text } from './text.js';
import type { Verdict } from './verdict.js';
import type { WayView } from './ways.js';
import type { WritingView } from './writing.js';

/* What a window is shown. */

export interface LabSummary {
  readonly id: string;
  /** What it is asked for by: no other lab of the library has it. */
  readonly name: string;
  /** Its pack's id. */
  readonly pack: string;
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
  /**
   * `elsewhere`: another process runs it (a command, another window), and is asked for it; `stuck`: that process does
   * not answer, and can be ended; `broken`: how its machines are cannot be told.
   */
  readonly state: 'starting' | 'running' | 'elsewhere' | 'stuck' | 'suspended' | 'ended' | 'broken';
  /** Milliseconds since the epoch. */
  readonly created: number;
  readonly done: number;
  /** 0: its lab cannot be had. */
  readonly steps: number;
  readonly grade?: { readonly earned: number; readonly points: number };
  /** It is what this student handed in, for their teacher to look at. */
  readonly handIn?: string;
  /** What of it cannot be used: its lab, lines of its journal, its machines. */
  readonly problem?: ErrorMessage;
}

/** A lab with the values of one session put in: all that a learner may see of it. */
export interface LabView {
  readonly id: string;
  /** What tells this state of the lab from every other: its digest. */
  readonly revision: string;
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
  /** Learners who got the lab from their trainer do not have it. */
  readonly hidden?: true;
  readonly quiz?: QuizView;
}

/** What the engine does for a session now. */
export interface Doing {
  readonly what:
    | 'start'
    | 'resume'
    | 'check'
    | 'grade'
    | 'hand-in'
    | 'put'
    | 'solve'
    | 'reset'
    | 'power'
    | 'suspend'
    | 'end';
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
  /** Which state of its lab the session has now, as `LabView.revision`: another one is asked for anew. */
  readonly revision: string;
  /** Somebody writes the lab meanwhile (`lvslab pack watch`). */
  readonly writing?: WritingView;
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

/**
 * Everything that a window shows of a session but the live topology. Its lab is asked for once, and
 * again where the news are of another `revision`: its trainer may write it while the session runs.
 */
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
  /** When the oldest of what is shown was read, milliseconds since the epoch; nodes that do not answer do not count. */
  readonly at: number;
  readonly nodes: Readonly<Record<string, NodeFactsView>>;
  readonly vips: readonly VipView[];
  /** Of the last connection to a service; absent: none was seen, or frames are not. */
  readonly way?: WayView;
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
      /** Its place in the kernel's list, from 0: what is in front wins a tie. Absent: not known. */
      readonly place?: number;
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
