import type { IpvsService, NodeFacts } from '../../contract/facts.js';
import type { DiagnosisMessage } from '../../contract/messages/verdicts.js';
import { addressOf, findService, keyOf, serverName, serviceKey } from '../world/ipvs-lookup.js';
import type { World } from '../world/judge.js';
import { type ConfVirtualServer, readConf } from '../keepalived/conf.js';
import { nodeOfAddress } from '../world/topology-lookup.js';
import { cause, type Finding } from './cause.js';
import { keepalivedCauses, usesKeepalived, written, writtenServer } from './keepalived.js';
import { factsIf } from './look.js';
import { misplacedServer, misplacedService, webAbsent } from './near-miss.js';
import { rejection } from './health.js';
import type { TableSymptom } from '../world/symptom.js';

const wants = ({ node, server }: TableSymptom, topology: World['topology']) => {
  const address = server?.split(':')[0];
  const owner = address === undefined ? undefined : nodeOfAddress(topology, address);
  return {
    facts: {
      [node]: { ipvs: true, keepalived: true, log: true, network: true, firewall: true },
      ...(owner === undefined || owner === node ? {} : { [owner]: { listeners: true } }),
    },
  };
};

/** There is no such service: keepalived has not made it, or nobody did. */
export const serviceMissing = cause({
  explains: ['table'],
  wants,
  find: (symptom, world) => {
    const facts = factsIf(world, symptom.node);
    if (symptom.what !== 'service' || facts?.ipvs === undefined) return undefined;
    return noService(symptom, facts, facts.ipvs, world).map(
      (diagnosis): Finding => ({ diagnosis, strength: 'proven' }),
    );
  },
});

function noService(
  { node, service }: TableSymptom,
  facts: NodeFacts,
  ipvs: NonNullable<NodeFacts['ipvs']>,
  world: World,
): readonly DiagnosisMessage[] {
  const key = serviceKey(service);
  if (usesKeepalived(facts)) {
    const own = keepalivedCauses(node, facts, undefined, 'checkers');
    if (own.length > 0) return own;
    const conf = readConf(facts.keepalived, node);
    if (written(conf, service) === undefined)
      return [{ code: 'virtual-server-missing', params: { node, service: key } }];
    return [{ code: 'virtual-server-lost', params: { node, service: key } }];
  }
  if (!ipvs.tool) return [withoutTool(node, facts)];
  if (!ipvs.loaded) return [{ code: 'module-not-loaded', params: { node, name: 'ip_vs' } }];
  const at = addressOf(service);
  const marked = at === undefined ? undefined : ipvs.services.find((each) => each.protocol === 'fwmark');
  if (marked !== undefined)
    return [{ code: 'mark-not-set', params: { node, mark: String(marked.port), service: key } }];
  return [
    misplacedService(world.topology, node, ipvs, service) ?? {
      code: 'no-virtual-service',
      params: { node, service: key },
    },
  ];
}

/** No ipvsadm: there may be no keepalived either, and a node does not know which of the two its lab is about. */
export function withoutTool(node: string, facts: NodeFacts): DiagnosisMessage {
  const [own] = keepalivedCauses(node, facts, undefined, 'checkers');
  if (own === undefined) return { code: 'ipvsadm-not-installed', params: { node } };
  return own.code === 'keepalived-not-installed' ? { code: 'ipvs-tools-missing', params: { node } } : own;
}

/** A server that is not in the table: down for the health check, not in the file, or not added. */
export const serverMissing = cause({
  explains: ['table'],
  wants,
  find: (symptom, world) => {
    const { node, server } = symptom;
    const facts = factsIf(world, node);
    const found = facts?.ipvs === undefined ? undefined : findService(facts.ipvs, symptom.service);
    if (symptom.what !== 'server' || facts === undefined || found === undefined || server === undefined)
      return undefined;
    const diagnoses = absent(symptom, server, facts, found, world);
    return diagnoses.map(
      (diagnosis, index): Finding => ({ diagnosis, strength: 'proven', share: 1 - index / 10 }),
    );
  },
});

/** Why a service has not this server, the first reason first. @param server RIP:port */
export function absent(
  { node, service }: Pick<TableSymptom, 'node' | 'service'>,
  server: string,
  facts: NodeFacts,
  found: IpvsService,
  world: World,
): readonly DiagnosisMessage[] {
  const [address = '', port = ''] = server.split(':');
  const key = serviceKey(service);
  if (usesKeepalived(facts)) {
    const owner = nodeOfAddress(world.topology, address);
    const listeners = owner === undefined ? undefined : factsIf(world, owner)?.listeners;
    const conf = readConf(facts.keepalived, node);
    const entry = writtenServer(conf, service, server);
    if (entry === undefined) {
      const own = keepalivedCauses(node, facts, server);
      return own.length > 0 ? own : [{ code: 'server-missing', params: { node, service: key, server } }];
    }
    if (owner !== undefined && listeners?.some((each) => String(each.port) === port) === false)
      return [webAbsent(owner, { at: 0, listeners }, Number(port))];
    const own = keepalivedCauses(node, facts, server);
    if (own.length > 0) return own;
    return [rejection(node, facts, entry) ?? { code: 'server-not-returned', params: { node, server } }];
  }
  if (found.servers.length === 0) return [{ code: 'no-real-servers', params: { node, service: key } }];
  const strange = found.servers.filter((each) => nodeOfAddress(world.topology, each.address) === undefined);
  const missing: DiagnosisMessage = misplacedServer(node, found, server) ?? {
    code: 'server-missing',
    params: { node, service: key, server },
  };
  if (strange.length === 0) return [missing];
  const servers = strange.map(serverName).join(', ');
  return [{ code: 'server-unknown', params: { node, service: key, servers } }, missing];
}

/** F-PREEXIST, and what a file that keepalived runs says otherwise than the table. */
export const tableDiffers = cause({
  explains: ['table'],
  wants,
  find: (symptom, world) => {
    const { node, service, what, found = '', want = '' } = symptom;
    const facts = factsIf(world, node);
    if (facts === undefined || (what !== 'scheduler' && what !== 'persistence')) return undefined;
    const { keepalived } = facts;
    const key = serviceKey(service);
    if (keepalived?.config !== undefined) {
      const conf = readConf(keepalived, node);
      const entry = written(conf, service);
      const own = keepalivedCauses(node, facts, undefined, 'checkers').find(
        ({ code }) =>
          code === 'scheduler-unknown' || code === 'config-not-reloaded' || code === 'config-syntax-braces',
      );
      if (own !== undefined) return { diagnosis: own, strength: 'proven' };
      const said = what === 'scheduler' ? entry?.scheduler : String(entry?.persistence ?? 0);
      if (entry !== undefined && said === want) {
        const detail = what === 'scheduler' ? found : `persistent ${found}`;
        return {
          diagnosis: { code: 'preexisting-ipvs-rules', params: { node, service: key, detail } },
          // Of a keepalived that has ended (kill -9 leaves the table) the file may be newer than what it ran.
          strength: keepalived.running ? 'proven' : 'likely',
        };
      }
    }
    const differs = { node, service: key, found, want };
    if (what === 'scheduler')
      return { diagnosis: { code: 'wrong-scheduler', params: differs }, strength: 'proven' };
    return {
      diagnosis:
        want === '0'
          ? { code: 'persistent-hides-scheduler', params: { node, service: key, seconds: found } }
          : { code: 'persistence-differs', params: differs },
      strength: 'proven',
    };
  },
});

/** Services that keepalived's file does not have, beside those that it has: they work, and a reboot ends them. */
export function byHand(node: string, facts: NodeFacts): DiagnosisMessage | undefined {
  const { keepalived, ipvs } = facts;
  if (keepalived?.running !== true || keepalived.config === undefined || ipvs === undefined) return undefined;
  const { virtualServers } = readConf(keepalived, node);
  return virtualServers.length === 0 ? undefined : notWritten(node, ipvs, virtualServers);
}

/** The key of a service that the file has; it is not told there whether it is TCP's or UDP's. */
export function keyWritten({ address, port, fwmark }: ConfVirtualServer): string {
  return fwmark === undefined ? `tcp ${address}:${port}` : `fwmark ${fwmark}`;
}

/** Services that are in the table and not among those of the file. */
export function notWritten(
  node: string,
  ipvs: NonNullable<NodeFacts['ipvs']>,
  virtualServers: readonly ConfVirtualServer[],
): DiagnosisMessage | undefined {
  const own = new Set(virtualServers.map(keyWritten));
  const strange = ipvs.services.map(keyOf).filter((key) => !own.has(key.replace(/^udp/, 'tcp')));
  return strange.length === 0
    ? undefined
    : { code: 'rules-by-hand', params: { node, services: strange.join(', ') } };
}
