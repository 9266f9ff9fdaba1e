import type { HttpAttempt } from '../../../contract/experiments.js';
import type { FactsRequest, NodeFacts } from '../../../contract/facts.js';
import type { DiagnosisMessage } from '../../../contract/messages/verdicts.js';
import type { NodeSpec, Topology } from '../../machines/provider.js';
import type { Wants, World } from '../judge.js';

/** What goes wrong with a VIP, and whom it concerns. */
export interface VipCase {
  readonly world: World;
  readonly vip: string;
  readonly port: number;
  /** The node that asks. */
  readonly from?: string;
  /** The realservers that should answer; absent: all of the topology. */
  readonly servers?: readonly string[];
  readonly attempts?: readonly HttpAttempt[];
  /** Requests are counted by server, so that persistence is a fault. */
  readonly spread?: boolean;
}

export type Cause = (which: VipCase) => DiagnosisMessage | undefined;

/** The first cause in order that can be seen. */
export function firstCause(which: VipCase, causes: readonly Cause[]): DiagnosisMessage | undefined {
  for (const cause of causes) {
    const found = cause(which);
    if (found !== undefined) return found;
  }
  return undefined;
}

export function factsIf(world: World, node: string): NodeFacts | undefined {
  const observed = world.facts(node);
  return observed.ok ? observed.facts : undefined;
}

export interface Seen {
  readonly spec: NodeSpec;
  readonly node: string;
  readonly facts: NodeFacts;
}

function seen(world: World, role: NodeSpec['role']): readonly Seen[] {
  return world.topology.nodes
    .filter((spec) => spec.role === role)
    .flatMap((spec) => {
      const facts = factsIf(world, spec.name);
      return facts === undefined ? [] : [{ spec, node: spec.name, facts }];
    });
}

export function directors(which: VipCase): readonly Seen[] {
  return seen(which.world, 'director');
}

export function realservers(which: VipCase): readonly Seen[] {
  const { servers } = which;
  return seen(which.world, 'realserver').filter(
    ({ node }) => servers === undefined || servers.includes(node),
  );
}

export function arpKeys(node: NodeSpec): readonly string[] {
  const devices = ['all', 'lo', ...node.interfaces.map((each) => each.dev)];
  return devices.flatMap((dev) => [`net.ipv4.conf.${dev}.arp_ignore`, `net.ipv4.conf.${dev}.arp_announce`]);
}

/** The facts that tell why a VIP does not work: of directors and realservers, each in one exec. */
export function vipWants(topology: Topology): Wants['facts'] {
  const several = topology.nodes.filter((node) => node.role === 'director').length > 1;
  const entries = topology.nodes.flatMap((node): [string, FactsRequest][] => {
    const common = { network: true, listeners: true, firewall: true };
    if (node.role === 'director') {
      const sysctls = [...arpKeys(node), 'net.ipv4.ip_forward'];
      return [[node.name, { ...common, ipvs: true, sysctls, ...(several ? { keepalived: true } : {}) }]];
    }
    if (node.role === 'realserver')
      return [[node.name, { ...common, counters: true, sysctls: arpKeys(node) }]];
    return [];
  });
  return Object.fromEntries(entries);
}

/** A short account of how requests ended: `timeout 5, ok 5`. */
export function outcomesOf(attempts: readonly HttpAttempt[]): string {
  const counts = new Map<string, number>();
  for (const each of attempts) {
    const name = each.outcome === 'http-error' ? `HTTP ${each.status ?? '?'}` : each.outcome;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].map(([name, count]) => `${name} ${count}`).join(', ');
}
