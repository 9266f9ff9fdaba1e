import type { World } from '../world/judge.js';
import { nodeOf, nodeOfAddress } from '../world/topology-lookup.js';
import { cause, type Finding } from './cause.js';
import { dropsTcp } from './firewall.js';
import { factsIf } from './look.js';
import { webAbsent } from './near-miss.js';
import type { RequestsSymptom } from '../world/symptom.js';

/**
 * The node that is asked by its own address and answers for itself; undefined: the address is a virtual one. A director's own address is
 * such a one, too: with NAT its address towards the clients often is the VIP.
 */
export function askedNode(
  world: { topology: World['topology'] },
  { vip }: RequestsSymptom,
): string | undefined {
  const node = nodeOfAddress(world.topology, vip) ?? '';
  const role = nodeOf(world.topology, node)?.role;
  return role === undefined || role === 'director' ? undefined : node;
}

/** A node's own address is asked: then its own server, and its own firewall, are what counts. */
export const direct = cause({
  explains: ['requests'],
  wants: (symptom, topology) => {
    const node = askedNode({ topology }, symptom);
    return node === undefined
      ? {}
      : { facts: { [node]: { listeners: true, network: true, firewall: true } } };
  },
  find: (symptom, world): Finding | undefined => {
    const node = askedNode(world, symptom);
    const facts = node === undefined ? undefined : factsIf(world, node);
    if (node === undefined || facts?.listeners === undefined) return undefined;
    const { port, vip } = symptom;
    const listeners = facts.listeners.filter((each) => each.port === port);
    if (listeners.length === 0) return { diagnosis: webAbsent(node, facts, port), strength: 'proven' };
    if (listeners.every((each) => !['0.0.0.0', '::', vip].includes(each.address))) {
      const found = listeners.map((each) => each.address).join(', ');
      const params = { node, port: String(port), found, address: vip };
      return { diagnosis: { code: 'web-listens-elsewhere', params }, strength: 'proven' };
    }
    if (dropsTcp(facts, port, vip))
      return { diagnosis: { code: 'rs-firewall', params: { node, port: String(port) } }, strength: 'likely' };
    return undefined;
  },
});
