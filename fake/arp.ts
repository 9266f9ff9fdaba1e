import { within } from '../engine/world/topology-lookup.js';
import { addressesOf } from './addresses.js';
import { arpFrame, broadcast } from './frames.js';
import type { LinkModel, NodeModel } from './model.js';
import { effectiveConf } from './sysctl.js';
import { neighboursOn, send, type World } from './world.js';

const nobody = '00:00:00:00:00:00';

/**
 * Does a node answer an ARP request that came in by this interface (net/ipv4/arp.c, arp_ignore; values of ip-sysctl)?
 * @param asker the sender address of the request
 */
export function answersArp(node: NodeModel, link: LinkModel, wanted: string, asker: string): boolean {
  const holding = addressesOf(node).filter(({ address }) => address.address === wanted);
  if (holding.length === 0) return false;
  const here = holding.filter((each) => each.link === link);
  switch (effectiveConf(node, link.dev, 'arp_ignore')) {
    case 0:
      return true;
    case 1:
      return here.length > 0;
    case 2:
      return here.some(({ address }) => within(asker, address.address, address.prefix));
    case 3:
      return holding.some(({ address }) => address.scope !== 'host');
    case 8:
      return false;
    default:
      return true;
  }
}

/** The sender address of a request (net/ipv4/arp.c, arp_announce): the packet's own source only with 0, or in the subnet with 1. */
function announced(node: NodeModel, link: LinkModel, source: string, target: string): string {
  const best =
    link.addresses.find((own) => within(target, own.address, own.prefix))?.address ??
    link.addresses[0]?.address ??
    '0.0.0.0';
  const own = addressesOf(node).some(({ address }) => address.address === source);
  const level = effectiveConf(node, link.dev, 'arp_announce');
  if (!own || level === 2) return best;
  if (level === 1 && !link.addresses.some((each) => within(target, each.address, each.prefix))) return best;
  return source;
}

export interface Answer {
  readonly node: NodeModel;
  readonly link: LinkModel;
}

/** Broadcasts one request and gives everybody who answers it, in the order of the topology. */
export function askArp(
  world: World,
  node: NodeModel,
  link: LinkModel,
  sender: string,
  target: string,
): readonly Answer[] {
  const request = { from: link.mac, to: broadcast, operation: 1, sender, targetMac: nobody, target } as const;
  send(world, node, link, arpFrame(request));
  const answers: Answer[] = [];
  for (const other of neighboursOn(world, node, link)) {
    // Whoever is asked learns the asker; others only renew what they know (net/ipv4/arp.c, arp_process).
    const asked = answersArp(other.node, other.link, target, sender);
    learn(other.node, other.link, sender, link.mac, asked);
    if (!asked) continue;
    const reply = { from: other.link.mac, to: link.mac, operation: 2, sender: target } as const;
    send(world, other.node, other.link, arpFrame({ ...reply, targetMac: link.mac, target: sender }));
    answers.push(other);
  }
  return answers;
}

/** A gratuitous ARP (RFC 5227 §3): nobody makes a new entry of it, those who have one change it. */
export function announce(world: World, node: NodeModel, link: LinkModel, address: string): void {
  const fields = { from: link.mac, to: broadcast, operation: 1, sender: address } as const;
  send(world, node, link, arpFrame({ ...fields, targetMac: broadcast, target: address }));
  for (const other of neighboursOn(world, node, link))
    learn(other.node, other.link, address, link.mac, false);
}

function learn(node: NodeModel, link: LinkModel, address: string, mac: string, create: boolean): void {
  const known = node.neighbours.find((each) => each.address === address && each.dev === link.dev);
  if (known !== undefined) {
    if (known.state === 'PERMANENT') return;
    known.mac = mac;
    known.state = 'STALE';
  } else if (create && address !== '0.0.0.0') {
    node.neighbours.push({ address, dev: link.dev, mac, state: 'STALE' });
  }
}

/**
 * The machine that frames to a neighbour reach. A known one that still answers stays; another is asked for at once,
 * where a real kernel would go on for some tens of seconds: simulated time stands still.
 */
export function resolve(
  world: World,
  node: NodeModel,
  link: LinkModel,
  address: string,
  source: string,
): { mac: string; receiver: Answer | undefined } | undefined {
  const others = neighboursOn(world, node, link);
  const owner = (mac: string): Answer | undefined => others.find((other) => other.link.mac === mac);
  let entry = node.neighbours.find((each) => each.address === address && each.dev === link.dev);
  if (entry?.mac !== undefined && entry.state === 'PERMANENT')
    return { mac: entry.mac, receiver: owner(entry.mac) };
  if (entry?.mac !== undefined && entry.state !== 'FAILED') {
    const receiver = owner(entry.mac);
    if (receiver !== undefined && answersArp(receiver.node, receiver.link, address, source)) {
      entry.state = 'REACHABLE';
      return { mac: entry.mac, receiver };
    }
  }
  const [first] = askArp(world, node, link, announced(node, link, source, address), address);
  if (entry === undefined) {
    entry = { address, dev: link.dev, state: 'FAILED' };
    node.neighbours.push(entry);
  }
  if (first === undefined) {
    entry.state = 'FAILED';
    delete entry.mac;
    return undefined;
  }
  entry.state = 'REACHABLE';
  entry.mac = first.link.mac;
  return { mac: first.link.mac, receiver: first };
}
