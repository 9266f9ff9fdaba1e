import type { Check } from '../../../contract/checks.js';
import {
  type ExperimentOutcome,
  type ExperimentRequest,
  experimentKey,
  type HttpAttempt,
  type Tried,
} from '../../../contract/experiments.js';
import type { Ipvs, NodeFacts, Observed } from '../../../contract/facts.js';
import type { LabCause } from '../../../contract/lab.js';
import type { NodeSpec, Topology } from '../../machines/provider.js';
import { assess, worldOf } from '../evaluate.js';
import type { World } from '../../world/judge.js';

/** A small world for tests of judges: the DR lab as it should be, to be spoilt. */

export const vip = '10.0.0.29';

function spec(name: string, role: NodeSpec['role'], last: number): NodeSpec {
  const mac = `02:00:00:00:00:${last.toString(16).padStart(2, '0')}`;
  return {
    name,
    role,
    memory: 256,
    disk: 2048,
    interfaces: [{ network: 'lan', dev: 'eth0', mac, address: `10.0.0.${last}`, prefix: 24 }],
  };
}

export const drTopology: Topology = {
  networks: [{ name: 'lan', cidr: '10.0.0.0/24' }],
  nodes: [
    spec('director', 'director', 7),
    spec('rs1', 'realserver', 8),
    spec('rs2', 'realserver', 9),
    spec('client', 'client', 100),
  ],
  vips: [vip],
};

export const haTopology: Topology = {
  networks: [{ name: 'lan', cidr: '10.0.0.0/24' }],
  nodes: [spec('lb1', 'director', 7), spec('lb2', 'director', 8), spec('client', 'client', 100)],
};

export function address(
  dev: string,
  ip: string,
  prefix: number,
): NonNullable<NodeFacts['addresses']>[number] {
  return { dev, family: 'inet', address: ip, prefix, scope: 'global' };
}

export function arp(
  ignore: Record<string, number>,
  announce: Record<string, number>,
): Record<string, number> {
  const values: Record<string, number> = {};
  for (const dev of ['all', 'lo', 'eth0']) {
    values[`net.ipv4.conf.${dev}.arp_ignore`] = ignore[dev] ?? 0;
    values[`net.ipv4.conf.${dev}.arp_announce`] = announce[dev] ?? 0;
  }
  return values;
}

const none = { connections: 0, inPackets: 0, outPackets: 0 };

export function table(
  change: (service: Ipvs['services'][number]) => Ipvs['services'][number] = (each) => each,
): Ipvs {
  const server = (ip: string): Ipvs['services'][number]['servers'][number] => ({
    address: ip,
    port: 80,
    method: 'dr',
    weight: 1,
    active: 0,
    inactive: 0,
    ...none,
  });
  const service = {
    protocol: 'tcp',
    address: vip,
    port: 80,
    scheduler: 'rr',
    flags: [],
    connections: 20,
    inPackets: 120,
    outPackets: 0,
    servers: [server('10.0.0.8'), server('10.0.0.9')],
  } as const;
  return {
    loaded: true,
    tool: true,
    connections: [],
    services: [change(service)],
    timeouts: { tcp: 900, tcpfin: 120, udp: 300 },
  };
}

function realserver(last: number): NodeFacts {
  return {
    at: 0,
    addresses: [address('eth0', `10.0.0.${last}`, 24), address('lo', vip, 32)],
    links: [{ dev: 'eth0', mac: `02:00:00:00:00:0${last}`, up: true, carrier: true }],
    routes: [{ to: '10.0.0.0/24', dev: 'eth0' }],
    listeners: [{ address: '0.0.0.0', port: 80 }],
    sysctls: arp({ all: 1 }, { all: 2 }),
    commands: {},
  };
}

/** Facts of a DR lab that works. */
export function healthy(): Record<string, NodeFacts> {
  return {
    director: {
      at: 0,
      addresses: [address('eth0', '10.0.0.7', 24), address('eth0', vip, 24)],
      routes: [{ to: '10.0.0.0/24', dev: 'eth0' }],
      listeners: [],
      ipvs: table(),
      sysctls: arp({}, {}),
      modules: ['ip_vs'],
      neighbours: [],
    },
    rs1: realserver(8),
    rs2: realserver(9),
    client: {
      at: 0,
      neighbours: [{ address: vip, dev: 'eth0', mac: '02:00:00:00:00:07', state: 'REACHABLE' }],
    },
  };
}

/** Why nothing is known of a node. */
type Unseen = Extract<Observed, { ok: false }>;
/** Why an experiment could not be made. */
export type Untried = Extract<Tried, { ok: false }>;

export function world(
  topology: Topology,
  facts: Record<string, NodeFacts | Unseen>,
  results: readonly (readonly [ExperimentRequest, ExperimentOutcome | Untried])[] = [],
  answers: Record<string, string> = {},
  checks: readonly Check[] = [],
  causes: readonly LabCause[] = [],
): World {
  const known = new Map(results.map(([request, outcome]) => [experimentKey(request), outcome]));
  const made: World = {
    topology,
    causes,
    assess: (condition) => assess(condition, made),
    facts: (node): Observed => {
      const found = facts[node];
      if (found === undefined)
        return { ok: false, reason: 'unreachable', detail: 'connection refused', at: 0 };
      return 'ok' in found ? found : { ok: true, facts: found };
    },
    result: (request) => {
      const found = known.get(experimentKey(request));
      if (found === undefined) return { ok: false, reason: 'timeout', detail: 'no answer', at: 0 };
      return 'ok' in found ? found : { ok: true, result: found };
    },
    answer: (check) => answers[check],
    judged: (id, seen) =>
      worldOf(topology, seen, () => undefined, {
        check: (wanted) => checks.find((check) => check.id === wanted),
        causes: [],
      }).judged(id, seen),
  };
  return made;
}

/** What requests met: a server, how one failed, or the status of an answer that was an error. */
export function attempts(...servers: readonly string[]): HttpAttempt[] {
  return servers.map((each) => {
    if (/^(refused|unreachable|timeout|reset|other)$/.test(each))
      return { outcome: each as HttpAttempt['outcome'], ms: 1 };
    if (/^\d{3}$/.test(each)) return { outcome: 'http-error', status: Number(each), ms: 1 };
    return { outcome: 'ok', status: 200, server: each, ms: 1 };
  });
}

/** A failover of `haTopology`, as it is asked for. */
export const failoverRequest = {
  kind: 'failover',
  among: ['lb1', 'lb2'],
  vip,
  from: 'client',
  fault: 'stop-keepalived',
  limit: 13,
  failback: true,
} as const;
