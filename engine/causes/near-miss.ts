import type { Ipvs, NodeFacts } from '../../contract/facts.js';
import type { DiagnosisMessage } from '../../contract/messages/verdicts.js';
import { nodeOf, nodeOfAddress, within } from '../world/topology-lookup.js';
import type { Topology } from '../machines/provider.js';
import { levenshtein } from '../../contract/nearest.js';
import {
  addressOf,
  findService,
  keyOf,
  serverName,
  type ServiceName,
  serviceKey,
} from '../world/ipvs-lookup.js';

/**
 * What was done instead of what was asked for, and nearly is it. Each says only what stands on the node: where the right
 * thing stands beside it, or the other one has a meaning of its own in the lab, nothing was mistaken for anything.
 */

/** May one have been typed for the other? Two characters within one network of the lab, one anywhere. */
function mistakable(topology: Topology, one: string, other: string): boolean {
  const distance = levenshtein(one, other);
  const together = topology.networks.some(({ cidr }) => {
    const [network = '', prefix = ''] = cidr.split('/');
    return within(one, network, Number(prefix)) && within(other, network, Number(prefix));
  });
  return distance <= (together ? 2 : 1);
}

/** Has the address a meaning of its own: a machine's, or another VIP? */
function isOfLab(topology: Topology, address: string): boolean {
  return nodeOfAddress(topology, address) !== undefined || (topology.vips ?? []).includes(address);
}

/** An address on the node that was bound for the VIP, which is not there. */
export function mistypedVip(
  topology: Topology,
  node: string,
  facts: NodeFacts,
  vip: string,
): DiagnosisMessage | undefined {
  // What is not the lab's, such as a management network, nobody bound by hand.
  const devs = ['lo', ...(nodeOf(topology, node)?.interfaces ?? []).map(({ dev }) => dev)];
  const bound = (facts.addresses ?? [])
    .filter(({ family, dev }) => family === 'inet' && devs.includes(dev))
    .map((one) => one.address);
  if (bound.includes(vip)) return undefined;
  const [found] = bound
    .filter((one) => !one.startsWith('127.') && !isOfLab(topology, one) && mistakable(topology, one, vip))
    .toSorted((a, b) => levenshtein(a, vip) - levenshtein(b, vip));
  return found === undefined ? undefined : { code: 'vip-mistyped', params: { node, found, vip } };
}

/** A virtual service that is not there, but is on another port of the address, or on another address. */
export function misplacedService(
  topology: Topology,
  node: string,
  ipvs: Ipvs,
  name: ServiceName,
): DiagnosisMessage | undefined {
  const wanted = addressOf(name);
  if (wanted === undefined || findService(ipvs, name) !== undefined) return undefined;
  const service = serviceKey(name);
  const protocol = name.tcp === undefined ? 'udp' : 'tcp';
  const other = ipvs.services.find((each) => each.address === wanted.address && each.port === wanted.port);
  if (other !== undefined)
    return { code: 'service-other-protocol', params: { node, service, found: keyOf(other) } };
  const port = ipvs.services.find((each) => each.address === wanted.address);
  if (port !== undefined) return { code: 'wrong-port', params: { node, service, found: keyOf(port) } };
  const address = ipvs.services.find(
    (each) =>
      each.protocol === protocol &&
      each.port === wanted.port &&
      !(topology.vips ?? []).includes(each.address),
  );
  return address === undefined
    ? undefined
    : { code: 'service-on-other-address', params: { node, service, found: keyOf(address) } };
}

/** A realserver that the service lacks, but has by another port. @param server RIP:port */
export function misplacedServer(
  node: string,
  service: Ipvs['services'][number],
  server: string,
): DiagnosisMessage | undefined {
  const [address] = server.split(':');
  const found = service.servers.find((each) => each.address === address && serverName(each) !== server);
  if (found === undefined || service.servers.some((each) => serverName(each) === server)) return undefined;
  return {
    code: 'server-wrong-port',
    params: { node, service: keyOf(service), found: serverName(found), want: server },
  };
}

/** Where web servers listen that do not listen on 80: nothing else tells them in /proc/net/tcp. */
const webPorts = /^(8\d|80\d\d|8888)$/;

/** Nothing listens on the port: does a web server listen on another one, or is there none? */
export function webAbsent(node: string, facts: NodeFacts, port: number): DiagnosisMessage {
  const found = facts.listeners?.find((each) => each.port !== port && webPorts.test(String(each.port)));
  return found === undefined
    ? { code: 'web-not-running', params: { node, port: String(port) } }
    : { code: 'web-other-port', params: { node, port: String(port), found: String(found.port) } };
}
