import type { Decision } from './rule.js';
import type { Request, Server } from './server.js';
import { closeConnection, openConnection, type Service } from './service.js';

/** A connection and where it went. */
export interface SeenConnection extends Request {
  /** Id; absent: to no server. */
  readonly server?: string;
  /** Its end passed the director before the next one began. */
  readonly closed: boolean;
}

export type Explanation =
  | { readonly explained: true; readonly decisions: readonly Decision[]; readonly after: Service }
  | {
      readonly explained: false;
      /** Index of the first connection that no rule explains. */
      readonly at: number;
      /** What the scheduler would have done, up to this one. */
      readonly decisions: readonly Decision[];
      /** Was everything tried that the kernel may have remembered? */
      readonly all: boolean;
    };

/** Decisions that are tried. What lblcr may remember of several addresses is more than anybody can go through. */
const maxTried = 50_000;

/** Does a service's scheduler deal these connections out so, whatever it remembered before? */
export function explain(found: Service, seen: readonly SeenConnection[]): Explanation {
  const search = new Search(seen);
  for (const service of overloads(found)) {
    const after = search.from(service, 0);
    if (after !== undefined) return { explained: true, decisions: search.decisions, after };
  }
  const { at, decisions } = search.furthest;
  return { explained: false, at, decisions, all: search.all };
}

/** Goes one way through what may have been, and back where a connection did not go so. */
class Search {
  readonly #seen: readonly SeenConnection[];
  /** The way that is gone now. */
  readonly decisions: Decision[] = [];
  /** The first way that came furthest. */
  furthest: { readonly at: number; readonly decisions: readonly Decision[] } = { at: -1, decisions: [] };
  all = true;
  #tried = 0;

  constructor(seen: readonly SeenConnection[]) {
    this.#seen = seen;
  }

  /** @returns the service after all connections; undefined: it does not deal them out so */
  from(service: Service, at: number): Service | undefined {
    const connection = this.#seen[at];
    if (connection === undefined) return service;
    const { rules, all } = service.rule.guesses(service.servers, connection);
    this.all &&= all;
    for (const rule of rules) {
      this.#tried += 1;
      if (this.#tried > maxTried) {
        this.all = false;
        return undefined;
      }
      const opened = openConnection({ ...service, rule }, String(at), connection);
      this.decisions.push(opened.decision);
      if (opened.decision.server === connection.server) {
        const next = connection.closed ? closeConnection(opened.service, String(at)) : opened.service;
        const after = this.from(next, at + 1);
        if (after !== undefined) return after;
      } else if (at > this.furthest.at) this.furthest = { at, decisions: [...this.decisions] };
      this.decisions.pop();
    }
    return undefined;
  }
}

/** Servers whose state between `lower` and `upper` rests on what was before. */
const maxUnsure = 6;

/** The service with each state that the thresholds of its servers allow: the kernel does not show it. */
function overloads(found: Service): readonly Service[] {
  let lists: readonly (readonly Server[])[] = [found.servers];
  for (const server of found.servers.filter(unsure).slice(0, maxUnsure))
    lists = lists.flatMap((list) =>
      [false, true].map((overloaded) =>
        list.map((each) => (each.id === server.id ? { ...each, overloaded } : each)),
      ),
    );
  return lists.map((servers) => ({ ...found, servers }));
}

/** As many connections as may have made it overloaded, and not so few that it cannot be. */
function unsure({ upper, lower, active, inactive }: Server): boolean {
  const total = active + inactive;
  if (upper === 0) return false;
  return lower > 0 ? total >= lower : total * 4 >= upper * 3;
}
