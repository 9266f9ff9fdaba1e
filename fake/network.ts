import { isLocal, routeTo } from './addresses.js';
import { answersArp, resolve } from './arp.js';
import { drops } from './firewall.js';
import { account, findService, schedule } from './ipvs.js';
import { count, type LinkModel, type NodeModel, type ServerModel, type ServiceModel } from './model.js';
import { neighboursOn, send, type World } from './world.js';

/** Addresses and ports of a TCP segment. */
export interface Segment {
  readonly source: string;
  readonly sourcePort: number;
  readonly destination: string;
  readonly destinationPort: number;
}

/** One frame's way over a wire. */
export interface Leg {
  readonly node: NodeModel;
  readonly link: LinkModel;
  /** The receiver's MAC. */
  readonly to: string;
  readonly segment: Segment;
}

/** What became of a connection. */
export type Outcome =
  | {
      readonly kind: 'ok';
      readonly server: NodeModel;
      readonly there: readonly Leg[];
      readonly back: readonly Leg[];
    }
  | { readonly kind: 'refused'; readonly there: readonly Leg[]; readonly back: readonly Leg[] }
  | {
      readonly kind: 'unreachable' | 'timeout';
      readonly there: readonly Leg[];
      readonly back: readonly Leg[];
    };

type Arrival =
  | { readonly kind: 'arrived'; readonly node: NodeModel; readonly segment: Segment }
  | { readonly kind: 'no-server'; readonly node: NodeModel; readonly segment: Segment }
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'lost' };

interface Handed {
  readonly director: NodeModel;
  readonly service: ServiceModel;
  readonly server: ServerModel;
  /** The segment as it was before a NAT director changed it. */
  readonly original: Segment;
}

interface Walk {
  readonly world: World;
  readonly legs: Leg[];
  handed?: Handed;
}

const maxHops = 16;

/**
 * Opens a TCP connection as far as its way matters: ARP, routes, packet filters, IPVS (net/netfilter/ipvs: DR sends
 * the same packet to another MAC, NAT changes its destination), and the way of the answer, which DR never sees.
 */
export function connect(world: World, from: NodeModel, address: string, port: number): Outcome {
  from.nextPort = from.nextPort >= 60_000 ? 40_000 : from.nextPort + 2;
  const hop = routeTo(from, address);
  const local = isLocal(from, address);
  if (hop === undefined && !local) return { kind: 'unreachable', there: [], back: [] };
  const source = local ? address : (hop?.source ?? address);
  const segment = { source, sourcePort: from.nextPort, destination: address, destinationPort: port };
  const walk: Walk = { world, legs: [] };
  const arrival = local ? receive(walk, from, 'lo', segment, 0) : transmit(walk, from, segment, 0);
  const outcome = answer(walk, from, segment, arrival);
  const { handed } = walk;
  if (handed !== undefined) {
    const virtual = `${handed.original.destination}:${handed.original.destinationPort}`;
    const client = handed.original.source;
    const answered = outcome.kind === 'ok';
    account(handed.director, handed.service, handed.server, {
      client,
      port: handed.original.sourcePort,
      virtual,
      answered,
    });
  }
  return outcome;
}

/** Routes a segment out of a node and follows it. */
function transmit(walk: Walk, node: NodeModel, segment: Segment, hops: number): Arrival {
  if (hops > maxHops) return { kind: 'lost' };
  const hop = routeTo(node, segment.destination);
  if (hop === undefined) {
    count(node, 'IpOutNoRoutes');
    return { kind: 'unreachable' };
  }
  return transmitTo(walk, node, hop.link, hop.next, segment, hops);
}

function transmitTo(
  walk: Walk,
  node: NodeModel,
  link: LinkModel,
  next: string,
  segment: Segment,
  hops: number,
): Arrival {
  const found = resolve(walk.world, node, link, next, segment.source);
  if (found === undefined) return { kind: 'unreachable' };
  walk.legs.push({ node, link, to: found.mac, segment });
  if (found.receiver === undefined) return { kind: 'lost' };
  return receive(walk, found.receiver.node, found.receiver.link.dev, segment, hops + 1);
}

/** What a node does with a segment that came in. */
function receive(walk: Walk, node: NodeModel, dev: string, segment: Segment, hops: number): Arrival {
  const { source, destination, destinationPort: port } = segment;
  const filtered = { protocol: 'tcp', source, destination, port, dev } as const;
  if (!isLocal(node, destination)) {
    if (node.sysctls['net/ipv4/ip_forward'] !== '1') {
      count(node, 'IpInAddrErrors');
      return { kind: 'lost' };
    }
    return drops(node, 'forward', filtered) ? { kind: 'lost' } : transmit(walk, node, segment, hops);
  }
  if (drops(node, 'input', filtered)) return { kind: 'lost' };
  const service = node.modules.includes('ip_vs') ? findService(node, destination, port) : undefined;
  if (service === undefined || walk.handed !== undefined) return { kind: 'arrived', node, segment };
  const server = schedule(node, service, source, `${destination}:${port}`);
  if (server === undefined) return { kind: 'no-server', node, segment };
  walk.handed = { director: node, service, server, original: segment };
  return forward(walk, node, server, segment, hops);
}

function forward(walk: Walk, node: NodeModel, server: ServerModel, segment: Segment, hops: number): Arrival {
  const translated = { ...segment, destination: server.address, destinationPort: server.port };
  if (isLocal(node, server.address)) {
    // IPVS gives packets for the director's own address to itself, unchanged unless NAT (ip_vs_xmit.c, Local).
    return { kind: 'arrived', node, segment: server.method === 'nat' ? translated : segment };
  }
  if (server.method === 'nat') return transmit(walk, node, translated, hops);
  const hop = routeTo(node, server.address);
  if (hop === undefined) return { kind: 'unreachable' };
  if (server.method === 'dr') return transmitTo(walk, node, hop.link, server.address, segment, hops);
  // No node of ours takes tunnelled packets: "protocol 4 unreachable", which the client sees as refused.
  return { kind: 'no-server', node, segment };
}

/** The way back, and what the client makes of it. */
function answer(walk: Walk, from: NodeModel, asked: Segment, arrival: Arrival): Outcome {
  const there = walk.legs;
  if (arrival.kind === 'unreachable') return { kind: 'unreachable', there, back: [] };
  if (arrival.kind === 'lost') return { kind: 'timeout', there, back: [] };
  const { node, segment } = arrival;
  const listening =
    arrival.kind === 'arrived' && listensOn(node, segment.destination, segment.destinationPort);
  const reply: Segment = {
    source: segment.destination,
    sourcePort: segment.destinationPort,
    destination: segment.source,
    destinationPort: segment.sourcePort,
  };
  const back: Leg[] = [];
  const home =
    node === from
      ? !(walk.handed !== undefined && walk.handed.director !== node)
      : comesBack(walk, node, from, asked, reply, back);
  if (!home) return { kind: 'timeout', there, back };
  return listening ? { kind: 'ok', server: node, there, back } : { kind: 'refused', there, back };
}

/** Does the reply reach the client as an answer to what it asked? */
function comesBack(
  walk: Walk,
  node: NodeModel,
  client: NodeModel,
  asked: Segment,
  reply: Segment,
  back: Leg[],
): boolean {
  let at = node;
  let segment = reply;
  for (let hops = 0; hops < maxHops; hops += 1) {
    // A whole subnet on lo makes the client's address the server's own: the reply never leaves it.
    if (at !== client && isLocal(at, segment.destination)) return false;
    const hop = routeTo(at, segment.destination);
    if (hop === undefined) {
      count(at, 'IpOutNoRoutes');
      return false;
    }
    const found = resolve(walk.world, at, hop.link, hop.next, segment.source);
    if (found === undefined) return false;
    back.push({ node: at, link: hop.link, to: found.mac, segment });
    const next = found.receiver?.node;
    if (next === undefined) return false;
    const filtered = {
      protocol: 'tcp',
      source: segment.source,
      destination: segment.destination,
      port: segment.destinationPort,
      dev: found.receiver?.link.dev ?? '',
    } as const;
    if (next === client) {
      return (
        segment.source === asked.destination &&
        segment.sourcePort === asked.destinationPort &&
        !drops(client, 'input', filtered)
      );
    }
    // A packet from one's own address is a martian (net/ipv4/fib_frontend.c): a DR reply through the director ends here.
    if (isLocal(next, segment.source)) return false;
    if (next.sysctls['net/ipv4/ip_forward'] !== '1') {
      count(next, 'IpInAddrErrors');
      return false;
    }
    if (drops(next, 'forward', filtered)) return false;
    const { handed } = walk;
    if (handed?.director === next && handed.server.method === 'nat') {
      segment = { ...segment, source: asked.destination, sourcePort: asked.destinationPort };
    }
    at = next;
  }
  return false;
}

/** Does something take a connection to this address and port (`::` takes IPv4 in as well: bindv6only is 0)? */
function listensOn(node: NodeModel, address: string, port: number): boolean {
  return listenersOf(node).some(
    (each) => each.port === port && ['0.0.0.0', '::', address].includes(each.address),
  );
}

export function listenersOf(node: NodeModel): readonly {
  readonly address: string;
  readonly port: number;
  readonly inode: number;
  readonly unit: string;
}[] {
  return Object.entries(node.units).flatMap(([unit, { active, listeners }]) =>
    active === 'active' ? listeners.map((each) => ({ ...each, unit })) : [],
  );
}

/**
 * Would a TCP connection to a machine on the same network be taken? Without frames and without a trace: keepalived asks
 * it after every change, where a real one asks every few seconds.
 */
export function accepts(world: World, from: NodeModel, address: string, port: number): boolean {
  if (isLocal(from, address)) return listensOn(from, address, port);
  const hop = routeTo(from, address);
  if (hop === undefined || hop.next !== address) return false;
  const { source } = hop;
  const found = neighboursOn(world, from, hop.link).find((each) =>
    answersArp(each.node, each.link, address, source),
  );
  if (found === undefined || isLocal(found.node, source)) return false;
  const filtered = { protocol: 'tcp', source, destination: address, port, dev: found.link.dev } as const;
  return !drops(found.node, 'input', filtered) && listensOn(found.node, address, port);
}

/** An ICMP echo: `ok`, or why there is no reply; `legs` for whoever draws the frames. */
export function ping(
  world: World,
  from: NodeModel,
  address: string,
  frame: (from: string, to: string, source: string, destination: string, type: 0 | 8) => Uint8Array,
): 'ok' | 'unreachable' | 'timeout' {
  if (isLocal(from, address)) return 'ok';
  const hop = routeTo(from, address);
  if (hop === undefined) return 'unreachable';
  const walk: Walk = { world, legs: [] };
  const echo = { source: hop.source, sourcePort: 0, destination: address, destinationPort: 0 };
  const found = resolve(world, from, hop.link, hop.next, hop.source);
  if (found === undefined) return 'unreachable';
  send(world, from, hop.link, frame(hop.link.mac, found.mac, hop.source, address, 8));
  if (found.receiver === undefined) return 'timeout';
  const { node, link } = found.receiver;
  const filtered = { protocol: 'icmp', source: hop.source, destination: address, dev: link.dev } as const;
  const reached = isLocal(node, address)
    ? drops(node, 'input', filtered)
      ? undefined
      : node
    : arrivedAt(node.sysctls['net/ipv4/ip_forward'] === '1' ? transmit(walk, node, echo, 1) : undefined);
  if (reached === undefined || reached.sysctls['net/ipv4/icmp_echo_ignore_all'] === '1') return 'timeout';
  const back: Leg[] = [];
  const reply = { source: address, sourcePort: 0, destination: hop.source, destinationPort: 0 };
  if (!comesBack(walk, reached, from, echo, reply, back)) return 'timeout';
  for (const leg of back)
    send(world, leg.node, leg.link, frame(leg.link.mac, leg.to, address, hop.source, 0));
  return 'ok';
}

function arrivedAt(arrival: Arrival | undefined): NodeModel | undefined {
  return arrival?.kind === 'arrived' ? arrival.node : undefined;
}
