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

interface Lineage {
  readonly service: Service;
  readonly decisions: readonly Decision[];
}

/** Lineages that are followed at once. */
const maxLineages = 20_000;

/** Does a service's scheduler deal these connections out so, whatever it remembered before? */
export function explain(found: Service, seen: readonly SeenConnection[]): Explanation {
  let all = true;
  let lineages: readonly Lineage[] = overloads(found).map((service) => ({ service, decisions: [] }));
  for (const [at, connection] of seen.entries()) {
    const tried = lineages.flatMap(({ service, decisions }) => {
      const guesses = service.rule.guesses(service.servers, connection);
      all &&= guesses.all;
      return guesses.rules.map((rule) => step({ service: { ...service, rule }, decisions }, connection, at));
    });
    all &&= tried.length <= maxLineages;
    const fitting = tried
      .slice(0, maxLineages)
      .filter(({ decisions }) => decisions[at]?.server === connection.server);
    if (fitting.length === 0) return { explained: false, at, decisions: tried[0]?.decisions ?? [], all };
    lineages = fitting;
  }
  const [first] = lineages;
  return { explained: true, decisions: first?.decisions ?? [], after: first?.service ?? found };
}

function step({ service, decisions }: Lineage, connection: SeenConnection, at: number): Lineage {
  const id = String(at);
  const opened = openConnection(service, id, connection);
  return {
    service: connection.closed ? closeConnection(opened.service, id) : opened.service,
    decisions: [...decisions, opened.decision],
  };
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
