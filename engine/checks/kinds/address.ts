import type { DiagnosisMessage } from '../../../contract/messages/verdicts.js';
import { nodeOf, nodeOfAddress } from '../../world/topology-lookup.js';
import { localSubnets } from '../../causes/look.js';
import { filtersArp } from '../../causes/firewall.js';
import { devicesWith } from '../../world/ipvs-lookup.js';
import type { Judge, World } from '../../world/judge.js';
import {
  evidence,
  factsOn,
  fail,
  failing,
  list,
  need,
  overNodes,
  pass,
  saidOf,
  section,
} from '../judging.js';
import { contradicted } from '../addresses.js';

function roleOf(world: World, node: string): string | undefined {
  return nodeOf(world.topology, node)?.role;
}

/** Devices on which an address is only the node's own: nobody on the network is told of it, and ARP is asked elsewhere. */
const inner = /^(lo|dummy|tunl|gre|ipip)/;

/**
 * An address on another device than the one that is asked for, with the same effect: a director's own VIP anywhere, but
 * not with a prefix that makes a subnet local; a realserver's on an inner device, or on its NIC with ARP filtered.
 */
function worksElsewhere(world: World, node: string, address: string, dev: string): boolean {
  const facts = need(world, node);
  const spec = nodeOf(world.topology, node);
  if (nodeOfAddress(world.topology, address) !== undefined || localSubnets(facts).length > 0) return false;
  if (spec?.role !== 'realserver') return spec?.role === 'director';
  if (inner.test(dev)) return true;
  return spec.interfaces.some((each) => each.dev === dev) && filtersArp(facts, address);
}

export const addressJudge: Judge<'address'> = {
  vips: ({ address }) => [address],
  wants: ({ on }) => ({ facts: factsOn(on, { network: true, firewall: true }), experiments: [] }),
  judge: ({ on, address, dev, prefix }, world) =>
    overNodes(
      on,
      (node) => {
        section(world, node, 'addresses');
        const doubt = contradicted(world, node, address);
        if (doubt !== undefined) return doubt;
        const all = devicesWith(need(world, node), address);
        const proof = evidence(world, node, 'addresses');
        const symptom = { kind: 'address', node, address, dev } as const;
        const here = all.filter((each) => each.dev === dev);
        const [first] = here;
        if (first === undefined) {
          const other = all[0];
          if (other === undefined) {
            const last = { code: 'address-missing', params: { node, address, dev } } as const;
            return failing(
              { code: 'address.missing', params: { node, address, dev } },
              { symptom, last, proof },
            );
          }
          const params = { node, address, dev, found: other.dev };
          if (worksElsewhere(world, node, address, other.dev)) {
            const note = { node, vip: address, found: other.dev, want: dev };
            return {
              ...pass({ code: 'address.ok', params: { nodes: [node], address, dev: other.dev } }, proof),
              also: [{ how: 'note', diagnosis: { code: 'vip-on-other-device', params: note } }],
            };
          }
          const nic =
            nodeOf(world.topology, node)?.interfaces.some((each) => each.dev === other.dev) === true;
          const diagnosis: DiagnosisMessage =
            nic && roleOf(world, node) === 'realserver'
              ? { code: 'vip-on-realserver-nic', params: { node, vip: address, dev: other.dev } }
              : { code: 'vip-wrong-interface', params: { node, vip: address, found: other.dev, want: dev } };
          const local = localSubnets(need(world, node)).length > 0;
          const message = { code: 'address.elsewhere', params } as const;
          return local
            ? failing(message, { symptom, last: diagnosis, proof })
            : fail(message, diagnosis, proof);
        }
        const want =
          prefix === undefined ? undefined : (Array.isArray(prefix) ? prefix : [prefix]).map(String);
        if (want !== undefined && !here.some((each) => want.includes(String(each.prefix)))) {
          const params = { node, address, dev, found: first.prefix, want };
          return fail(
            { code: 'address.prefix', params },
            wrongPrefix(node, address, dev, first.prefix, want),
            proof,
          );
        }
        return pass({ code: 'address.ok', params: { nodes: [node], address, dev } }, proof);
      },
      (nodes, each) => {
        // Where it works on another device as well it is not said to be on this one.
        return { code: 'address.ok', params: { nodes, address, dev: saidOf(each, 'address.ok', 'dev') } };
      },
    ),
  notKept: ({ on, address }, facts) => {
    const node = list(on).find(
      (each) => facts(each)?.addresses?.every((one) => one.address !== address) === true,
    );
    return node === undefined ? undefined : { code: 'address-not-kept', params: { node, address } };
  },
};

function wrongPrefix(
  node: string,
  vip: string,
  dev: string,
  found: number,
  want: readonly string[],
): DiagnosisMessage {
  if (dev === 'lo' && found === 0) return { code: 'lo-prefix-zero', params: { node, vip } };
  if (dev === 'lo') return { code: 'lo-prefix-not-32', params: { node, vip, prefix: String(found) } };
  return { code: 'vip-wrong-prefix', params: { node, vip, found: String(found), want: want.join('/') } };
}
