import type { Route } from '../../contract/facts.js';
import type { World } from '../world/judge.js';
import { devicesWith, effective } from '../world/ipvs-lookup.js';
import { ipv4, nodeOfAddress, within } from '../world/topology-lookup.js';
import { cause, type CauseWants, type Finding } from './cause.js';
import { askedNode } from './direct.js';
import { dropsReplies, dropsTcp } from './firewall.js';
import {
  around,
  directors,
  forwarded,
  holdersOf,
  methodOf,
  outcomes,
  realservers,
  type Seen,
  serviceFor,
  sourceTowards,
} from './look.js';
import { mistypedVip, webAbsent } from './near-miss.js';
import type { RequestsSymptom } from '../world/symptom.js';

const tunnel = /^(tunl|gre|ipip|sit)/;

const wants = ({ vip }: RequestsSymptom, topology: World['topology']): CauseWants => ({
  facts: around(
    topology,
    vip,
    () => ({ network: true, ipvs: true, firewall: true }),
    () => ({
      network: true,
      listeners: true,
      firewall: true,
      counters: true,
      sysctls: ['all', 'tunl0', 'eth0'].map((dev) => `net.ipv4.conf.${dev}.rp_filter`),
    }),
  ),
});

type Found = Omit<Finding, 'strength'> | Finding | undefined;

/**
 * A cause at each realserver by itself. @param fits did requests that came to this server end so that it can be the reason?
 */
function each(
  inspect: (server: Seen, symptom: RequestsSymptom, world: World) => Found,
  fits: (server: Seen, symptom: RequestsSymptom, world: World) => boolean,
) {
  return cause({
    explains: ['requests'],
    wants,
    find: (symptom, world) =>
      realservers(world, symptom.servers).flatMap((server): readonly Finding[] => {
        const found = inspect(server, symptom, world);
        if (found === undefined) return [];
        const strength = fits(server, symptom, world) ? 'likely' : 'present';
        return [{ strength, ...found, ...(strength === 'present' ? { strength } : {}) }];
      }),
  });
}

/** Nothing came back from this server: requests timed out, and no answer of its was seen. */
function silent(server: Seen, symptom: RequestsSymptom, world: World): boolean {
  return unheard(server, symptom, world) && (symptom.path?.replySenders[server.node] ?? 0) === 0;
}

/** The same of a server whose replies may have left it, and did not come to the client. */
function unheard({ node }: Seen, symptom: RequestsSymptom, world: World): boolean {
  const seen = outcomes(symptom);
  if (seen === undefined) return true;
  if ((seen.by[node] ?? 0) > 0) return false;
  // Who forwards what is not for it sends it round in a circle until its time to live is over: unreachable.
  if (seen.timeout + seen.unreachable === 0) return false;
  // Who is asked by its own address is asked past every director.
  if (askedNode(world, symptom) !== undefined) return true;
  return forwarded(world, symptom) !== false;
}

/** This server refused: a reset came from it; where no frames were seen, somebody did. */
function refused({ node }: Seen, symptom: RequestsSymptom): boolean {
  const seen = outcomes(symptom);
  if (seen === undefined) return true;
  if (seen.refused === 0) return symptom.over !== undefined && (seen.by[node] ?? 0) === 0 && seen.ok > 0;
  // By NAT a refusal leaves the director; by DR the server itself.
  const { path } = symptom;
  if (path === undefined || Object.keys(path.resetSenders).length === 0) return (seen.by[node] ?? 0) === 0;
  return (path.resetSenders[node] ?? 0) > 0 || (seen.by[node] ?? 0) === 0;
}

/** F-NOVIP: its kernel drops what is for an address that it does not have. NAT servers need none. */
export const vipMissing = each((server, symptom, world) => {
  const { facts, node } = server;
  const { vip } = symptom;
  if (facts.addresses === undefined || devicesWith(facts, vip).length > 0) return undefined;
  if (methodOf(world, symptom, server) === 'nat') return undefined;
  const dropped = (facts.counters?.['IpInAddrErrors'] ?? 0) > 0;
  return {
    diagnosis: mistypedVip(world.topology, node, facts, vip) ?? {
      code: 'vip-not-on-realserver',
      params: { node, vip },
    },
    ...(dropped ? { strength: 'proven' as const } : {}),
  };
}, silent);

/** The port that this server is asked at: its own by NAT, the service's by DR and TUN, which cannot change it. */
function portOf(server: Seen, symptom: RequestsSymptom, world: World): number {
  if (methodOf(world, symptom, server) !== 'nat') return symptom.port;
  for (const { facts } of directors(world, symptom.vip)) {
    const own = server.spec.interfaces.map(({ address }) => address);
    const entry = serviceFor(facts, symptom.vip, symptom.port)?.servers.find((one) =>
      own.includes(one.address),
    );
    if (entry !== undefined) return entry.port;
  }
  return symptom.port;
}

/** F-RSDOWN and F-LISTEN. */
export const webDown = each(
  (server, symptom, world) => {
    const { facts, node, spec } = server;
    if (facts.listeners === undefined) return undefined;
    const nat = methodOf(world, symptom, server) === 'nat';
    const own = spec.interfaces.map((one) => one.address);
    const port = portOf(server, symptom, world);
    const listeners = facts.listeners.filter((one) => one.port === port);
    const proven = (symptom.path?.resetSenders[node] ?? 0) > 0 ? { strength: 'proven' as const } : {};
    if (listeners.length === 0) return { diagnosis: webAbsent(node, facts, port), ...proven };
    const wanted = nat ? own : [symptom.vip];
    if (listeners.some((one) => ['0.0.0.0', '::', ...wanted].includes(one.address))) return undefined;
    const params = {
      node,
      port: String(port),
      found: listeners.map((one) => one.address).join(', '),
      address: wanted[0] ?? '',
    };
    return { diagnosis: { code: 'web-listens-elsewhere', params }, ...proven };
  },
  (server, symptom) => refused(server, symptom),
);

/** F-RSFW. */
export const firewall = each(
  ({ facts, node }, { vip, port }) =>
    dropsTcp(facts, port, vip) || dropsReplies(facts, port, vip)
      ? { diagnosis: { code: 'rs-firewall', params: { node, port: String(port) } } }
      : undefined,
  (server, symptom, world) => silent(server, symptom, world) || refused(server, symptom),
);

/** F-DRGW, F-NOROUTE, and for NAT the opposite (F-NOGW, F-WRONGGW). */
export const gateway = each((server, symptom, world) => {
  const { from, vip } = symptom;
  const { topology } = world;
  const client = from === undefined ? undefined : sourceTowards(topology, from, vip);
  const { routes } = server.facts;
  if (client === undefined || routes === undefined) return undefined;
  const { node } = server;
  const director = directors(world, vip)[0]?.node ?? '';
  const route = routeTo(routes, client);
  const via = route?.via === undefined ? undefined : nodeOfAddress(topology, route.via);
  const holders = holdersOf(topology, vip).map(({ name }) => name);
  const toDirector = via !== undefined && holders.includes(via);
  const noRoutes = (server.facts.counters?.['IpOutNoRoutes'] ?? 0) > 0;
  const method = methodOf(world, symptom, server);
  if (method === 'nat') {
    if (toDirector) return undefined;
    return {
      diagnosis: { code: 'nat-gateway-not-director', params: { node, director } },
      ...(route === undefined && noRoutes ? { strength: 'proven' as const } : {}),
    };
  }
  if (route === undefined || (route.type !== undefined && route.type !== 'unicast'))
    return {
      diagnosis: { code: 'no-route-to-client', params: { node, client } },
      ...(noRoutes ? { strength: 'proven' as const } : {}),
    };
  return toDirector
    ? { diagnosis: { code: 'rs-gateway-is-director', params: { node, director: via } } }
    : undefined;
}, unheard);

/** F-TUNDOWN: who has no tunnel device up tells the director so (ICMP protocol unreachable), which refuses the client. */
export const tunnelDown = each(
  (server, symptom, world) => {
    if (methodOf(world, symptom, server) !== 'tun') return undefined;
    const { links } = server.facts;
    if (links === undefined) return undefined;
    const devices = links.filter(({ dev }) => tunnel.test(dev));
    if (devices.some(({ up }) => up)) return undefined;
    return {
      diagnosis: { code: 'tunnel-down', params: { node: server.node, dev: devices[0]?.dev ?? 'tunl0' } },
    };
  },
  (server, symptom, world) => refused(server, symptom) || silent(server, symptom, world),
);

/** F-RPF: what comes out of the tunnel has a client's source, which the route back does not lead through it. */
export const reversePath = each((server, symptom, world) => {
  if (methodOf(world, symptom, server) !== 'tun') return undefined;
  const value = effective(server.facts, 'tunl0', 'rp_filter');
  if (value !== 1) return undefined;
  const dropped = (server.facts.counters?.['TcpExtIPReversePathFilter'] ?? 0) > 0;
  return {
    diagnosis: { code: 'rp-filter-drops', params: { node: server.node, dev: 'tunl0' } },
    ...(dropped ? { strength: 'proven' as const } : {}),
  };
}, silent);

/** The page itself: a server answers, but with an error status. */
export const page = cause({
  explains: ['requests'],
  find: ({ attempts, vip }) => {
    const bad = attempts?.find((one) => one.outcome === 'http-error');
    if (bad === undefined) return undefined;
    const params = { node: bad.server ?? vip, status: String(bad.status ?? 0) };
    return { diagnosis: { code: 'page-missing', params }, strength: 'proven' };
  },
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
