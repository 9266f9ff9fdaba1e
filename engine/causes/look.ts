import type { FactsRequest, IpvsServer, IpvsService, NodeFacts } from '../../contract/facts.js';
import { devicesWith, findService } from '../world/ipvs-lookup.js';
import type { World } from '../world/judge.js';
import { ipv4, nodeOf, within } from '../world/topology-lookup.js';
import type { NodeSpec, Topology } from '../machines/provider.js';
import type { RequestsSymptom } from '../world/symptom.js';

/** A node of the topology with what was read from it. */
export interface Seen {
  readonly spec: NodeSpec;
  readonly node: string;
  readonly facts: NodeFacts;
}

export function factsIf(world: World, node: string): NodeFacts | undefined {
  const observed = world.facts(node);
  return observed.ok ? observed.facts : undefined;
}

function seen(world: World, nodes: readonly NodeSpec[]): readonly Seen[] {
  return nodes.flatMap((spec) => {
    const facts = factsIf(world, spec.name);
    return facts === undefined ? [] : [{ spec, node: spec.name, facts }];
  });
}

/**
 * Who may hold a virtual address: the directors, or, where there are none, every node of its network that serves (a pair
 * of web or database servers that keepalived makes available).
 */
export function holdersOf(topology: Topology, vip: string): readonly NodeSpec[] {
  const directors = topology.nodes.filter(({ role }) => role === 'director');
  if (directors.length > 0) return directors;
  return topology.nodes.filter(
    ({ role, interfaces }) =>
      role === 'realserver' && interfaces.some((each) => within(vip, each.address, each.prefix)),
  );
}

export function directors(world: World, vip: string): readonly Seen[] {
  return seen(world, holdersOf(world.topology, vip));
}

/** Nodes that the service hands requests to: none where those that serve hold the address themselves. */
export function realserversOf(topology: Topology): readonly NodeSpec[] {
  if (!topology.nodes.some(({ role }) => role === 'director')) return [];
  return topology.nodes.filter(({ role }) => role === 'realserver');
}

export function realservers(world: World, only?: readonly string[]): readonly Seen[] {
  return seen(world, realserversOf(world.topology)).filter(
    ({ node }) => only === undefined || only.includes(node),
  );
}

/** The director that the VIP is on; with none, or before keepalived chose one, the first. */
export function active(world: World, vip: string): Seen | undefined {
  const all = directors(world, vip);
  return all.find(({ facts }) => devicesWith(facts, vip).length > 0) ?? all[0];
}

/** The marks that the node's firewall gives to packets for the address: iptables' and nft's own words for it. */
export function marksFor(facts: NodeFacts, vip: string): readonly number[] {
  return (facts.firewall ?? '').split('\n').flatMap((line) => {
    const mark =
      /meta mark set (0x[0-9a-f]+|\d+)/i.exec(line) ?? /MARK (?:set|xset) (0x[0-9a-f]+|\d+)/i.exec(line);
    const to = /ip daddr (\S+)/.exec(line)?.[1];
    return mark === null || to?.split('/')[0] !== vip ? [] : [Number(mark[1])];
  });
}

/** The virtual service that takes what comes for an address and port: by name, or by a firewall mark. */
export function serviceFor(facts: NodeFacts, vip: string, port: number): IpvsService | undefined {
  const { ipvs } = facts;
  if (ipvs === undefined) return undefined;
  const named = findService(ipvs, { tcp: `${vip}:${port}` });
  if (named !== undefined) return named;
  const marks = marksFor(facts, vip);
  return ipvs.services.find((each) => each.protocol === 'fwmark' && marks.includes(each.port));
}

/** The director that the VIP is on, and its service for the requests; undefined: it has none, or that is not known. */
export function served(
  world: World,
  { vip, port }: RequestsSymptom,
): { readonly director: Seen; readonly service: IpvsService } | undefined {
  const director = active(world, vip);
  const service = director === undefined ? undefined : serviceFor(director.facts, vip, port);
  return director === undefined || service === undefined ? undefined : { director, service };
}

/** The entry of a realserver in a service. */
export function entryOf(service: IpvsService, server: Seen): IpvsServer | undefined {
  return service.servers.find((each) =>
    server.spec.interfaces.some(({ address }) => address === each.address),
  );
}

/** How a realserver is reached by the service of an address; undefined: it is not in it, or that is not known. */
export function methodOf(
  world: World,
  symptom: RequestsSymptom,
  server: Seen,
): IpvsServer['method'] | undefined {
  for (const { facts } of directors(world, symptom.vip)) {
    const service = serviceFor(facts, symptom.vip, symptom.port);
    const entry = service === undefined ? undefined : entryOf(service, server);
    if (entry !== undefined) return entry.method;
  }
  return undefined;
}

export function arpKeys(node: NodeSpec): readonly string[] {
  const devices = ['all', 'lo', ...node.interfaces.map((each) => each.dev)];
  return devices.flatMap((dev) => [`net.ipv4.conf.${dev}.arp_ignore`, `net.ipv4.conf.${dev}.arp_announce`]);
}

/** Facts of those that may hold an address, and of those that are handed its requests. */
export function around(
  topology: Topology,
  vip: string,
  holder: (node: NodeSpec) => FactsRequest,
  server: (node: NodeSpec) => FactsRequest,
): Readonly<Record<string, FactsRequest>> {
  return Object.fromEntries([
    ...realserversOf(topology).map((node) => [node.name, server(node)] as const),
    ...holdersOf(topology, vip).map((node) => [node.name, holder(node)] as const),
  ]);
}

/** Addresses with a prefix that make a whole subnet the node's own: on a loopback-like device the kernel adds it as local. */
export function localSubnets(
  facts: NodeFacts,
): readonly { readonly dev: string; readonly address: string; readonly prefix: number }[] {
  return (facts.addresses ?? []).filter(({ family, dev, address, prefix }) => {
    if (family !== 'inet' || dev !== 'lo' || prefix === 0 || prefix === 32 || address.startsWith('127.'))
      return false;
    return ipv4(address) !== undefined;
  });
}

/** The address that a node uses towards another one: of the interface on the network that holds it, else the first. */
export function sourceTowards(topology: Topology, node: string, address: string): string | undefined {
  const interfaces = nodeOf(topology, node)?.interfaces ?? [];
  return (interfaces.find((each) => within(address, each.address, each.prefix)) ?? interfaces[0])?.address;
}

/** What became of requests, counted. */
export interface Outcomes {
  readonly total: number;
  readonly ok: number;
  readonly refused: number;
  readonly timeout: number;
  readonly unreachable: number;
  readonly httpError: number;
  readonly bad: number;
  /** Requests that came to a node by name. */
  readonly by: Readonly<Record<string, number>>;
}

/** Undefined: no request is known, so none can have ended in a way that a cause does not fit. */
export function outcomes({ attempts }: RequestsSymptom): Outcomes | undefined {
  if (attempts === undefined || attempts.length === 0) return undefined;
  const count = (outcome: string) => attempts.filter((each) => each.outcome === outcome).length;
  const by: Record<string, number> = {};
  for (const { server } of attempts) if (server !== undefined) by[server] = (by[server] ?? 0) + 1;
  const ok = count('ok');
  return {
    total: attempts.length,
    ok,
    refused: count('refused') + count('reset'),
    timeout: count('timeout'),
    unreachable: count('unreachable'),
    httpError: count('http-error'),
    bad: attempts.length - ok,
    by,
  };
}

/**
 * Nodes other than the directors that got the client's requests first, though no director forwarded any. Where nobody is
 * to hand requests on, nobody is passed by.
 */
export function bypassers(world: World, { path, vip }: RequestsSymptom): readonly string[] {
  if (path === undefined) return [];
  const names = holdersOf(world.topology, vip).map(({ name }) => name);
  if (names.length === 0 || names.some((name) => (path.requestSenders[name] ?? 0) > 0)) return [];
  const routers = world.topology.nodes.filter(({ role }) => role === 'router').map(({ name }) => name);
  return Object.keys(path.requestReceivers).filter(
    (name) => !names.includes(name) && !routers.includes(name),
  );
}

/** Did a director hand on what the client sent? Undefined: the frames were not seen. */
export function forwarded(world: World, symptom: RequestsSymptom): boolean | undefined {
  const { path, vip } = symptom;
  if (path === undefined) return undefined;
  if (holdersOf(world.topology, vip).some(({ name }) => (path.requestSenders[name] ?? 0) > 0)) return true;
  // What is handed on by NAT is to the server's address, and not among the frames to the VIP that were counted.
  const servers = served(world, symptom)?.service.servers ?? [];
  return servers.some(({ method }) => method === 'nat') ? undefined : false;
}
