import type { Ipvs, IpvsServer, IpvsService } from '../../../contract/facts.js';
import type { DiagnosisMessage, VerdictMessage } from '../../../contract/messages/verdicts.js';
import { serviceFor } from '../../causes/look.js';
import { byHand } from '../../causes/table.js';
import type { TableSymptom } from '../../causes/symptom.js';
import { addressOf, findService, keyOf, type ServiceName, serverName, serviceKey } from '../ipvs-lookup.js';
import type { Assessment, Judge, World } from '../judge.js';
import {
  evidence,
  factsOn,
  fail,
  failing,
  list,
  need,
  overNodes,
  pass,
  section,
  statsLag,
  unknown,
} from '../judging.js';

/** The tables that a node has; keepalived beside it, as what it did not make stays beside what it did. */
const tables = { ipvs: true, keepalived: true, firewall: true } as const;

/** The table as the kernel has it; a tool that says otherwise makes the judge say so. */
function tableOf(world: World, node: string): { readonly ipvs: Ipvs; readonly contradicted?: Assessment } {
  const ipvs = section(world, node, 'ipvs');
  const kernel = ipvs.kernel;
  if (kernel === undefined) return { ipvs };
  const lines = (services: Ipvs['services']) =>
    services
      .map((each) =>
        [
          keyOf(each),
          each.scheduler,
          ...each.servers.map((one) => `${serverName(one)} ${one.method} ${one.weight}`).toSorted(),
        ].join(' '),
      )
      .toSorted()
      .join('; ');
  const [tool, own] = [lines(ipvs.services), lines(kernel)];
  if (tool === own) return { ipvs };
  const params = { node, tool: tool || '-', kernel: own || '-' };
  return {
    ipvs,
    contradicted: {
      ...unknown({ code: 'unknown.contradicted', params }, evidence(world, node, 'ipvs')),
      // The two are read one after the other: a server that is being added is in one of them only.
      retryAfter: statsLag,
    },
  };
}

/** The service that is asked for: by its name, or by a firewall mark that carries the same traffic. */
function serviceOf(world: World, node: string, ipvs: Ipvs, name: ServiceName): IpvsService | undefined {
  const at = addressOf(name);
  const named = findService(ipvs, name);
  if (named !== undefined || at === undefined || name.tcp === undefined) return named;
  return serviceFor(need(world, node), at.address, at.port);
}

/** A server of a mark may have no port: then it keeps the one that was asked. */
function entryFor(service: IpvsService, server: string): IpvsServer | undefined {
  const [address] = server.split(':');
  return service.servers.find(
    (each) =>
      serverName(each) === server ||
      (service.protocol === 'fwmark' && each.port === 0 && each.address === address),
  );
}

/** There is no such service. */
function noService(world: World, node: string, ipvs: Ipvs, service: ServiceName): Assessment {
  const key = serviceKey(service);
  const message: VerdictMessage = ipvs.loaded
    ? { code: 'ipvs-service.missing', params: { node, service: key, found: ipvs.services.map(keyOf) } }
    : { code: 'ipvs.not-loaded', params: { node } };
  const symptom: TableSymptom = { kind: 'table', what: 'service', node, service };
  const last: DiagnosisMessage = { code: 'no-virtual-service', params: { node, service: key } };
  return failing(message, { symptom, last, proof: evidence(world, node, 'ipvs', 'keepalived-test') });
}

function noted(
  world: World,
  node: string,
  service: IpvsService,
  name: ServiceName,
): Pick<Assessment, 'also'> {
  const note: DiagnosisMessage | undefined =
    service.protocol === 'fwmark' && name.fwmark === undefined
      ? { code: 'service-by-mark', params: { node, mark: String(service.port), service: serviceKey(name) } }
      : byHand(node, need(world, node));
  return note === undefined ? {} : { also: [{ how: 'note', diagnosis: note }] };
}

export const ipvsServiceJudge: Judge<'ipvs-service'> = {
  wants: ({ on }) => ({ facts: factsOn(on, tables), experiments: [] }),
  judge: (params, world) => {
    const service = serviceKey(params);
    let scheduler = '';
    return overNodes(
      params.on,
      (node) => {
        const { ipvs, contradicted } = tableOf(world, node);
        if (contradicted !== undefined) return contradicted;
        const proof = evidence(world, node, 'ipvs', 'keepalived-test');
        const found = serviceOf(world, node, ipvs, params);
        const at = { kind: 'table', node, service: params } as const;
        if (found === undefined) return noService(world, node, ipvs, params);
        scheduler = found.scheduler;
        if (params.scheduler !== undefined && scheduler !== params.scheduler) {
          const differs = { node, service, found: scheduler, want: params.scheduler };
          const symptom: TableSymptom = {
            ...at,
            what: 'scheduler',
            found: scheduler,
            want: params.scheduler,
          };
          const last: DiagnosisMessage = { code: 'wrong-scheduler', params: differs };
          return failing({ code: 'ipvs-service.scheduler', params: differs }, { symptom, last, proof });
        }
        const wanted = params.persistent;
        const seconds = found.persistent ?? 0;
        if (wanted !== undefined && seconds !== (wanted === false ? 0 : Number(wanted))) {
          const want = wanted === false ? 0 : Number(wanted);
          const message = {
            code: 'ipvs-service.persistent',
            params: { node, service, found: seconds, want },
          } as const;
          const differs = { node, service, found: String(seconds), want: String(want) };
          const symptom: TableSymptom = { ...at, ...differs, service: params, what: 'persistence' };
          const last: DiagnosisMessage = { code: 'persistence-differs', params: differs };
          return failing(message, { symptom, last, proof });
        }
        const ok = { code: 'ipvs-service.ok', params: { nodes: [node], service, scheduler } } as const;
        return { ...pass(ok, proof), ...noted(world, node, found, params) };
      },
      (nodes) => ({ code: 'ipvs-service.ok', params: { nodes, service, scheduler } }),
    );
  },
};

export const ipvsServerJudge: Judge<'ipvs-server'> = {
  wants: ({ on }) => ({ facts: factsOn(on, tables), experiments: [] }),
  judge: (params, world) => {
    const service = serviceKey(params);
    const servers = list(params.server);
    return overNodes(
      params.on,
      (node) => {
        const { ipvs, contradicted } = tableOf(world, node);
        if (contradicted !== undefined) return contradicted;
        const proof = evidence(world, node, 'ipvs', 'keepalived-test');
        const found = serviceOf(world, node, ipvs, params);
        const at = { kind: 'table', node, service: params } as const;
        if (!params.present) {
          const left = servers.find((each) => found?.servers.some((one) => serverName(one) === each));
          if (left === undefined)
            return pass({ code: 'ipvs-server.gone', params: { nodes: [node], service, servers } }, proof);
          const where = { node, service, server: left };
          return fail(
            { code: 'ipvs-server.present', params: where },
            { code: 'server-left', params: where },
            proof,
          );
        }
        if (found === undefined) return noService(world, node, ipvs, params);
        for (const server of servers) {
          const entry = entryFor(found, server);
          if (entry === undefined) {
            const all = found.servers.map(serverName);
            const message = {
              code: 'ipvs-server.missing',
              params: { node, service, server, found: all },
            } as const;
            const last: DiagnosisMessage = { code: 'server-missing', params: { node, service, server } };
            return failing(message, { symptom: { ...at, what: 'server', server }, last, proof });
          }
          if (params.method !== undefined && entry.method !== params.method && entry.method !== 'local') {
            const differs = { node, server, found: entry.method, want: params.method };
            return fail(
              { code: 'ipvs-server.method', params: differs },
              { code: 'wrong-method', params: differs },
              proof,
            );
          }
          const weight = params.weight === undefined ? undefined : Number(params.weight);
          if (weight !== undefined && entry.weight !== weight) {
            const message = {
              code: 'ipvs-server.weight',
              params: { node, server, found: entry.weight, want: weight },
            } as const;
            const diagnosis: DiagnosisMessage =
              entry.weight === 0
                ? { code: 'weight-zero', params: { node, server } }
                : {
                    code: 'wrong-weight',
                    params: { node, server, found: String(entry.weight), want: String(weight) },
                  };
            return fail(message, diagnosis, proof);
          }
        }
        return pass({ code: 'ipvs-server.ok', params: { nodes: [node], service, servers } }, proof);
      },
      (nodes) =>
        params.present
          ? { code: 'ipvs-server.ok', params: { nodes, service, servers } }
          : { code: 'ipvs-server.gone', params: { nodes, service, servers } },
    );
  },
};

export const ipvsTimeoutsJudge: Judge<'ipvs-timeouts'> = {
  wants: ({ on }) => ({ facts: factsOn(on, { ipvs: true }), experiments: [] }),
  judge: ({ on, tcp, tcpfin, udp }, world) => {
    let shownTimeouts = '';
    return overNodes(
      on,
      (node) => {
        const ipvs = section(world, node, 'ipvs');
        const proof = evidence(world, node, 'ipvs-timeouts');
        if (!ipvs.tool) {
          return fail(
            { code: 'ipvs.not-loaded', params: { node } },
            { code: 'ipvsadm-not-installed', params: { node } },
            proof,
          );
        }
        const found = ipvs.timeouts;
        if (found === undefined) {
          const diagnosis = { code: 'module-not-loaded', params: { node, name: 'ip_vs' } } as const;
          return fail({ code: 'ipvs.not-loaded', params: { node } }, diagnosis, proof);
        }
        shownTimeouts = `${found.tcp} ${found.tcpfin} ${found.udp}`;
        const want = `${tcp ?? found.tcp} ${tcpfin ?? found.tcpfin} ${udp ?? found.udp}`;
        if (want === shownTimeouts) {
          return pass(
            { code: 'ipvs-timeouts.ok', params: { nodes: [node], timeouts: shownTimeouts } },
            proof,
          );
        }
        const params = { node, found: shownTimeouts, want };
        return fail({ code: 'ipvs-timeouts.wrong', params }, { code: 'timeouts-differ', params }, proof);
      },
      (nodes) => ({ code: 'ipvs-timeouts.ok', params: { nodes, timeouts: shownTimeouts } }),
    );
  },
};

export const ipvsEmptyJudge: Judge<'ipvs-empty'> = {
  wants: ({ on }) => ({ facts: factsOn(on, { ipvs: true }), experiments: [] }),
  judge: ({ on }, world) =>
    overNodes(
      on,
      (node) => {
        const services = section(world, node, 'ipvs').services.map(keyOf);
        const proof = evidence(world, node, 'ipvs');
        if (services.length === 0) return pass({ code: 'ipvs-empty.ok', params: { nodes: [node] } }, proof);
        const diagnosis = {
          code: 'ipvs-rules-left',
          params: { node, services: services.join(', ') },
        } as const;
        return fail({ code: 'ipvs-empty.present', params: { node, services } }, diagnosis, proof);
      },
      (nodes) => ({ code: 'ipvs-empty.ok', params: { nodes } }),
    ),
};

export const ipvsStatsJudge: Judge<'ipvs-stats'> = {
  moves: true,
  wants: ({ on }) => ({ facts: factsOn(on, tables), experiments: [] }),
  judge: (params, world) => {
    const service = serviceKey(params);
    let totals = { connections: 0, outPackets: 0 };
    return overNodes(
      params.on,
      (node) => {
        const { ipvs, contradicted } = tableOf(world, node);
        if (contradicted !== undefined) return contradicted;
        const proof = evidence(world, node, 'ipvs-stats', 'ipvs');
        const found = serviceOf(world, node, ipvs, params);
        if (found === undefined) return noService(world, node, ipvs, params);
        const { connections, outPackets } = found;
        totals = { connections, outPackets };
        const at = addressOf(params) ?? { address: '', port: 0 };
        const symptom = { kind: 'requests', vip: at.address, port: at.port } as const;
        if (ipvs.total !== undefined && connections > ipvs.total) {
          const told = { node, tool: String(connections), kernel: String(ipvs.total) };
          return unknown({ code: 'unknown.contradicted', params: told }, proof);
        }
        if (connections < params.connections) {
          const message = {
            code: 'ipvs-stats.few',
            params: { node, service, connections, want: params.connections },
          } as const;
          const last: DiagnosisMessage = { code: 'stats-none', params: { node, service } };
          return failing(message, { symptom, last, proof, retryAfter: statsLag });
        }
        const wrong =
          params.replies === 'none' ? outPackets > 0 : params.replies === 'some' && outPackets === 0;
        if (wrong) {
          const message = {
            code: 'ipvs-stats.replies',
            params: { node, service, outPackets, want: params.replies ?? '' },
          } as const;
          const retryAfter = params.replies === 'some' ? statsLag : undefined;
          const other = found.servers.find(
            ({ method }) => (method === 'nat') === (params.replies === 'none'),
          );
          if (other !== undefined) {
            const ways = new Set(found.servers.map(({ method }) => method));
            const want = params.replies === 'some' ? 'nat' : ways.has('tun') ? 'tun' : 'dr';
            const differs = { node, server: serverName(other), found: other.method, want };
            return fail(message, { code: 'wrong-method', params: differs }, proof, retryAfter);
          }
          // By NAT nothing came back: what keeps replies away is looked for as for requests that time out.
          const last: DiagnosisMessage =
            params.replies === 'none'
              ? { code: 'replies-through-director', params: { node, service } }
              : { code: 'no-replies-through-director', params: { node, service } };
          if (params.replies === 'none') return fail(message, last, proof);
          return failing(message, { symptom, last, proof, retryAfter });
        }
        return pass({ code: 'ipvs-stats.ok', params: { nodes: [node], service, ...totals } }, proof);
      },
      (nodes) => ({ code: 'ipvs-stats.ok', params: { nodes, service, ...totals } }),
    );
  },
};
