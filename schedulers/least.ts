import { type Compared, compared, type Decision, forgetful, type Fraction, taking } from './rule.js';
import { overhead, type Server, unavailable } from './server.js';

/** a < b, as the kernel compares: both by each other's denominator. */
function less(a: Fraction, b: Fraction): boolean {
  return a.num * b.den < b.num * a.den;
}

/** The available server whose value is least; of equal ones the first. */
function leastOf(
  servers: readonly Server[],
  valueOf: (server: Server) => Fraction,
): { readonly server?: Server; readonly compared: readonly Compared[] } {
  let least: { readonly server: Server; readonly value: Fraction } | undefined;
  const all = servers.map((server) => {
    const skipped = unavailable(server);
    if (skipped !== undefined) return compared(server, undefined, skipped);
    const value = valueOf(server);
    if (least === undefined || less(value, least.value)) least = { server, value };
    return compared(server, value);
  });
  return { ...(least === undefined ? {} : { server: least.server }), compared: all };
}

function leastBy(valueOf: (server: Server) => Fraction): (servers: readonly Server[]) => Decision {
  return (servers) => {
    const { server, compared } = leastOf(servers, valueOf);
    return { ...taking(server), compared, facts: { rule: 'least' } };
  };
}

const expectedDelay = (server: Server): Fraction => ({ num: server.active + 1, den: server.weight });

/** wlc's pick, which lblc and lblcr fall back on. */
export function leastWeighted(servers: readonly Server[]) {
  return leastOf(servers, (server) => ({ num: overhead(server), den: server.weight }));
}

/** Least connection: net/netfilter/ipvs/ip_vs_lc.c. Weights count only where they are 0. */
export const lc = forgetful(leastBy((server) => ({ num: overhead(server), den: 1 })));

/** Weighted least connection: ip_vs_wlc.c. */
export const wlc = forgetful((servers) => {
  const { server, compared } = leastWeighted(servers);
  return { ...taking(server), compared, facts: { rule: 'least' } };
});

/** Shortest expected delay: ip_vs_sed.c. Inactive connections do not count. */
export const sed = forgetful(leastBy(expectedDelay));

/** Never queue: ip_vs_nq.c. The first idle server is taken at once, else as sed. */
export const nq = forgetful((servers) => {
  const least = leastOf(servers, expectedDelay);
  const idle = servers.find((server) => unavailable(server) === undefined && server.active === 0);
  return {
    ...taking(idle ?? least.server),
    compared: least.compared,
    facts: { rule: 'idle', idle: idle !== undefined },
  };
});
