import type { VrrpResult } from './adverts.js';
import { canonical } from './canonical.js';
import type { DrillRequest, DrillResult } from './drills.js';
import type { FaultKind } from './kinds/failover.js';
import type { Deed } from './kinds/frames.js';
import type { OutageDeed } from './kinds/outage.js';
import type { ServerFault } from './kinds/server-failure.js';
import type { RandomFailureRequest } from './failures.js';
import type { SeenFrame } from './frames.js';
import type { Observed } from './facts.js';

/** Something that is done to learn behaviour. Two checks that ask for the same experiment share its result. */
export type ExperimentRequest =
  | DrillRequest
  | RandomFailureRequest
  | { readonly kind: 'http'; readonly from: string; readonly url: string; readonly requests: number }
  | { readonly kind: 'arp'; readonly from: string; readonly address: string }
  | { readonly kind: 'vrrp'; readonly from: string; readonly seconds: number }
  | {
      readonly kind: 'frames';
      /** One after the other. */
      readonly do: readonly Deed[];
      /** How long frames are watched when all was done. */
      readonly seconds: number;
    }
  | {
      readonly kind: 'failover';
      readonly among: readonly string[];
      readonly vip: string;
      readonly from: string;
      readonly url?: string;
      readonly fault: FaultKind;
      /** Seconds to wait for each turn at most. */
      readonly limit: number;
      readonly failback: boolean;
    }
  | {
      readonly kind: 'throughput';
      readonly from: string;
      readonly url: string;
      readonly against: string;
      readonly requests: number;
      readonly concurrency: number;
    }
  | {
      readonly kind: 'outage';
      readonly from: string;
      /** An HTTP URL, or an IPv4 address, which is pinged. */
      readonly target: string;
      readonly do: readonly OutageDeed[];
      readonly undo: readonly Deed[];
      /** Seconds in which answers must have come back. */
      readonly limit: number;
      /** Each try has 2 s for its answer, not 0.5: for counting the lost ones, not for timing. */
      readonly patient?: true;
    }
  | {
      readonly kind: 'server-failure';
      readonly director: string;
      readonly service: string;
      readonly server: string;
      readonly node: string;
      /** Absent: its service is stopped. */
      readonly fault?: Exclude<ServerFault, 'stop-service'>;
      readonly from: string;
      readonly url: string;
      readonly leave: number;
      readonly return: number;
    }
  | {
      readonly kind: 'schedule';
      readonly from: string;
      readonly director: string;
      /** `tcp 10.0.0.29:80`, `fwmark 5`. */
      readonly service: string;
      /** Addresses that are asked at, in turn. */
      readonly targets: readonly string[];
      readonly port: number;
      /** The client's own addresses, in turn; none: its kernel chooses. */
      readonly sources: readonly string[];
      readonly connections: number;
      /** Each connection stays open until the last one was made; else it has ended before the next one begins. */
      readonly hold: boolean;
    }
  | {
      readonly kind: 'script';
      readonly node: string;
      readonly file: string;
      /** How long each run may take. */
      readonly seconds: number;
      readonly runs: readonly {
        readonly args: readonly string[];
        /** Seconds until it gets SIGKILL. */
        readonly killAfter?: number;
        /** Ids of the checks that are judged when it has ended: they must pass, or fail. */
        readonly holds: readonly string[];
        readonly fails: readonly string[];
      }[];
    }
  | {
      readonly kind: 'reboot';
      readonly nodes: readonly string[];
      /** Ids of the checks that are judged afterwards. */
      readonly checks: readonly string[];
    };

/** How one request ended, told apart as the field does (a refused one is an answer, a silent one is not). */
export type HttpOutcome = 'ok' | 'http-error' | 'refused' | 'unreachable' | 'timeout' | 'reset' | 'other';

export interface HttpAttempt {
  readonly outcome: HttpOutcome;
  readonly status?: number;
  /** The node whose secret token came back; absent: no token of ours did. */
  readonly server?: string;
  /** Milliseconds that the request took. */
  readonly ms: number;
  readonly detail?: string;
}

/** Who moved the frames of the requests, by Ethernet source address; absent where the provider cannot capture. */
export interface FramePath {
  /** Nodes that sent frames whose IP source is the VIP and service port → frames. */
  readonly replySenders: Readonly<Record<string, number>>;
  /** Nodes that sent request frames (destination VIP and port) → frames. */
  readonly requestSenders: Readonly<Record<string, number>>;
  /** Nodes that received request frames, by destination MAC → frames. */
  readonly requestReceivers: Readonly<Record<string, number>>;
  /** Nodes that sent a TCP RST with the VIP as source → frames. */
  readonly resetSenders: Readonly<Record<string, number>>;
}

/** An experiment that is judged by time limits. */
interface Timed {
  /** Seconds that even the quickest node took to run nothing meanwhile; absent: the host was quick enough. */
  readonly slowest?: number;
}

export interface HttpResult extends Timed {
  readonly kind: 'http';
  readonly attempts: readonly HttpAttempt[];
  readonly path?: FramePath;
  readonly command: string;
  readonly output: string;
  readonly at: number;
}

export interface ArpResult {
  readonly kind: 'arp';
  /** Every MAC that answered, lower case. */
  readonly macs: readonly string[];
  /** The nodes that answered: those on whose ports answers came in; where frames are not seen, whose MACs these are. */
  readonly nodes: readonly string[];
  /** MACs of the answers that the frames show; absent: frames were not seen. */
  readonly framed?: readonly string[];
  readonly command: string;
  readonly output: string;
  readonly exit: number;
  readonly at: number;
}

export interface FailoverResult extends Timed {
  readonly kind: 'failover';
  /** Who held the VIP before; absent: nobody or several did. */
  readonly before?: string;
  readonly holders: readonly string[];
  /** Who held it after the fault. */
  readonly after?: string;
  /** Who held it at the end, with the former master back. */
  readonly back?: string;
  /** Seconds between the last good answer before and the first good one after the fault; absent: none came. */
  readonly outage?: number;
  /** The same when the former master came back. */
  readonly failbackOutage?: number;
  /** When the fault was made, and when it was mended; milliseconds since the epoch. */
  readonly faultAt?: number;
  readonly mendedAt?: number;
  readonly log: string;
  readonly at: number;
}

/** So many of so many requests were answered well, in so many seconds. */
export interface Rate {
  readonly good: number;
  readonly total: number;
  readonly seconds: number;
}

export interface ThroughputResult extends Timed {
  readonly kind: 'throughput';
  readonly measured: Rate;
  readonly against: Rate;
  /** Rounds did not agree: `measured` by `against`. */
  readonly unsteady?: readonly [least: number, most: number];
  readonly command: string;
  readonly output: string;
  readonly at: number;
}

export interface OutageResult extends Timed {
  readonly kind: 'outage';
  /** Did the target answer before anything was done? */
  readonly answered: boolean;
  /** Seconds between the last good answer before and the first good one after; absent: none came within the limit. */
  readonly outage?: number;
  /** Tries while it was watched, and how many of them had no answer. */
  readonly tries: number;
  readonly lost: number;
  readonly done: readonly Done[];
  readonly log: string;
  readonly at: number;
}

export interface ServerFailureResult extends Timed {
  readonly kind: 'server-failure';
  /** Was it in the table at the start? */
  readonly present: boolean;
  /** Seconds from its failure to its leaving the table (or weight 0); absent: it did not. */
  readonly left?: number;
  /** Seconds from its being well again to its return; absent: it did not. */
  readonly returned?: number;
  /** Requests after it had left: how many failed of how many. */
  readonly afterLeave: { readonly failed: number; readonly total: number };
  readonly log: string;
  readonly at: number;
}

/** A realserver in the director's table. */
export interface ScheduledServer {
  readonly address: string;
  /** 0: the port that the client asked at. */
  readonly port: number;
  readonly method: 'dr' | 'nat' | 'tun' | 'local';
  readonly weight: number;
  readonly active: number;
  readonly inactive: number;
  /** `ipvsadm -x` and `-y`; 0: none. */
  readonly upper: number;
  readonly lower: number;
}

/** A virtual service as its director's kernel has it. */
export interface ScheduledTable {
  /** The one that was asked for; where that is not there, the only one with a firewall mark. */
  readonly service: string;
  readonly scheduler: string;
  /** Of the scheduler: `sh-fallback` … */
  readonly flags: readonly string[];
  /** Seconds; absent: not persistent. */
  readonly persistent?: number;
  /** In the order of the kernel's list. */
  readonly servers: readonly ScheduledServer[];
  /** The kernel's own table, as it was printed. */
  readonly output: string;
  readonly at: number;
}

/** One connection, and where it went. */
export interface ScheduledConnection {
  readonly source: string;
  readonly port: number;
  readonly target: string;
  readonly outcome: HttpOutcome;
  readonly status?: number;
  /** The node whose secret token came back. */
  readonly server?: string;
  readonly ms: number;
  /** Of one that was not held: the server's end came after the client's own, which has therefore passed the director. */
  readonly ended?: boolean;
  /** Of one that was held: the server ended it before its turn came. */
  readonly cut?: true;
}

export interface ScheduleResult extends Timed {
  readonly kind: 'schedule';
  /** Absent: there was no such service. */
  readonly before?: ScheduledTable;
  /** When all connections had ended. */
  readonly after?: ScheduledTable;
  /** In the order in which they were made; fewer than were asked for where one after the other got no answer. */
  readonly connections: readonly ScheduledConnection[];
  /** Absent: several addresses were asked at, or the provider cannot capture. */
  readonly path?: FramePath;
  readonly command: string;
  readonly output: string;
  readonly at: number;
}

/** What nodes and experiments said at one time: enough to judge checks without a machine. */
export interface Seen {
  /** By node. */
  readonly facts: Readonly<Record<string, Observed>>;
  /** By experimentKey. */
  readonly results: Readonly<Record<string, Tried>>;
}

export interface RebootResult {
  readonly kind: 'reboot';
  readonly before: Seen;
  /** Seconds until each node answered again and its start had ended. */
  readonly seconds: Readonly<Record<string, number>>;
  /** What was seen when all were back; absent: not everything held before, so nothing was rebooted. */
  readonly after?: Seen;
  readonly log: string;
  readonly at: number;
}

export interface RandomFailureResult extends Timed {
  readonly kind: 'random-failure';
  /** Ids of the checks that did not hold before: then nothing was broken. */
  readonly unmet?: readonly string[];
  /** Requests while it was broken. */
  readonly tries: number;
  readonly lost: number;
  /**
   * Seconds, on the client's clock, from the failure to the end of the last request that was lost; 0: none was. Absent: requests were
   * still lost at the end of the time.
   */
  readonly settled?: number;
  /** Seconds from the repair until all had been seen to hold again. Absent: not within the time. */
  readonly back?: number;
  /** What was seen at the end. Absent: nothing was broken. */
  readonly after?: Seen;
  readonly log: string;
  readonly at: number;
}

/** One run of a learner's script. */
export interface ScriptRun {
  readonly args: readonly string[];
  /** Absent: it had not ended in time. */
  readonly exit?: number;
  /** Of both streams. */
  readonly output: string;
  readonly seconds: number;
  /** What was seen when it had ended; absent: nothing was to be looked at. */
  readonly seen?: Seen;
}

export interface ScriptResult {
  readonly kind: 'script';
  /** Why it was not run at all. */
  readonly problem?: 'missing' | 'not-executable' | 'syntax';
  /** What `sh -n` said. */
  readonly said: string;
  readonly runs: readonly ScriptRun[];
  readonly at: number;
}

/** A deed that was done, and how its script ended. */
export interface Done {
  readonly on: string;
  readonly run: string;
  readonly exit: number;
  readonly output: string;
}

export interface FramesResult {
  readonly kind: 'frames';
  /**
   * ARP and IPv4, in the order in which they came to the switch; of what a TCP connection carries between its begin and its
   * end only the first frames of each hop and way.
   */
  readonly frames: readonly SeenFrame[];
  /** How many more there were than are kept. */
  readonly dropped: number;
  /** Bytes of all IPv4 frames (Ethernet header and packet), by network, by the node that sent them. */
  readonly sent: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly done: readonly Done[];
  readonly at: number;
}

export type ExperimentOutcome =
  | HttpResult
  | ArpResult
  | FailoverResult
  | ServerFailureResult
  | ScheduleResult
  | RebootResult
  | ScriptResult
  | VrrpResult
  | FramesResult
  | OutageResult
  | ThroughputResult
  | DrillResult
  | RandomFailureResult;

/** A result, or why the experiment could not be made (never a learner's failure). */
export type Tried =
  | { readonly ok: true; readonly result: ExperimentOutcome }
  | {
      readonly ok: false;
      readonly reason: 'unreachable' | 'timeout' | 'tool-missing' | 'failed';
      readonly detail: string;
      readonly at: number;
    };

/** Equal requests have equal keys. */
export function experimentKey(request: ExperimentRequest): string {
  return canonical(request);
}
