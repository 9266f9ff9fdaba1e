import type { ScheduledConnection, ScheduledServer, ScheduledTable } from '../../contract/experiments.js';
import { own } from '../../contract/own.js';
import type { SeenConnection } from '../../schedulers/explain.js';
import type { Decision, RuleFacts, SchedulerFlag } from '../../schedulers/rule.js';
import { isScheduler } from '../../schedulers/schedulers.js';
import type { Server } from '../../schedulers/server.js';
import { foundService, type Service } from '../../schedulers/service.js';
import type { Topology } from '../machines/provider.js';
import { nodeOfAddress } from '../world/topology-lookup.js';

// A service and its connections as an experiment saw them, put before the simulated schedulers.

/** How servers are told apart: by their node, as connections are; of an address that is no node's, by their own name. */
function idOf({ address, port }: ScheduledServer, topology: Topology): string {
  return nodeOfAddress(topology, address) ?? `${address}:${port}`;
}

/** Is each node in the table once? Else nobody can say which entry took a connection. */
export function eachOnce({ servers }: ScheduledTable, topology: Topology): boolean {
  return new Set(servers.map((server) => idOf(server, topology))).size === servers.length;
}

/** The service with its scheduler; undefined: that one is not simulated. */
export function simulated(table: ScheduledTable, topology: Topology): Service | undefined {
  const { flags, scheduler } = table;
  if (!isScheduler(scheduler)) return undefined;
  const servers = table.servers.map((server): Server => {
    const { address, port, weight, active, inactive, upper, lower } = server;
    return {
      id: idOf(server, topology),
      address,
      port,
      weight,
      ...(weight > 0 ? { lastWeight: weight } : {}),
      active,
      inactive,
      upper,
      lower,
      overloaded: false,
    };
  });
  // Others than a scheduler's own change nothing.
  return foundService(scheduler, flags as readonly SchedulerFlag[], servers);
}

export function seenConnections(
  connections: readonly ScheduledConnection[],
  held: boolean,
): readonly SeenConnection[] {
  return connections.map(({ source, port, target, server }) => ({
    client: source,
    port,
    target,
    closed: !held,
    ...(server === undefined ? {} : { server }),
  }));
}

/**
 * Was the table changed while connections were made, or did others than these begin or end? All of these have ended when it is
 * read again: each is an inactive entry of its server.
 */
export function moved(
  before: ScheduledTable,
  after: ScheduledTable | undefined,
  connections: readonly ScheduledConnection[],
  topology: Topology,
): boolean {
  if (after === undefined) return true;
  const said = (table: ScheduledTable, added: (id: string) => number): string =>
    JSON.stringify([
      table.scheduler,
      table.flags,
      table.persistent ?? 0,
      table.servers.map((server) => {
        const { address, port, method, weight, active, inactive, upper, lower } = server;
        const ended = inactive + added(idOf(server, topology));
        return [address, port, method, weight, active, ended, upper, lower];
      }),
    ]);
  const made = (id: string): number => connections.filter(({ server }) => server === id).length;
  return said(before, made) !== said(after, () => 0);
}

/** Where connections went: node names, '' for none. */
export type Order = readonly string[];

/** Connections by node. */
export function spreadOf(took: Order): Readonly<Record<string, number>> {
  const spread: Record<string, number> = {};
  for (const server of took) if (server !== '') spread[server] = (own(spread, server) ?? 0) + 1;
  return spread;
}

export function sameSpread(
  one: Readonly<Record<string, number>>,
  other: Readonly<Record<string, number>>,
): boolean {
  const nodes = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return nodes.every((node) => (own(one, node) ?? 0) === (own(other, node) ?? 0));
}

/** Index of the first place at which two differ; -1: nowhere. */
export function firstDifference(one: Order, other: Order): number {
  const length = Math.max(one.length, other.length);
  return Array.from({ length }, (_, at) => at).find((at) => one[at] !== other[at]) ?? -1;
}

/** What decisions rested on, a line each: the servers in the order of the kernel's list, `>` before the one that was taken. */
export function comparison(
  decisions: readonly Decision[],
  connections: readonly ScheduledConnection[],
  from = 0,
): string {
  const lines = decisions.slice(from).map((decision, index) => {
    const { source, port, target } = connections[from + index] ?? { source: '', port: 0, target: '' };
    const servers = decision.compared.map(({ server, weight, active, inactive, value, skipped }) => {
      const number = value === undefined ? '' : ` = ${value.num}${value.den === 1 ? '' : `/${value.den}`}`;
      const over = skipped === undefined ? '' : ` (${skipped})`;
      return `${decision.server === server ? '>' : ' '}${server} w${weight} ${active}+${inactive}${number}${over}`;
    });
    const place = `${String(from + index + 1).padStart(3)}  ${source}:${port} -> ${target}`;
    return `${place}  ${[...servers, factsOf(decision.facts)].join('  ').trimEnd()}`;
  });
  return ['  #  client -> address   server weight active+inactive = compared', ...lines].join('\n');
}

function factsOf(facts: RuleFacts): string {
  switch (facts.rule) {
    case 'pointer':
      return `last: ${facts.pointer ?? '-'}`;
    case 'weighted-pointer':
      return `last: ${facts.pointer ?? '-'} cw: ${facts.from === facts.to ? '' : `${facts.from} > `}${facts.to}`;
    case 'hash':
      return `slot: ${facts.slot}/${facts.slots} ${facts.owner ?? '-'}${facts.tries > 1 ? ` tries: ${facts.tries}` : ''}`;
    case 'cache':
      return `cache: ${facts.cached.join(' ') || '-'} (${facts.found})`;
    case 'idle':
      return facts.idle ? 'idle' : '';
    case 'least':
    case 'highest':
      return '';
  }
}
