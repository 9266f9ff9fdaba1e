import { compared, type Picked, type Rule, type Scheduler, type SchedulerFlag, taking } from './rule.js';
import { addressNumber, type Request, type Server, unavailable } from './server.js';

/** What a table of slots, each of which belongs to a server, makes of a request. */
export interface Slots {
  /** The id of each slot's server. */
  readonly owners: readonly (string | undefined)[];
  readonly by: 'source' | 'target';
  /** The slot of a request, and those that are tried after it where the server of that one cannot be had. */
  slot(request: Request): number;
  others(request: Request, slot: number): Iterable<number>;
}

/** A table that is filled anew whenever servers change: there is nothing else to remember. */
export function hashing(
  fill: (servers: readonly Server[], flags: readonly SchedulerFlag[]) => Slots,
): Scheduler {
  const make = (flags: readonly SchedulerFlag[], servers: readonly Server[]): Rule => {
    const slots = fill(servers, flags);
    const rule: Rule = {
      pick: (now, request) => ({ ...lookUp(slots, now, request), rule }),
      changed: (_, after) => make(flags, after),
      guesses: () => ({ rules: [rule], all: true }),
    };
    return rule;
  };
  return { begin: (flags) => make(flags, []), found: make };
}

/** The server of a request's slot, or of the next one that is tried. */
export function lookUp(slots: Slots, servers: readonly Server[], request: Request): Omit<Picked, 'rule'> {
  const slot = slots.slot(request);
  const byId = new Map(servers.map((server) => [server.id, server]));
  const ownerOf = (at: number): Server | undefined => byId.get(slots.owners[at] ?? '');
  const owner = ownerOf(slot);
  let taken = owner !== undefined && unavailable(owner) === undefined ? owner : undefined;
  let tries = 1;
  if (taken === undefined && owner !== undefined) {
    for (const at of slots.others(request, slot)) {
      const other = ownerOf(at);
      tries += 1;
      if (other === undefined) break;
      if (unavailable(other) !== undefined) continue;
      taken = other;
      break;
    }
  }
  const { by, owners } = slots;
  return {
    ...taking(taken),
    compared: servers.map((server) => compared(server, undefined, unavailable(server))),
    facts: {
      rule: 'hash',
      by,
      slot,
      slots: owners.length,
      ...(owner === undefined ? {} : { owner: owner.id }),
      tries,
    },
  };
}

/** hash_32 of include/linux/hash.h, of eight bits. */
export function hash8(value: number): number {
  return Math.imul(value, 0x61c88647) >>> 24;
}

const size = 256;

/** The servers one after the other, each so often in a row, until every slot has one. */
function dealt(servers: readonly Server[], times: (server: Server) => number): (string | undefined)[] {
  const round = servers.flatMap((server) => {
    const count = Math.min(Math.max(times(server), 1), size);
    return Array.from({ length: count }, () => server.id);
  });
  return Array.from({ length: size }, (_, slot) =>
    round.length > 0 ? round[slot % round.length] : undefined,
  );
}

/** Destination hashing: net/netfilter/ipvs/ip_vs_dh.c. Weights count only where they are 0. */
export const dh = hashing((servers) => ({
  owners: dealt(servers, () => 1),
  by: 'target',
  slot: ({ target }) => hash8(addressNumber(target)),
  others: () => [],
}));

/** Source hashing: ip_vs_sh.c. A server of weight 0 has a slot all the same. */
export const sh = hashing((servers, flags) => ({
  owners: dealt(servers, ({ weight }) => weight),
  by: 'source',
  slot: ({ client, port }) => hash8((flags.includes('sh-port') ? port : 0) + addressNumber(client)),
  *others(_, slot) {
    if (!flags.includes('sh-fallback')) return;
    // Both summands start at the client's own slot (ip_vs_sh_get_fallback).
    for (let offset = 0; offset < size; offset += 1) yield (((offset + slot) % size) + slot) % size;
  },
}));
