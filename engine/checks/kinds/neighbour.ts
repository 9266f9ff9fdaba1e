import { nodeOf, nodeOfMac } from '../../world/topology-lookup.js';
import type { Judge } from '../../world/judge.js';
import { cannotRead, evidence, factsOn, fail, failing, overNodes, pass, section } from '../judging.js';

export const neighbourJudge: Judge<'neighbour'> = {
  moves: true,
  vips: ({ address }) => [address],
  wants: ({ on }) => ({ facts: factsOn(on, { network: true }), experiments: [] }),
  judge: ({ on, address, owner, permanent }, world) =>
    overNodes(
      on,
      (node) => {
        const found = section(world, node, 'neighbours').find(
          (each) => each.address === address && each.mac !== undefined,
        );
        const proof = evidence(world, node, 'neighbours');
        if (found?.mac === undefined) {
          const params = { node, address };
          return fail({ code: 'neighbour.none', params }, { code: 'neighbour-unresolved', params }, proof);
        }
        const spec = nodeOf(world.topology, owner);
        if (spec === undefined) throw cannotRead(node, owner);
        const { mac } = found;
        if (spec.interfaces.some((each) => each.mac.toLowerCase() === mac)) {
          const expires = !found.state.includes('PERMANENT');
          if (permanent === true && expires) {
            const params = { node, address, owner, state: found.state };
            return fail({ code: 'neighbour.expires', params }, undefined, proof);
          }
          return pass({ code: 'neighbour.ok', params: { nodes: [node], address, owner } }, proof);
        }
        const other = nodeOfMac(world.topology, mac) ?? '';
        const message = {
          code: 'neighbour.wrong',
          params: { node, address, mac, found: other, owner },
        } as const;
        // Whoever answers ARP there now has put it in; where nobody else does, it is an old one.
        return failing(message, {
          symptom: { kind: 'arp', vip: address, from: node, answered: [other || mac], wanted: [owner] },
          last: { code: 'stale-neighbour', params: { node, address, found: other || mac } },
          proof,
        });
      },
      (nodes) => ({ code: 'neighbour.ok', params: { nodes, address, owner } }),
    ),
};
