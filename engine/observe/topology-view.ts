import type { NodeFactsView, TopologyView, VipView } from '../../contract/views.js';
import type { IpvsServer, IpvsService, NodeFacts, Observed } from '../../contract/facts.js';
import type { Answerer } from './arp-answers.js';
import type { Topology } from '../machines/provider.js';
import { nodeOfAddress } from '../world/topology-lookup.js';

/** Milliseconds after which who answered ARP is forgotten, if the node does not have the address. */
const staleArp = 10_000;

/** What frames say that facts do not, or not yet: whose MAC last answered ARP for an address, or announced it. */
export type ArpOwners = ReadonlyMap<string, { readonly node: string; readonly at: number }>;

/** The facts of a node now, and those that were read before them: rates are differences. */
export interface NodeReading {
  readonly now: Observed;
  /** The last facts that could be read, `now` or older. */
  readonly facts?: NodeFacts;
  readonly before?: NodeFacts;
  /** Until when each section is known. */
  readonly known?: Known;
}

const sections = ['addresses', 'links', 'listening', 'vrrp', 'ipvs'] as const;
type Section = (typeof sections)[number];
/** Until when each section of a node's facts is known, milliseconds since the epoch. */
export type Known = Readonly<Record<Section, number>>;

/** @param old what was known before; a node that is known to be off has nothing to be known of it */
export function knownUntil(old: Known | undefined, now: Observed): Known {
  const at = now.ok ? now.facts.at : now.at;
  const until = (section: Section) =>
    (now.ok ? isRead(now.facts, section) : now.reason === 'halted') ? at : (old?.[section] ?? at);
  return Object.fromEntries(sections.map((section) => [section, until(section)])) as Record<Section, number>;
}

function isRead(facts: NodeFacts, section: Section): boolean {
  // Where no keepalived runs there is nothing to be read of it: then a node that was read has no instance.
  if (section === 'vrrp') return true;
  return facts[section === 'listening' ? 'listeners' : section] !== undefined;
}

/** @param at when it is drawn, milliseconds since the epoch: its time while no node has been read */
export function topologyView(
  topology: Topology,
  readings: ReadonlyMap<string, NodeReading>,
  owners: ArpOwners,
  at: number,
  answerers: (address: string) => readonly Answerer[] = () => [],
): TopologyView {
  const nodes = Object.fromEntries(
    topology.nodes.flatMap(({ name }) => {
      const reading = readings.get(name);
      return reading === undefined ? [] : [[name, nodeView(topology, name, reading)] as const];
    }),
  );
  const vips = vipsOf(topology, readings, owners, answerers);
  // A cable or a frame draws it anew with what was read before: that is as old as it was.
  const read = Object.values(nodes).flatMap((node) => (node.status === 'ok' ? [node.at] : []));
  return { at: Math.min(at, ...read), nodes: withShared(topology, nodes, vips), vips };
}

/** Marks addresses that several NICs have. One that is just moving is not had twice: the facts of its former node are older. */
function withShared(
  topology: Topology,
  nodes: Readonly<Record<string, NodeFactsView>>,
  vips: readonly VipView[],
): Record<string, NodeFactsView> {
  const moving = new Set(vips.flatMap(({ address, claimed }) => (claimed === undefined ? [] : [address])));
  const places = new Map<string, { readonly node: string; readonly dev: string }[]>();
  for (const { name, interfaces } of topology.nodes)
    for (const { dev, address } of nodes[name]?.addresses ?? [])
      if (interfaces.some((nic) => nic.dev === dev) && !moving.has(address))
        places.set(address, [...(places.get(address) ?? []), { node: name, dev }]);
  const shared = (node: string, one: NonNullable<NodeFactsView['addresses']>[number]) => {
    const all = places.get(one.address) ?? [];
    const also = all.filter((place) => place.node !== node || place.dev !== one.dev);
    return also.length === 0 || also.length === all.length ? one : { ...one, also };
  };
  return Object.fromEntries(
    Object.entries(nodes).map(([name, view]) => [
      name,
      view.addresses === undefined
        ? view
        : { ...view, addresses: view.addresses.map((one) => shared(name, one)) },
    ]),
  );
}

/** What can be said of a node: of one that is off, or does not answer, nothing that was true before. */
function factsOf(reading: NodeReading): NodeFacts | undefined {
  return reading.now.ok ? reading.facts : undefined;
}

function isHalted({ now }: NodeReading): boolean {
  return !now.ok && now.reason === 'halted';
}

function nodeView(topology: Topology, name: string, reading: NodeReading): NodeFactsView {
  const { now, before } = reading;
  const facts = factsOf(reading);
  const lab = new Set(topology.nodes.find((node) => node.name === name)?.interfaces.map((nic) => nic.dev));
  const shown = (dev: string) => dev === 'lo' || lab.has(dev);
  const seconds = facts === undefined || before === undefined ? 0 : (facts.at - before.at) / 1000;
  return {
    status: now.ok ? 'ok' : now.reason,
    at: facts?.at ?? reading.facts?.at ?? (now.ok ? now.facts.at : now.at),
    ...section('unknown', unknownSince(reading)),
    ...section(
      'addresses',
      facts?.addresses
        ?.filter(({ dev, family, address }) => family === 'inet' && shown(dev) && !address.startsWith('127.'))
        .map(({ dev, address, prefix }) => ({
          dev,
          address,
          prefix,
          kind: isOwn(topology, name, address) ? 'own' : isVip(topology, address) ? 'vip' : 'other',
        })),
    ),
    ...section(
      'links',
      facts?.links?.filter(({ dev }) => lab.has(dev)).map(({ dev, up, carrier }) => ({ dev, up, carrier })),
    ),
    ...section(
      'listening',
      facts?.listeners === undefined
        ? undefined
        : distinct(
            facts.listeners
              .map(({ port, address }) => ({ port, address }))
              .toSorted((a, b) => a.port - b.port),
          ),
    ),
    ...section(
      'vrrp',
      facts === undefined
        ? undefined
        : (facts.keepalived?.instances ?? []).map(({ name: instance, state, vrid, priority, vips }) => ({
            name: instance,
            state,
            vrid,
            priority,
            vips,
          })),
    ),
    ...section(
      'ipvs',
      facts?.ipvs?.services.map((service) =>
        serviceView(topology, service, {
          before: find(before?.ipvs?.services, service),
          listed: facts.ipvs?.kernel?.find(
            ({ protocol, address, port }) =>
              protocol === service.protocol && address === service.address && port === service.port,
          ),
          seconds,
        }),
      ),
    ),
    ...(facts?.ipvs?.loaded === false ? { ipvsLoaded: false as const } : {}),
  };
}

/** Since when the sections that are not known are not; of a node that is off there is nothing to be known. */
function unknownSince(reading: NodeReading): Readonly<Partial<Record<Section, number>>> | undefined {
  const { now } = reading;
  if (isHalted(reading)) return undefined;
  const known = reading.known ?? knownUntil(undefined, now);
  const missing = sections.filter((one) => !now.ok || !isRead(now.facts, one));
  return missing.length === 0 ? undefined : Object.fromEntries(missing.map((one) => [one, known[one]]));
}

/** Absent where it is not known. */
function section<K extends string, V>(name: K, value: V | undefined): { readonly [key in K]?: V } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [key in K]?: V });
}

interface ServiceSeen {
  readonly before: IpvsService | undefined;
  /** The same in the kernel's own table: ipvsadm sorts servers by address. */
  readonly listed: IpvsService | undefined;
  /** Since `before`. */
  readonly seconds: number;
}

function serviceView(
  topology: Topology,
  service: IpvsService,
  { before, listed, seconds }: ServiceSeen,
): NonNullable<NodeFactsView['ipvs']>[number] {
  const { protocol, address, port, scheduler, flags, persistent } = service;
  return {
    protocol,
    address,
    port,
    scheduler,
    flags,
    ...(persistent === undefined ? {} : { persistent }),
    servers: service.servers.map((server) => {
      const old = find(before?.servers, server);
      const node = topology.nodes.find(({ interfaces }) =>
        interfaces.some((nic) => nic.address === server.address),
      );
      const place =
        listed?.servers.findIndex((each) => each.address === server.address && each.port === server.port) ??
        -1;
      return {
        address: server.address,
        port: server.port,
        ...(node === undefined ? {} : { node: node.name }),
        method: server.method,
        ...(place === -1 ? {} : { place }),
        weight: server.weight,
        active: server.active,
        inactive: server.inactive,
        connections: server.connections,
        rate: rateOf(server, old, seconds),
      };
    }),
  };
}

/** New connections a second; a table that was made anew in between counts from nothing. */
function rateOf(now: IpvsServer, before: IpvsServer | undefined, seconds: number): number {
  if (before === undefined || seconds <= 0 || now.connections < before.connections) return 0;
  return Math.round(((now.connections - before.connections) / seconds) * 10) / 10;
}

function find<T extends { readonly address: string; readonly port: number }>(
  all: readonly T[] | undefined,
  wanted: T,
): T | undefined {
  return all?.find(({ address, port }) => address === wanted.address && port === wanted.port);
}

function distinct<T>(all: readonly T[]): T[] {
  const seen = new Map(all.map((each) => [JSON.stringify(each), each]));
  return [...seen.values()];
}

function isOwn(topology: Topology, node: string, address: string): boolean {
  const own = topology.nodes.find(({ name }) => name === node);
  return own?.interfaces.some((nic) => nic.address === address) ?? false;
}

function isVip(topology: Topology, address: string): boolean {
  return topology.vips?.includes(address) === true;
}

/** Is it an address that clients ask: one of the lab's VIPs, no machine's own, or a virtual service's (with NAT a director's own)? */
export function isService(
  topology: Topology,
  readings: ReadonlyMap<string, NodeReading>,
  address: string,
): boolean {
  if (isVip(topology, address) || nodeOfAddress(topology, address) === undefined) return true;
  return [...readings.values()].some(({ facts }) =>
    facts?.ipvs?.services.some((service) => service.address === address),
  );
}

/** An address that is no machine's own but that some node holds, a virtual service has, or keepalived manages. */
function vipsOf(
  topology: Topology,
  readings: ReadonlyMap<string, NodeReading>,
  owners: ArpOwners,
  answerers: (address: string) => readonly Answerer[],
): VipView[] {
  const machines = new Set(topology.nodes.flatMap((node) => node.interfaces.map((nic) => nic.address)));
  const holders = new Map<string, Set<string>>();
  const loopback = new Map<string, Set<string>>();
  const known = new Set<string>();
  const note = (address: string) => {
    if (!machines.has(address)) known.add(address);
  };
  for (const { name, interfaces } of topology.nodes) {
    const reading = readings.get(name);
    const facts = reading === undefined ? undefined : factsOf(reading);
    const lab = new Set(interfaces.map((nic) => nic.dev));
    for (const { dev, family, address } of facts?.addresses ?? []) {
      if (family !== 'inet' || address.startsWith('127.') || machines.has(address)) continue;
      const place = lab.has(dev) ? holders : dev === 'lo' ? loopback : undefined;
      if (place === undefined) continue;
      note(address);
      place.set(address, (place.get(address) ?? new Set()).add(name));
    }
    for (const { protocol, address } of facts?.ipvs?.services ?? []) if (protocol !== 'fwmark') note(address);
    for (const { vips } of facts?.keepalived?.instances ?? [])
      for (const vip of vips) note(vip.replace(/\/.*$/, ''));
  }
  // Nobody answers from a machine that is off; from one that has not been heard of since, it is not known.
  const silent = ({ node, at }: Answerer) => {
    const reading = readings.get(node);
    if (reading === undefined || reading.now.ok) return false;
    return isHalted(reading) || at <= (reading.known?.addresses ?? 0);
  };
  return [...known].toSorted().map((address) => {
    const vip = {
      address,
      ofLab: isVip(topology, address),
      holders: [...(holders.get(address) ?? [])],
      onLoopback: [...(loopback.get(address) ?? [])],
      answerers: answerers(address).filter((answer) => !silent(answer)),
    };
    const arp = owners.get(address);
    if (arp === undefined || silent(arp)) return vip;
    if ([...vip.holders, ...vip.onLoopback].includes(arp.node)) return { ...vip, arp };
    const read = readings.get(arp.node)?.facts?.at ?? 0;
    if (read > arp.at + staleArp) return vip;
    return read < arp.at ? { ...vip, arp, claimed: arp.node } : { ...vip, arp };
  });
}
