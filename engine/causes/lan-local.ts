import { ipv4 } from '../world/topology-lookup.js';
import { cause, type Finding } from './cause.js';
import { around, directors, localSubnets, outcomes, realservers } from './look.js';

/** The network of an address, as people write it: 10.0.0.0/24. */
function networkOf(address: string, prefix: number): string {
  const size = 2 ** (32 - prefix);
  const start = Math.floor((ipv4(address) ?? 0) / size) * size;
  const bytes = [24, 16, 8, 0].map((shift) => Math.floor(start / 2 ** shift) % 256);
  return `${bytes.join('.')}/${prefix}`;
}

/**
 * F-LOMASK: an address on lo with any prefix but /32 makes the kernel take its whole subnet for its own (`local
 * 10.0.0.0/24 dev lo`), and answer ARP for all of it; /0 (F-LOMASK0) makes none and works.
 */
export const lanLocal = cause({
  explains: ['arp', 'requests', 'address'],
  wants: (symptom, topology) =>
    symptom.kind === 'address'
      ? { facts: { [symptom.node]: { network: true } } }
      : {
          facts: around(
            topology,
            symptom.vip,
            () => ({ network: true }),
            () => ({ network: true }),
          ),
        },
  find: (symptom, world) => {
    const vip = symptom.kind === 'address' ? symptom.address : symptom.vip;
    const all = [...directors(world, vip), ...realservers(world)];
    return all.flatMap(({ node, facts, spec }): readonly Finding[] => {
      if (symptom.kind === 'address' && node !== symptom.node) return [];
      const [found] = localSubnets(facts);
      if (found === undefined) return [];
      const { address, prefix, dev } = found;
      const diagnosis =
        spec.role === 'realserver'
          ? ({ code: 'lo-prefix-not-32', params: { node, vip: address, prefix: String(prefix) } } as const)
          : ({
              code: 'subnet-local',
              params: { node, address: `${address}/${prefix}`, dev, network: networkOf(address, prefix) },
            } as const);
      const answered = symptom.kind === 'arp' && symptom.answered.includes(node);
      const seen = symptom.kind === 'requests' ? outcomes(symptom) : undefined;
      const fits =
        symptom.kind === 'requests' ? seen === undefined || seen.bad > 0 || symptom.over !== undefined : true;
      return [
        {
          diagnosis,
          strength: answered || symptom.kind === 'address' ? 'proven' : fits ? 'likely' : 'present',
        },
      ];
    });
  },
});
