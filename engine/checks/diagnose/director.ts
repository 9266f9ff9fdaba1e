import type { DiagnosisMessage } from '../../../contract/messages/verdicts.js';
import { devicesWith, effective, findService, serverName } from '../ipvs-lookup.js';
import { interfaceTowards } from '../../experiments/topology-lookup.js';
import { type Cause, directors, realservers, type Seen, type VipCase } from './case.js';
import { dropsTcp } from './firewall.js';
import { misplacedServer, misplacedService, mistypedVip, webAbsent } from './near-miss.js';
import { nodeCause, usesKeepalived, vrrpCause } from './vrrp.js';

/** The director that the VIP is on; with none, or before keepalived chose one, the first. */
function active(which: VipCase): Seen | undefined {
  const all = directors(which);
  return all.find(({ facts }) => devicesWith(facts, which.vip).length > 0) ?? all[0];
}

/** F-NOVIPD, with keepalived's own reasons first where it should have set the VIP; split brain. */
export const vipMissing: Cause = (which) => {
  const all = directors(which);
  const holders = all.filter(({ facts }) => devicesWith(facts, which.vip).length > 0);
  const first = all[0];
  if (first === undefined || all.some(({ facts }) => facts.addresses === undefined)) return undefined;
  if (holders.length > 1) return vrrpCause(which.world, { vip: which.vip });
  if (holders.length === 1) return undefined;
  if (all.some(({ facts }) => usesKeepalived(facts))) {
    const found = vrrpCause(which.world, { vip: which.vip });
    if (found !== undefined) return found;
  }
  for (const { node, facts } of all) {
    const other = mistypedVip(which.world.topology, node, facts, which.vip);
    if (other !== undefined) return other;
  }
  return { code: 'vip-not-on-director', params: { node: first.node, vip: which.vip } };
};

/** The ARP suppression of realservers, set on the director by mistake. */
export const ignoresArp: Cause = (which) => {
  const director = active(which);
  if (director === undefined) return undefined;
  const found = devicesWith(director.facts, which.vip)[0];
  if (found === undefined) return undefined;
  const dev = interfaceTowards(director.spec, which.vip)?.dev ?? 'eth0';
  const value = effective(director.facts, dev, 'arp_ignore') ?? 0;
  const { node } = director;
  const silent = value === 8 || (value > 0 && found.dev !== dev);
  return silent
    ? { code: 'director-ignores-arp', params: { node, vip: which.vip, value: String(value) } }
    : undefined;
};

/** F-NOSVC and what leads to it. */
export const serviceMissing: Cause = (which) => {
  const director = active(which);
  const ipvs = director?.facts.ipvs;
  if (director === undefined || ipvs === undefined) return undefined;
  const { node } = director;
  const name = `${which.vip}:${which.port}`;
  if (ipvs.services.some((each) => each.protocol === 'fwmark')) return undefined;
  if (findService(ipvs, { tcp: name }) !== undefined) return undefined;
  if (usesKeepalived(director.facts)) {
    const found = nodeCause(node, director.facts);
    if (found !== undefined) return found;
    if (which.world.topology.nodes.filter((each) => each.role === 'director').length > 1) {
      return { code: 'virtual-server-missing', params: { node, service: name } };
    }
  }
  if (!ipvs.tool) return { code: 'ipvsadm-not-installed', params: { node } };
  if (!ipvs.loaded) return { code: 'module-not-loaded', params: { node, name: 'ip_vs' } };
  const other = misplacedService(which.world.topology, node, ipvs, { tcp: name });
  if (other !== undefined) return other;
  const local = which.attempts?.some((each) => each.server === node);
  if (local) return { code: 'answered-by-director', params: { node } };
  return { code: 'no-virtual-service', params: { node, service: name } };
};

/** F-RSOUT, missing servers, wrong method, F-W0; a server that a health check took out is down itself. */
export const servers: Cause = (which) => {
  const director = active(which);
  const service =
    director?.facts.ipvs && findService(director.facts.ipvs, { tcp: `${which.vip}:${which.port}` });
  if (director === undefined || service === undefined) return undefined;
  const { node } = director;
  const name = `${which.vip}:${which.port}`;
  const checked = usesKeepalived(director.facts);
  if (service.servers.length === 0 && !checked)
    return { code: 'no-real-servers', params: { node, service: name } };
  for (const { spec, facts, node: realserver } of realservers(which)) {
    const own = spec.interfaces.map((each) => each.address);
    const entry = service.servers.find((each) => own.includes(each.address));
    const onLo = devicesWith(facts, which.vip).length > 0;
    if (entry === undefined) {
      const down = facts.listeners !== undefined && !facts.listeners.some((each) => each.port === which.port);
      if (checked && down) return webAbsent(realserver, facts, which.port);
      const cause = checked ? nodeCause(node, director.facts) : undefined;
      const server = `${own[0] ?? realserver}:${which.port}`;
      return (
        cause ??
        misplacedServer(node, service, server) ?? {
          code: 'server-missing',
          params: { node, service: name, server },
        }
      );
    }
    if (onLo && entry.method !== 'dr' && entry.method !== 'local' && !onTunnel(facts.addresses, which.vip)) {
      const params = { node, server: serverName(entry), found: entry.method, want: 'dr' };
      return { code: 'wrong-method', params };
    }
    if (entry.weight === 0) return { code: 'weight-zero', params: { node, server: serverName(entry) } };
  }
  return undefined;
};

function onTunnel(addresses: Seen['facts']['addresses'], vip: string): boolean {
  return addresses?.some((each) => each.address === vip && /^(tunl|gre|ipip)/.test(each.dev)) ?? false;
}

/** F-FWD. */
export const forwarding: Cause = (which) => {
  const director = active(which);
  const service =
    director?.facts.ipvs && findService(director.facts.ipvs, { tcp: `${which.vip}:${which.port}` });
  const nat = service?.servers.some((each) => each.method === 'nat');
  if (director === undefined || !nat || director.facts.sysctls?.['net.ipv4.ip_forward'] !== 0)
    return undefined;
  return { code: 'nat-forwarding-off', params: { node: director.node } };
};

/** F-FWIN. */
export const firewall: Cause = (which) => {
  const director = active(which);
  if (director === undefined || !dropsTcp(director.facts, which.port, which.vip)) return undefined;
  return { code: 'director-firewall', params: { node: director.node, port: String(which.port) } };
};

/** F-PERSIST; F-TEMPL and F-OLDCONN: templates that outlive their service's flag. */
export const persistence: Cause = (which) => {
  const director = active(which);
  const ipvs = director?.facts.ipvs;
  const service = ipvs && findService(ipvs, { tcp: `${which.vip}:${which.port}` });
  if (!which.spread || director === undefined || service === undefined) return undefined;
  const name = `${which.vip}:${which.port}`;
  const { node } = director;
  if (service.persistent === undefined) return undefined;
  const params = { node, service: name, seconds: String(service.persistent) };
  return { code: 'persistent-hides-scheduler', params };
};

/** The servers' weights are not in the proportion of the wanted shares, or the scheduler is not a round-robin one. */
export function spreadCause(
  which: VipCase,
  over: Readonly<Record<string, number>>,
): DiagnosisMessage | undefined {
  const director = active(which);
  const service =
    director?.facts.ipvs && findService(director.facts.ipvs, { tcp: `${which.vip}:${which.port}` });
  if (director === undefined || service === undefined) return undefined;
  const { node } = director;
  const name = `${which.vip}:${which.port}`;
  const even = new Set(Object.values(over)).size === 1;
  if (service.scheduler !== 'rr' && service.scheduler !== 'wrr') {
    const params = { node, service: name, found: service.scheduler, want: even ? 'rr' : 'wrr' };
    return { code: 'wrong-scheduler', params };
  }
  if (!even && service.scheduler === 'rr') {
    return { code: 'wrong-scheduler', params: { node, service: name, found: 'rr', want: 'wrr' } };
  }
  if (service.scheduler === 'rr') return undefined;
  const [base] = realservers(which);
  const weightOf = (seen: Seen | undefined): number =>
    service.servers.find((each) => seen?.spec.interfaces.some((one) => one.address === each.address))
      ?.weight ?? 0;
  for (const seen of realservers(which)) {
    const share = over[seen.node] ?? 0;
    const want = (weightOf(base) * share) / Math.max(1, over[base?.node ?? ''] ?? 1);
    if (weightOf(seen) === want) continue;
    const server = `${seen.spec.interfaces[0]?.address ?? seen.node}:${which.port}`;
    return {
      code: 'wrong-weight',
      params: { node, server, found: String(weightOf(seen)), want: String(want) },
    };
  }
  return undefined;
}

/** F-OLDCONN: entries for servers that the service does not have any more, or templates without persistence. */
export const leftovers: Cause = (which) => {
  const director = active(which);
  const ipvs = director?.facts.ipvs;
  const name = `${which.vip}:${which.port}`;
  const service = ipvs && findService(ipvs, { tcp: name });
  if (director === undefined || ipvs === undefined || service === undefined) return undefined;
  const known = new Set(service.servers.map(serverName));
  const old = ipvs.connections.some(
    (each) =>
      each.virtual === name &&
      (!known.has(each.destination) || (each.source.endsWith(':0') && service.persistent === undefined)),
  );
  return old ? { code: 'leftover-connections', params: { node: director.node, service: name } } : undefined;
};
