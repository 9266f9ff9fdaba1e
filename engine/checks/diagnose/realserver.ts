import type { DiagnosisMessage } from '../../../contract/messages/verdicts.js';
import type { Route } from '../../../contract/facts.js';
import { interfaceTowards, ipv4, nodeOf, nodeOfAddress, within } from '../../experiments/topology-lookup.js';
import { devicesWith, effective } from '../ipvs-lookup.js';
import { type Cause, directors, realservers, type Seen, type VipCase } from './case.js';
import { dropsTcp } from './firewall.js';
import { mistypedVip, webAbsent } from './near-miss.js';

type EachServer = (server: Seen, which: VipCase) => DiagnosisMessage | undefined;

/** The first realserver with the fault. */
function each(inspect: EachServer): Cause {
  return (which) => {
    for (const server of realservers(which)) {
      const found = inspect(server, which);
      if (found !== undefined) return found;
    }
    return undefined;
  };
}

/** Servers that the director reaches by NAT need no VIP and no ARP suppression. */
function byNat(server: Seen, which: VipCase): boolean {
  return directors(which).some(({ facts }) =>
    facts.ipvs?.services
      .filter((service) => service.address === which.vip && service.port === which.port)
      .flatMap((service) => service.servers)
      .some(
        (each) => each.method === 'nat' && server.spec.interfaces.some((one) => one.address === each.address),
      ),
  );
}

/** F-VIPETH: arp_ignore=1 does not help there. */
export const vipOnNic = each((server, { vip }) => {
  const nics = server.spec.interfaces.map((one) => one.dev);
  const found = devicesWith(server.facts, vip).find(({ dev }) => nics.includes(dev));
  if (found === undefined) return undefined;
  return { code: 'vip-on-realserver-nic', params: { node: server.node, vip, dev: found.dev } };
});

/** F-LOMASK: any prefix but /32 makes a whole subnet local; /0 (F-LOMASK0) makes none and works. */
export const loPrefix = each((server, { vip }) => {
  const found = devicesWith(server.facts, vip).find(
    ({ dev, prefix }) => dev === 'lo' && prefix > 0 && prefix < 32,
  );
  if (found === undefined) return undefined;
  return { code: 'lo-prefix-not-32', params: { node: server.node, vip, prefix: String(found.prefix) } };
});

/** F-ARPIGN. Values 1 and 2 keep quiet about an address on lo; 8 about everything (ip-sysctl, arp_ignore). */
export const answersArp = each((server, { vip }) => {
  const { facts, node } = server;
  if (devicesWith(facts, vip).length === 0) return undefined;
  const dev = interfaceTowards(server.spec, vip)?.dev ?? 'eth0';
  const value = effective(facts, dev, 'arp_ignore');
  if (value === undefined || value === 1 || value === 2) return undefined;
  if (value === 8) return { code: 'arp-ignored-altogether', params: { node } };
  const lo = facts.sysctls?.['net.ipv4.conf.lo.arp_ignore'];
  if (value === 0 && typeof lo === 'number' && lo > 0)
    return { code: 'arp-only-on-lo', params: { node, vip, dev } };
  return { code: 'rs-answers-arp', params: { node, vip, value: String(value), dev } };
});

/** F-ARPANN: only 2 never takes an address of another interface as source of ARP requests. */
export const announcesVip = each((server, { vip }) => {
  const { facts, node } = server;
  if (devicesWith(facts, vip).length === 0) return undefined;
  const dev = interfaceTowards(server.spec, vip)?.dev ?? 'eth0';
  const value = effective(facts, dev, 'arp_announce');
  if (value === undefined || value >= 2) return undefined;
  const lo = facts.sysctls?.['net.ipv4.conf.lo.arp_announce'];
  if (value === 0 && typeof lo === 'number' && lo > 0)
    return { code: 'arp-only-on-lo', params: { node, vip, dev } };
  return { code: 'rs-announces-vip', params: { node, vip, value: String(value), dev } };
});

/** F-NOVIP. */
export const vipMissing = each((server, which) => {
  if (server.facts.addresses === undefined || devicesWith(server.facts, which.vip).length > 0)
    return undefined;
  if (byNat(server, which)) return undefined;
  const { node, facts } = server;
  return (
    mistypedVip(which.world.topology, node, facts, which.vip) ?? {
      code: 'vip-not-on-realserver',
      params: { node, vip: which.vip },
    }
  );
});

/** F-RSDOWN and F-LISTEN. */
export const webDown = each((server, which) => {
  const { facts, node } = server;
  if (facts.listeners === undefined) return undefined;
  const nat = byNat(server, which);
  const own = server.spec.interfaces.map((one) => one.address);
  const port = nat ? (natPort(own, which) ?? which.port) : which.port;
  const listeners = facts.listeners.filter((one) => one.port === port);
  if (listeners.length === 0) return webAbsent(node, facts, port);
  const wanted = nat ? own : [which.vip];
  if (listeners.some((one) => ['0.0.0.0', '::', ...wanted].includes(one.address))) return undefined;
  const found = listeners.map((one) => one.address).join(', ');
  return {
    code: 'web-listens-elsewhere',
    params: { node, port: String(port), found, address: wanted[0] ?? '' },
  };
});

function natPort(own: readonly string[], which: VipCase): number | undefined {
  const servers = directors(which)
    .flatMap(({ facts }) => facts.ipvs?.services ?? [])
    .flatMap((one) => one.servers);
  return servers.find((one) => own.includes(one.address))?.port;
}

/** F-RSFW. */
export const firewall = each((server, { vip, port }) =>
  dropsTcp(server.facts, port, vip)
    ? { code: 'rs-firewall', params: { node: server.node, port: String(port) } }
    : undefined,
);

/** F-DRGW, F-NOROUTE, and for NAT the opposite (F-NOGW, F-WRONGGW). */
export const gateway = each((server, which) => {
  const client =
    which.from === undefined ? undefined : nodeOf(which.world.topology, which.from)?.interfaces[0];
  const { routes } = server.facts;
  if (client === undefined || routes === undefined) return undefined;
  const { node } = server;
  const director = directors(which)[0]?.node ?? '';
  const route = routeTo(routes, client.address);
  const via = route?.via === undefined ? undefined : nodeOfAddress(which.world.topology, route.via);
  const toDirector = which.world.topology.nodes.some((one) => one.name === via && one.role === 'director');
  if (byNat(server, which)) {
    return toDirector ? undefined : { code: 'nat-gateway-not-director', params: { node, director } };
  }
  if (route === undefined) return { code: 'no-route-to-client', params: { node, client: client.address } };
  return toDirector
    ? { code: 'rs-gateway-is-director', params: { node, director: via ?? director } }
    : undefined;
});

/** The route with the longest prefix that holds the address. */
export function routeTo(routes: readonly Route[], address: string): Route | undefined {
  let best: Route | undefined;
  let length = -1;
  for (const route of routes) {
    const [network = '', prefix = '32'] = route.to === 'default' ? ['0.0.0.0', '0'] : route.to.split('/');
    if (ipv4(network) === undefined || !within(address, network, Number(prefix))) continue;
    if (Number(prefix) > length) {
      best = route;
      length = Number(prefix);
    }
  }
  return best;
}
