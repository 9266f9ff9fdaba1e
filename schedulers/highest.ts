import { compared, type Compared, type Decision, forgetful, taking } from './rule.js';
import { type Server, unavailable } from './server.js';

/** The server of the highest weight among those that are not skipped; of equal ones the first. */
function highest(servers: readonly Server[], skips: (server: Server) => Compared['skipped']): Decision {
  let best: Server | undefined;
  const all = servers.map((server) => {
    const skipped = skips(server);
    if (skipped !== undefined) return compared(server, undefined, skipped);
    if (best === undefined || server.weight > best.weight) best = server;
    return compared(server, { num: server.weight, den: 1 });
  });
  return { ...taking(best), compared: all, facts: { rule: 'highest' } };
}

/** Weighted failover: net/netfilter/ipvs/ip_vs_fo.c. */
export const fo = forgetful((servers) => highest(servers, unavailable));

/** Weighted overflow: ip_vs_ovf.c. As `active` may equal the weight when one more is taken, weight + 1 fit. */
export const ovf = forgetful((servers) =>
  highest(servers, (server) => unavailable(server) ?? (server.active > server.weight ? 'in-use' : undefined)),
);
