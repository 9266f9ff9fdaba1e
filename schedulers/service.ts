import type { Change, Decision, Rule, SchedulerFlag } from './rule.js';
import { bound, type NewServer, type Request, type Server, unbound } from './server.js';
import { type SchedulerName, schedulers } from './schedulers.js';

interface Connection {
  /** Id of its server. */
  readonly server: string;
  readonly active: boolean;
}

/** A virtual service at one moment. A value: each of the functions below gives the next one. */
export interface Service {
  readonly scheduler: SchedulerName;
  /** In the order of the kernel's list, as /proc/net/ip_vs and `ipvsadm -Ln --nosort` show it. */
  readonly servers: readonly Server[];
  readonly rule: Rule;
  /** Those that were opened here, by id. */
  readonly connections: ReadonlyMap<string, Connection>;
  /** Servers that were removed: one that is added again has its connections still (`ip_vs_trash_get_dest`). */
  readonly removed: ReadonlyMap<string, Server>;
}

/** A service that was just made (`ipvsadm -A`): it has no servers. */
export function makeService(scheduler: SchedulerName, flags: readonly SchedulerFlag[] = []): Service {
  const rule = schedulers[scheduler].begin(flags);
  return { scheduler, servers: [], rule, connections: new Map(), removed: new Map() };
}

/** A service as it was found on a director: what its scheduler remembers is not known. */
export function foundService(
  scheduler: SchedulerName,
  flags: readonly SchedulerFlag[],
  servers: readonly Server[],
): Service {
  const rule = schedulers[scheduler].found(flags, servers);
  return { scheduler, servers, rule, connections: new Map(), removed: new Map() };
}

function changed(service: Service, servers: readonly Server[], change: Change): Service {
  return { ...service, servers, rule: service.rule.changed(service.servers, servers, change) };
}

function edited(service: Service, id: string, edit: (server: Server) => Server): Service {
  return {
    ...service,
    servers: service.servers.map((server) => (server.id === id ? edit(server) : server)),
  };
}

/** `ipvsadm -a`: a new server goes to the head of the list. Without an address mh cannot be asked. */
export function addServer(service: Service, added: NewServer): Service {
  const { id, weight, address = '0.0.0.0', port = 0, upper = 0, lower = 0 } = added;
  const kept = service.removed.get(id);
  const server: Server = {
    active: 0,
    inactive: 0,
    overloaded: false,
    ...kept,
    id,
    address,
    port,
    weight,
    lastWeight: weight,
    upper,
    lower,
  };
  const removed = new Map([...service.removed].filter(([each]) => each !== id));
  return changed({ ...service, removed }, [server, ...service.servers], { kind: 'added', id });
}

/** `ipvsadm -d`. Connections to it stay where they are. */
export function removeServer(service: Service, id: string): Service {
  const gone = service.servers.find((server) => server.id === id);
  if (gone === undefined) return service;
  const rest = service.servers.filter((server) => server.id !== id);
  return changed({ ...service, removed: new Map([...service.removed, [id, gone]]) }, rest, {
    kind: 'removed',
    id,
  });
}

/** `ipvsadm -e -w` (and `-x`, `-y` where they are given). */
export function editServer(
  service: Service,
  id: string,
  edit: { readonly weight: number; readonly upper?: number; readonly lower?: number },
): Service {
  const { weight } = edit;
  const servers = service.servers.map((server): Server => {
    if (server.id !== id) return server;
    const { upper = server.upper, lower = server.lower } = edit;
    // __ip_vs_update_dest in net/netfilter/ipvs/ip_vs_ctl.c.
    const overloaded = upper !== 0 && upper <= server.upper && server.overloaded;
    const last = weight === 0 ? {} : { lastWeight: weight };
    return { ...server, weight, ...last, upper, lower, overloaded };
  });
  return changed(service, servers, { kind: 'edited', id });
}

/** A new connection. Without a server (`decision.server`) there is no entry of it. */
export function openConnection(
  service: Service,
  id: string,
  request: Request,
): { readonly service: Service; readonly decision: Decision } {
  const { rule, ...decision } = service.rule.pick(service.servers, request);
  const { server } = decision;
  if (server === undefined) return { service: { ...service, rule }, decision };
  const connections = new Map([...service.connections, [id, { server, active: true }]]);
  return { service: edited({ ...service, rule, connections }, server, bound), decision };
}

function counted(service: Service, id: string, count: (server: Server) => Server): Service {
  const gone = service.removed.get(id);
  if (gone !== undefined) return { ...service, removed: new Map([...service.removed, [id, count(gone)]]) };
  return edited(service, id, count);
}

/** The director saw the client's FIN: the entry is inactive from then on. */
export function closeConnection(service: Service, id: string): Service {
  const open = service.connections.get(id);
  if (open === undefined || !open.active) return service;
  const connections = new Map([...service.connections, [id, { ...open, active: false }]]);
  return counted({ ...service, connections }, open.server, (server) => ({
    ...server,
    active: server.active - 1,
    inactive: server.inactive + 1,
  }));
}

/** The entry's time is over. */
export function endConnection(service: Service, id: string): Service {
  const open = service.connections.get(id);
  if (open === undefined) return service;
  const connections = new Map([...service.connections].filter(([each]) => each !== id));
  return counted({ ...service, connections }, open.server, (server) => unbound(server, open.active));
}
