import type { Ipvs, IpvsService } from '../../../contract/facts.js';
import type { DiagnosisMessage, VerdictMessage } from '../../../contract/messages/verdicts.js';
import { nodeOf } from '../../experiments/topology-lookup.js';
import { vipWants } from '../diagnose/case.js';
import { misplacedServer, misplacedService, webAbsent } from '../diagnose/near-miss.js';
import { vipCause } from '../diagnose/vip.js';
import { nodeCause, usesKeepalived } from '../diagnose/vrrp.js';
import { addressOf, findService, keyOf, type ServiceName, serverName, serviceKey } from '../ipvs-lookup.js';
import type { Judge, World } from '../judge.js';
import { evidence, factsOn, fail, list, need, overNodes, pass, section, statsLag } from '../judging.js';
import { readConf } from '../keepalived/conf.js';
import type { Topology } from '../../machines/provider.js';

/** keepalived is asked for where it may be what sets the table: with two directors. */
function wants(on: string | readonly string[], topology: Topology): Record<string, object> {
  const several = topology.nodes.filter((node) => node.role === 'director').length > 1;
  const servers = topology.nodes
    .filter((node) => node.role === 'realserver' && several)
    .map((node) => node.name);
  return {
    ...factsOn(servers, { listeners: true }),
    ...factsOn(on, several ? { ipvs: true, keepalived: true, network: true } : { ipvs: true }),
  };
}

/** The message and cause for a service that is not there. */
function noService(
  world: World,
  node: string,
  ipvs: Ipvs,
  name: ServiceName,
): [VerdictMessage, DiagnosisMessage] {
  const key = serviceKey(name);
  const found = ipvs.services.map(keyOf);
  const message: VerdictMessage = ipvs.loaded
    ? { code: 'ipvs-service.missing', params: { node, service: key, found } }
    : { code: 'ipvs.not-loaded', params: { node } };
  const facts = need(world, node);
  if (usesKeepalived(facts)) {
    const cause = nodeCause(node, facts);
    return [message, cause ?? { code: 'virtual-server-missing', params: { node, service: key } }];
  }
  if (!ipvs.tool) {
    const keepalived = facts.keepalived === undefined ? undefined : nodeCause(node, facts);
    return [message, keepalived ?? { code: 'ipvsadm-not-installed', params: { node } }];
  }
  if (!ipvs.loaded) return [message, { code: 'module-not-loaded', params: { node, name: 'ip_vs' } }];
  return [
    message,
    misplacedService(world.topology, node, ipvs, name) ?? {
      code: 'no-virtual-service',
      params: { node, service: key },
    },
  ];
}

/** F-PREEXIST: the table differs from a file that says what the check wants. */
function preexisting(
  world: World,
  node: string,
  name: ServiceName,
  agrees: (conf: { scheduler: string; persistence?: number }) => boolean,
  detail: string,
): DiagnosisMessage | undefined {
  const { keepalived } = need(world, node);
  const at = addressOf(name);
  if (!keepalived?.running || keepalived.config === undefined || at === undefined) return undefined;
  const conf = readConf(keepalived.config).virtualServers.find(
    (each) => each.address === at.address && each.port === at.port,
  );
  if (conf === undefined || !agrees(conf)) return undefined;
  return { code: 'preexisting-ipvs-rules', params: { node, service: serviceKey(name), detail } };
}

export const ipvsServiceJudge: Judge<'ipvs-service'> = {
  wants: ({ on }, topology) => ({ facts: wants(on, topology), experiments: [] }),
  judge: (params, world) => {
    const service = serviceKey(params);
    let scheduler = '';
    return overNodes(
      params.on,
      (node) => {
        const ipvs = section(world, node, 'ipvs');
        const proof = evidence(world, node, 'ipvs', 'keepalived-test');
        const found = findService(ipvs, params);
        if (found === undefined) return fail(...noService(world, node, ipvs, params), proof);
        scheduler = found.scheduler;
        if (params.scheduler !== undefined && scheduler !== params.scheduler) {
          const differs = { node, service, found: scheduler, want: params.scheduler };
          const before = preexisting(
            world,
            node,
            params,
            (conf) => conf.scheduler === params.scheduler,
            scheduler,
          );
          const diagnosis = before ?? ({ code: 'wrong-scheduler', params: differs } as const);
          return fail({ code: 'ipvs-service.scheduler', params: differs }, diagnosis, proof);
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
          const agrees = (conf: { persistence?: number }): boolean => (conf.persistence ?? 0) === want;
          const diagnosis: DiagnosisMessage =
            preexisting(world, node, params, agrees, `persistent ${seconds}`) ??
            (want === 0
              ? { code: 'persistent-hides-scheduler', params: { node, service, seconds: String(seconds) } }
              : { code: 'persistence-differs', params: differs });
          return fail(message, diagnosis, proof);
        }
        return pass({ code: 'ipvs-service.ok', params: { nodes: [node], service, scheduler } }, proof);
      },
      (nodes) => ({ code: 'ipvs-service.ok', params: { nodes, service, scheduler } }),
    );
  },
};

export const ipvsServerJudge: Judge<'ipvs-server'> = {
  wants: ({ on }, topology) => ({ facts: wants(on, topology), experiments: [] }),
  judge: (params, world) => {
    const service = serviceKey(params);
    const servers = list(params.server);
    return overNodes(
      params.on,
      (node) => {
        const ipvs = section(world, node, 'ipvs');
        const proof = evidence(world, node, 'ipvs', 'keepalived-test');
        const found = findService(ipvs, params);
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
        if (found === undefined) return fail(...noService(world, node, ipvs, params), proof);
        for (const server of servers) {
          const entry = found.servers.find((each) => serverName(each) === server);
          if (entry === undefined) {
            const all = found.servers.map(serverName);
            const message = {
              code: 'ipvs-server.missing',
              params: { node, service, server, found: all },
            } as const;
            return fail(message, serverMissing(world, node, found, service, server), proof);
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

/** A server that is not in the table: down for the health check, not in the file, or not added. */
function serverMissing(
  world: World,
  node: string,
  found: IpvsService,
  service: string,
  server: string,
): DiagnosisMessage {
  const facts = need(world, node);
  const [address = '', port = ''] = server.split(':');
  if (usesKeepalived(facts)) {
    const spec = world.topology.nodes.find((each) => each.interfaces.some((one) => one.address === address));
    const observed = spec === undefined ? undefined : world.facts(spec.name);
    const listeners = observed?.ok ? observed.facts.listeners : undefined;
    if (
      spec !== undefined &&
      listeners !== undefined &&
      !listeners.some((each) => String(each.port) === port)
    ) {
      return webAbsent(spec.name, { at: 0, listeners }, Number(port));
    }
    const cause = nodeCause(node, facts);
    if (cause !== undefined) return cause;
    const conf = readConf(facts.keepalived?.config ?? '');
    const entry = conf.virtualServers
      .flatMap((each) => each.servers)
      .find((each) => `${each.address}:${each.port}` === server);
    const wrong = entry?.checks.find((check) => check.port !== undefined && check.port !== entry.port);
    if (wrong !== undefined)
      return { code: 'health-check-wrong-port', params: { node, server, port: String(wrong.port) } };
    if (entry !== undefined) return { code: 'server-not-returned', params: { node, server } };
  }
  if (found.servers.length === 0) return { code: 'no-real-servers', params: { node, service } };
  return (
    misplacedServer(node, found, server) ?? { code: 'server-missing', params: { node, service, server } }
  );
}

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
  wants: ({ on }, topology) => ({
    facts: { ...vipWants(topology), ...factsOn(on, { ipvs: true }) },
    experiments: [],
  }),
  judge: (params, world) => {
    const service = serviceKey(params);
    let totals = { connections: 0, outPackets: 0 };
    return overNodes(
      params.on,
      (node) => {
        const ipvs = section(world, node, 'ipvs');
        const proof = evidence(world, node, 'ipvs-stats', 'ipvs');
        const found = findService(ipvs, params);
        if (found === undefined) return fail(...noService(world, node, ipvs, params), proof);
        const { connections, outPackets } = found;
        totals = { connections, outPackets };
        const at = addressOf(params);
        const cause = (): DiagnosisMessage | undefined =>
          at === undefined || nodeOf(world.topology, node)?.role !== 'director'
            ? undefined
            : vipCause({ world, vip: at.address, port: at.port });
        if (connections < params.connections) {
          const message = {
            code: 'ipvs-stats.few',
            params: { node, service, connections, want: params.connections },
          } as const;
          return fail(message, cause() ?? { code: 'stats-none', params: { node, service } }, proof, statsLag);
        }
        const wrong =
          params.replies === 'none' ? outPackets > 0 : params.replies === 'some' && outPackets === 0;
        if (wrong) {
          const message = {
            code: 'ipvs-stats.replies',
            params: { node, service, outPackets, want: params.replies ?? '' },
          } as const;
          const method = found.servers.find(
            (each) => each.method !== (params.replies === 'none' ? 'dr' : 'nat'),
          );
          const want = params.replies === 'none' ? 'dr' : 'nat';
          const diagnosis: DiagnosisMessage =
            method === undefined
              ? { code: 'replies-through-director', params: { node, service } }
              : {
                  code: 'wrong-method',
                  params: { node, server: serverName(method), found: method.method, want },
                };
          return fail(message, diagnosis, proof, params.replies === 'some' ? statsLag : undefined);
        }
        return pass({ code: 'ipvs-stats.ok', params: { nodes: [node], service, ...totals } }, proof);
      },
      (nodes) => ({ code: 'ipvs-stats.ok', params: { nodes, service, ...totals } }),
    );
  },
};
