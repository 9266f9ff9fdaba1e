import { ipv4 } from '../engine/world/topology-lookup.js';
import type { ConnectionModel, NodeModel, ServerModel, ServiceModel } from './model.js';

/** Seconds that an entry lives in states that `ipvsadm --set` does not change (net/netfilter/ipvs/ip_vs_proto_tcp.c). */
const synReceived = 60;
const timeWait = 120;

export function serverKey(server: { readonly address: string; readonly port: number }): string {
  return `${server.address}:${server.port}`;
}

export function findService(node: NodeModel, address: string, port: number): ServiceModel | undefined {
  const of = (wanted: number): ServiceModel | undefined =>
    node.ipvs.services.find(
      (each) => each.protocol === 'tcp' && each.address === address && each.port === wanted,
    );
  return of(port) ?? of(0);
}

/** Entries that have not expired; the others are forgotten. */
export function liveConnections(node: NodeModel, now = Date.now()): readonly ConnectionModel[] {
  node.ipvs.connections = node.ipvs.connections.filter((each) => each.expires > now);
  return node.ipvs.connections;
}

/** Active and inactive connections of a server (ip_vs(4) counts ESTABLISHED and SYN_* as active). */
export function connectionCounts(
  node: NodeModel,
  service: ServiceModel,
  server: ServerModel,
): { active: number; inactive: number } {
  const virtual = serverKey(service);
  const mine = liveConnections(node).filter(
    (each) =>
      each.destination === serverKey(server) &&
      (each.virtual === virtual || (service.port === 0 && each.virtual.startsWith(`${service.address}:`))) &&
      each.state !== 'ASSURED',
  );
  const active = mine.filter((each) => each.state === 'ESTABLISHED' || each.state === 'SYN_RECV').length;
  return { active, inactive: mine.length - active };
}

/**
 * The server for a new connection, by persistence first and then by the scheduler, with the rules of the kernel's
 * net/netfilter/ipvs/ip_vs_{rr,wrr,wlc,sh,dh…}.c; undefined: no destination is available.
 */
export function schedule(
  node: NodeModel,
  service: ServiceModel,
  client: string,
  virtual: string,
): ServerModel | undefined {
  const template = liveConnections(node).find(
    (each) => each.state === 'ASSURED' && each.source === `${client}:0` && each.virtual === virtual,
  );
  if (service.persistent !== undefined && template !== undefined) {
    const pinned = service.servers.find((each) => serverKey(each) === template.destination);
    if (pinned !== undefined) {
      template.expires = Date.now() + service.persistent * 1000;
      return pinned;
    }
    node.ipvs.connections = node.ipvs.connections.filter((each) => each !== template);
  }
  const chosen = choose(node, service, client);
  if (chosen !== undefined && service.persistent !== undefined) {
    node.ipvs.connections.push({
      protocol: 'TCP',
      source: `${client}:0`,
      virtual,
      destination: serverKey(chosen),
      state: 'ASSURED',
      expires: Date.now() + service.persistent * 1000,
    });
  }
  return chosen;
}

function choose(node: NodeModel, service: ServiceModel, client: string): ServerModel | undefined {
  const counts = new Map(service.servers.map((each) => [each, connectionCounts(node, service, each)]));
  const total = (server: ServerModel): number => {
    const { active = 0, inactive = 0 } = counts.get(server) ?? {};
    return active + inactive;
  };
  const fits = (server: ServerModel): boolean =>
    server.weight > 0 && (server.upper === 0 || total(server) < server.upper);
  const overhead = (server: ServerModel): number => (counts.get(server)?.active ?? 0) * 256 + total(server);
  const able = service.servers.filter(fits);
  const least = (cost: (server: ServerModel) => number): ServerModel | undefined =>
    able.reduce<ServerModel | undefined>(
      (best, each) => (best === undefined || cost(each) < cost(best) ? each : best),
      undefined,
    );
  const idle = able.find((each) => counts.get(each)?.active === 0);
  const expected = (server: ServerModel): number => ((counts.get(server)?.active ?? 0) + 1) / server.weight;
  switch (service.scheduler) {
    case 'rr':
      return roundRobin(service, fits);
    case 'wrr':
      return weighted(service, fits);
    case 'lc':
      return least(overhead);
    case 'sed':
      return least(expected);
    case 'nq':
      return idle ?? least(expected);
    case 'fo':
      return least((server) => -server.weight);
    case 'sh':
      return hashed(service, client, true, fits);
    case 'dh':
      return hashed(service, service.address, false, fits);
    default:
      return least((server) => overhead(server) / server.weight);
  }
}

function roundRobin(service: ServiceModel, fits: (server: ServerModel) => boolean): ServerModel | undefined {
  const { servers, turn } = service;
  const last = servers.findIndex((each) => serverKey(each) === turn.server);
  for (let step = 1; step <= servers.length; step += 1) {
    const server = servers[(last + step) % servers.length];
    if (server === undefined || !fits(server)) continue;
    turn.server = serverKey(server);
    return server;
  }
  return undefined;
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}

/** ip_vs_wrr.c: the current weight sinks by the weights' greatest divisor each time the list's end is passed. */
function weighted(service: ServiceModel, fits: (server: ServerModel) => boolean): ServerModel | undefined {
  const { servers, turn } = service;
  const divisor = servers.reduce((sum, each) => (each.weight > 0 ? gcd(sum, each.weight) : sum), 0);
  const highest = Math.max(0, ...servers.map((each) => each.weight)) - (divisor - 1);
  if (divisor === 0) return undefined;
  if (turn.weight <= 0 || turn.weight > highest) turn.weight = highest;
  let at = servers.findIndex((each) => serverKey(each) === turn.server);
  const rounds = servers.length * (Math.ceil(highest / divisor) + 1);
  for (let step = 0; step < rounds + servers.length; step += 1) {
    at += 1;
    if (at >= servers.length) {
      at = 0;
      turn.weight -= divisor;
      if (turn.weight <= 0) turn.weight = highest;
    }
    const server = servers[at];
    if (server === undefined || !fits(server) || server.weight < turn.weight) continue;
    turn.server = serverKey(server);
    return server;
  }
  return undefined;
}

/** The 256 slots of ip_vs_sh.c and ip_vs_dh.c; sh fills them by weight, dh does not. */
function hashed(
  service: ServiceModel,
  address: string,
  byWeight: boolean,
  fits: (server: ServerModel) => boolean,
): ServerModel | undefined {
  const slots: ServerModel[] = [];
  while (slots.length < 256 && service.servers.length > 0) {
    for (const server of service.servers) {
      const times = byWeight ? Math.max(1, server.weight) : 1;
      for (let time = 0; time < times; time += 1) slots.push(server);
    }
  }
  const slot = Math.imul(ipv4(address) ?? 0, 0x61c88647) >>> 24;
  const server = slots[slot];
  return server !== undefined && fits(server) ? server : undefined;
}

/** Packets and bytes of a short request that was answered, as measured: 6 in of 347 bytes; NAT sees the replies, too. */
const traffic = { packets: 6, bytes: 347, replies: 5, replyBytes: 560 };

/** Notes a connection that was handed to a server: entry, totals. */
export function account(
  node: NodeModel,
  service: ServiceModel,
  server: ServerModel,
  which: { client: string; port: number; virtual: string; answered: boolean },
): void {
  const { tcpfin } = node.ipvs.timeouts;
  const nat = server.method === 'nat';
  const life = which.answered ? (nat ? timeWait : tcpfin) : synReceived;
  node.ipvs.connections.push({
    protocol: 'TCP',
    source: `${which.client}:${which.port}`,
    virtual: which.virtual,
    destination: serverKey(server),
    state: which.answered ? (nat ? 'TIME_WAIT' : 'FIN_WAIT') : 'SYN_RECV',
    expires: Date.now() + life * 1000,
  });
  for (const totals of [service, server]) {
    totals.connections += 1;
    totals.inPackets += which.answered ? traffic.packets : 1;
    totals.inBytes += which.answered ? traffic.bytes : 60;
    if (nat && which.answered) {
      totals.outPackets += traffic.replies;
      totals.outBytes += traffic.replyBytes;
    }
  }
}
