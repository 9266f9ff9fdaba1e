import type { InterfaceSpec, NodeSpec, Topology } from '../machines/provider.js';

export function nodeOf(topology: Topology, name: string): NodeSpec | undefined {
  return topology.nodes.find((node) => node.name === name);
}

/** The node with this MAC address on one of its interfaces. */
export function nodeOfMac(topology: Topology, mac: string): string | undefined {
  const wanted = mac.toLowerCase();
  return topology.nodes.find((node) => node.interfaces.some((each) => each.mac.toLowerCase() === wanted))
    ?.name;
}

/** The node that the topology gives this address. */
export function nodeOfAddress(topology: Topology, address: string): string | undefined {
  return topology.nodes.find((node) => node.interfaces.some((each) => each.address === address))?.name;
}

/** An IPv4 address as a number; undefined for anything else. */
export function ipv4(address: string): number | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(address);
  if (match === null) return undefined;
  const bytes = match.slice(1).map(Number);
  return bytes.every((byte) => byte < 256) ? bytes.reduce((sum, byte) => sum * 256 + byte, 0) : undefined;
}

/** Is the address inside network/prefix? */
export function within(address: string, network: string, prefix: number): boolean {
  const one = ipv4(address);
  const other = ipv4(network);
  if (one === undefined || other === undefined) return false;
  const size = 2 ** (32 - prefix);
  return Math.floor(one / size) === Math.floor(other / size);
}

/** The interface of a node whose network holds the address; the node's first one when none does. */
export function interfaceTowards(node: NodeSpec | undefined, address: string): InterfaceSpec | undefined {
  return node?.interfaces.find((each) => within(address, each.address, each.prefix)) ?? node?.interfaces[0];
}

/** These nodes, and those that may be in one group with them: of the same role. */
export function peersOf(topology: Topology, names: readonly string[]): readonly string[] {
  const roles = topology.nodes.filter(({ name }) => names.includes(name)).map(({ role }) => role);
  const peers = topology.nodes.filter(({ role }) => roles.includes(role)).map(({ name }) => name);
  return [...new Set([...names, ...peers])];
}
