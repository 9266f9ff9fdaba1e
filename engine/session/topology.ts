import { createHash } from 'node:crypto';
import { type Lab, nodeDefaults } from '../../contract/lab.js';
import type { InterfaceSpec, NodeSpec, Topology } from '../machines/provider.js';
import { parseCidr } from '../packs/ipv4.js';
import { memberships } from '../packs/lint.js';
import { vipsOf } from '../packs/vips.js';

/**
 * What a provider is asked to make.
 * @param values of the lab's variables in this session
 * @param salt differs between sessions, so that two labs side by side never share a MAC
 */
export function resolveTopology(
  lab: Lab,
  salt: string,
  values: Readonly<Record<string, string>> = {},
): Topology {
  const networks = Object.entries(lab.topology.networks).map(([name, { cidr }]) => ({ name, cidr }));
  const nodes = Object.entries(lab.topology.nodes).map(([name, node]): NodeSpec => {
    const interfaces = memberships(node).map(([network, address], index): InterfaceSpec => {
      const { cidr } = lab.topology.networks[network]!;
      const dev = `eth${index}`;
      return { network, dev, mac: macOf(salt, name, dev), address, prefix: parseCidr(cidr)!.prefix };
    });
    return {
      name,
      role: node.role,
      memory: node.memory ?? nodeDefaults.memory,
      disk: node.disk ?? nodeDefaults.disk,
      interfaces,
      ...(node.gateway === undefined ? {} : { gateway: node.gateway }),
    };
  });
  return { networks, nodes, vips: vipsOf(lab, values) };
}

/** The same, but what is called a VIP follows the lab, whose checks may be changed while its machines stay as they are. */
export function followingTopology(
  lab: () => Lab,
  salt: string,
  values: Readonly<Record<string, string>>,
): Topology {
  const made = resolveTopology(lab(), salt, values);
  let now = { lab: lab(), vips: made.vips ?? [] };
  return {
    ...made,
    get vips() {
      if (now.lab !== lab()) now = { lab: lab(), vips: vipsOf(lab(), values) };
      return now.vips;
    },
  };
}

/** A MAC under QEMU's prefix 52:54:00, locally administered (IEEE 802-2014 §8.4). */
function macOf(salt: string, node: string, dev: string): string {
  const digest = createHash('sha256').update(`${salt}\0${node}\0${dev}`).digest();
  // 0x80: never one of the addresses that the provider itself uses, they are below.
  const tail = [digest[0]! | 0x80, digest[1]!, digest[2]!];
  return ['52', '54', '00', ...tail.map((byte) => byte.toString(16).padStart(2, '0'))].join(':');
}
