import type { Request, Server, Unavailable } from './server.js';

/** A number that the kernel compares without dividing. */
export interface Fraction {
  readonly num: number;
  readonly den: number;
}

/** What the rule saw of one server. */
export interface Compared {
  /** Its id. */
  readonly server: string;
  readonly weight: number;
  readonly active: number;
  readonly inactive: number;
  /** What the rule compares; absent: it compares none, or did not look at this server. */
  readonly value?: Fraction;
  /** Why it was passed over. `in-use`: ovf has as many active connections on it as fit. */
  readonly skipped?: Unavailable | 'in-use';
}

/** What else a rule went by. Servers are ids; a pointer without one is at the head of the list, before the first. */
export type RuleFacts =
  | { readonly rule: 'pointer'; readonly pointer: string | undefined }
  | {
      readonly rule: 'weighted-pointer';
      readonly pointer: string | undefined;
      /** The weight that a server must have, before and when one was found. */
      readonly from: number;
      readonly to: number;
      readonly step: number;
      readonly highest: number;
    }
  | { readonly rule: 'least' }
  | {
      readonly rule: 'idle';
      /** The first server without an active connection was taken, whatever the others' numbers. */
      readonly idle: boolean;
    }
  | { readonly rule: 'highest' }
  | {
      readonly rule: 'hash';
      readonly by: 'source' | 'target';
      /** The slot of the client, or of the address that it asked at. */
      readonly slot: number;
      readonly slots: number;
      /** Whose slot it is; absent: nobody's. */
      readonly owner?: string;
      /** Slots that were tried, the first one included. */
      readonly tries: number;
    }
  | {
      readonly rule: 'cache';
      /** Servers that were remembered for the address that was asked at, before. */
      readonly cached: readonly string[];
      /** Why what was remembered was not taken; `hit`: it was. */
      readonly found: 'hit' | 'nothing' | 'gone' | 'busy';
    };

/** Which server a new connection goes to, and by what numbers: in the order of the kernel's list. */
export interface Decision {
  /** Absent: none; the kernel answers with an ICMP "port unreachable". */
  readonly server?: string;
  readonly compared: readonly Compared[];
  readonly facts: RuleFacts;
}

export interface Picked extends Decision {
  /** The rule with what it now remembers. */
  readonly rule: Rule;
}

/** Rules that one may be, where the kernel hides what it remembers. */
export interface Guesses {
  readonly rules: readonly Rule[];
  /** Are these all that are possible? */
  readonly all: boolean;
}

export type Change =
  | { readonly kind: 'added' | 'edited'; readonly id: string }
  | { readonly kind: 'removed'; readonly id: string };

/** A scheduler with what it remembers. A value: each use gives the next one. */
export interface Rule {
  /** @param servers in the order of the kernel's list */
  pick(servers: readonly Server[], request: Request): Picked;
  /** After servers were added, removed or edited. */
  changed(before: readonly Server[], after: readonly Server[], change: Change): Rule;
  /** What it may be before such a request. */
  guesses(servers: readonly Server[], request: Request): Guesses;
}

/** The flags of `ipvsadm -b`. */
export type SchedulerFlag = 'sh-fallback' | 'sh-port' | 'mh-fallback' | 'mh-port';

/** One kind of scheduler. */
export interface Scheduler {
  /** Of a service without servers, that was just made or given this scheduler. */
  begin(flags: readonly SchedulerFlag[]): Rule;
  /** Of a service that was found with servers: what it remembers is not known. */
  found(flags: readonly SchedulerFlag[], servers: readonly Server[]): Rule;
}

/** What every rule shows of a server. */
export function compared(server: Server, value?: Fraction, skipped?: Compared['skipped']): Compared {
  const { id, weight, active, inactive } = server;
  return {
    server: id,
    weight,
    active,
    inactive,
    ...(value === undefined ? {} : { value }),
    ...(skipped === undefined ? {} : { skipped }),
  };
}

/** A scheduler that remembers nothing. */
export function forgetful(decide: (servers: readonly Server[], request: Request) => Decision): Scheduler {
  const rule: Rule = {
    pick: (servers, request) => ({ ...decide(servers, request), rule }),
    changed: () => rule,
    guesses: () => ({ rules: [rule], all: true }),
  };
  return { begin: () => rule, found: () => rule };
}

/** A decision for a server, or for none. */
export function taking(server: Server | undefined): Pick<Decision, 'server'> {
  return server === undefined ? {} : { server: server.id };
}
