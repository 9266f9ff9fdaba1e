import { leastWeighted } from './least.js';
import { type Guesses, type Picked, type Rule, type RuleFacts, type Scheduler, taking } from './rule.js';
import type { Request, Server } from './server.js';

type CacheFacts = Extract<RuleFacts, { rule: 'cache' }>;

/** Has it more active connections than its weight, while another has less than half of its own? (`is_overloaded`) */
function busy(server: Server, servers: readonly Server[]): boolean {
  return server.active > server.weight && servers.some(({ active, weight }) => active * 2 < weight);
}

/** Every order of every choice of some of these. */
function arrangements(ids: readonly string[]): readonly (readonly string[])[] {
  return [
    [],
    ...ids.flatMap((id) => arrangements(ids.filter((each) => each !== id)).map((rest) => [id, ...rest])),
  ];
}

/** Orders of servers that are tried as what is remembered of an address: those of five servers are 326. */
const maxRemembered = 5;

/**
 * Locality-based least connection, and the same with replication: net/netfilter/ipvs/ip_vs_lblc.c, ip_vs_lblcr.c. What is
 * forgotten after `lblc_expiration` and `lblcr_expiration`, 24 hours, is not.
 */
class Locality implements Rule {
  /** Ids by the address that was asked at; what was put in last comes first. */
  readonly #cache: ReadonlyMap<string, readonly string[]>;
  readonly #several: boolean;
  /** Of addresses that are not in it, it is not known what is remembered. */
  readonly #hidden: boolean;

  constructor(cache: ReadonlyMap<string, readonly string[]>, several: boolean, hidden: boolean) {
    this.#cache = cache;
    this.#several = several;
    this.#hidden = hidden;
  }

  pick(servers: readonly Server[], { target }: Request): Picked {
    const cached = this.#cache.get(target) ?? [];
    const kept = cached.flatMap((id) => servers.find((server) => server.id === id) ?? []);
    // lblc takes what it remembers even when it is overloaded (-x); lblcr does not.
    const known = this.#several ? leastWeighted(kept).server : kept.find((server) => server.weight > 0);
    const least = leastWeighted(servers);
    const facts = (found: CacheFacts['found']): CacheFacts => ({ rule: 'cache', cached, found });
    if (known !== undefined && !busy(known, servers))
      return { ...taking(known), compared: least.compared, facts: facts('hit'), rule: this };
    const found = cached.length === 0 ? 'nothing' : known === undefined ? 'gone' : 'busy';
    return {
      ...taking(least.server),
      compared: least.compared,
      facts: facts(found),
      rule: least.server === undefined ? this : this.#with(target, this.#after(cached, least.server.id)),
    };
  }

  changed(): Rule {
    return this;
  }

  guesses(servers: readonly Server[], { target }: Request): Guesses {
    if (!this.#hidden || this.#cache.has(target)) return { rules: [this], all: true };
    const ids = servers.slice(0, maxRemembered).map(({ id }) => id);
    const remembered = this.#several ? arrangements(ids) : [[], ...ids.map((id) => [id])];
    return {
      rules: remembered.map((each) => this.#with(target, each)),
      all: servers.length <= maxRemembered,
    };
  }

  #after(cached: readonly string[], id: string): readonly string[] {
    if (!this.#several) return [id];
    return cached.includes(id) ? cached : [id, ...cached];
  }

  #with(target: string, ids: readonly string[]): Locality {
    return new Locality(new Map([...this.#cache, [target, ids]]), this.#several, this.#hidden);
  }
}

function locality(several: boolean): Scheduler {
  return {
    begin: () => new Locality(new Map(), several, false),
    found: () => new Locality(new Map(), several, true),
  };
}

export const lblc = locality(false);
export const lblcr = locality(true);
