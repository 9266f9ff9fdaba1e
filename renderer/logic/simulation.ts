import type { NodeFactsView } from '../../contract/views.js';
import type { Decision, SchedulerFlag } from '../../schedulers/rule.js';
import { isScheduler, type SchedulerName } from '../../schedulers/schedulers.js';
import type { Request, Server } from '../../schedulers/server.js';
import {
  addServer,
  closeConnection,
  foundService,
  makeService,
  openConnection,
  type Service,
} from '../../schedulers/service.js';

/** A realserver as the simulator is given it. */
export interface SimulatedServer {
  readonly id: string;
  readonly address: string;
  readonly port: number;
  readonly weight: number;
  /** Connections that it has at the beginning. */
  readonly active: number;
  readonly inactive: number;
}

/** What is simulated. */
export interface Setup {
  readonly scheduler: SchedulerName;
  readonly flags: readonly SchedulerFlag[];
  /** In the order of the kernel's list: what was added last comes first. */
  readonly servers: readonly SimulatedServer[];
  /** Connections stay open; else each is over before the next one. */
  readonly held: boolean;
  /** So many clients ask in turn. */
  readonly clients: number;
  /** At so many addresses, in turn: of a firewall-mark service. */
  readonly targets: number;
  readonly requests: number;
  /** As a director has it: what its scheduler remembers is not known, and is taken to be nothing. */
  readonly found: boolean;
}

/** What can be chosen. */
export const simulationLimits = {
  servers: { min: 2, max: 6 },
  weight: { min: 0, max: 1000 },
  counts: { min: 0, max: 1000 },
  clients: { min: 1, max: 100 },
  targets: { min: 1, max: 20 },
  requests: { min: 1, max: 60 },
} as const;

/** One connection, and where it goes. */
export interface Step {
  /** From 1. */
  readonly number: number;
  readonly request: Request;
  readonly decision: Decision;
}

/** Clients are 10.0.0.100 and what follows, addresses 10.0.0.29 and what follows: those of the course. */
function requestOf({ clients, targets }: Setup, index: number): Request {
  return {
    client: `10.0.0.${100 + (index % clients)}`,
    port: 40_000 + index,
    target: `10.0.0.${29 + (index % targets)}`,
  };
}

export function serviceOf({ scheduler, flags, servers, found }: Setup): Service {
  const given = servers.map(
    (server): Server => ({
      ...server,
      ...(server.weight > 0 ? { lastWeight: server.weight } : {}),
      upper: 0,
      lower: 0,
      overloaded: false,
    }),
  );
  if (found) return foundService(scheduler, flags, given);
  const made = servers.toReversed().reduce(addServer, makeService(scheduler, flags));
  return { ...made, servers: given };
}

/** Where each connection goes, one after the other. */
export function simulate(setup: Setup): readonly Step[] {
  const steps: Step[] = [];
  let service = serviceOf(setup);
  for (let index = 0; index < setup.requests; index += 1) {
    const request = requestOf(setup, index);
    const opened = openConnection(service, String(index), request);
    steps.push({ number: index + 1, request, decision: opened.decision });
    service = setup.held ? opened.service : closeConnection(opened.service, String(index));
  }
  return steps;
}

/** Connections by server, of those that were dealt out. */
export function sharesOf(servers: readonly SimulatedServer[], steps: readonly Step[]) {
  return servers.map(({ id }) => ({
    id,
    count: steps.filter(({ decision }) => decision.server === id).length,
  }));
}

const names = 'ABCDEF';

/** Servers A, B, C …, added in this order. */
export function serversOf(
  weights: readonly number[],
  active: readonly number[] = [],
): readonly SimulatedServer[] {
  return weights
    .map((weight, index) => ({
      id: names[index] ?? String(index),
      address: `10.0.0.${8 + index}`,
      port: 80,
      weight,
      active: active[index] ?? 0,
      inactive: 0,
    }))
    .toReversed();
}

/** One server more, as `ipvsadm -a` puts it: at the head. */
export function withAnother(servers: readonly SimulatedServer[]): readonly SimulatedServer[] {
  const id = Array.from(names).find((name) => !servers.some((server) => server.id === name)) ?? 'X';
  const taken = new Set(servers.map(({ address }) => address));
  const address =
    Array.from({ length: 20 }, (_, index) => `10.0.0.${8 + index}`).find((each) => !taken.has(each)) ?? '';
  return [{ id, address, port: 80, weight: 1, active: 0, inactive: 0 }, ...servers];
}

export type FoundService = NonNullable<NodeFactsView['ipvs']>[number];

/**
 * A director's service as it is now, to go on from. Undefined: its scheduler is not simulated, or it has fewer or more servers than
 * can be shown.
 */
export function setupOf(service: FoundService): Setup | undefined {
  const { scheduler, servers } = service;
  const { min, max } = simulationLimits.servers;
  if (!isScheduler(scheduler) || servers.length < min || servers.length > max) return undefined;
  const inOrder = servers.toSorted((one, other) => (one.place ?? 0) - (other.place ?? 0));
  const nodes = new Set(servers.map(({ node }) => node));
  return {
    ...usual,
    scheduler,
    flags: service.flags as readonly SchedulerFlag[],
    servers: inOrder.map(({ node, address, port, weight, active, inactive }) => ({
      id: node !== undefined && nodes.size === servers.length ? node : `${address}:${port}`,
      address,
      port,
      weight,
      active,
      inactive,
    })),
    found: true,
  };
}

/** What it begins with. */
export const usual: Setup = {
  scheduler: 'rr',
  flags: [],
  servers: serversOf([1, 1, 1]),
  held: true,
  clients: 1,
  targets: 1,
  requests: 12,
  found: false,
};
