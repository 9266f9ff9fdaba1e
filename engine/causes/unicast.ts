import { readConf } from '../keepalived/conf.js';
import { devicesWith } from '../world/ipvs-lookup.js';
import { nodeOf } from '../world/topology-lookup.js';
import { cause, type Finding } from './cause.js';
import { groupOf } from './vrrp.js';

/**
 * unicast_peer names none of the addresses that another member has: it hears no advert, and takes its master for dead
 * (keepalived.conf(5), vrrp_instance).
 */
export const unicastPeers = cause({
  explains: ['vrrp'],
  wants: ({ among }) => ({
    facts: Object.fromEntries(among.map((node) => [node, { network: true, keepalived: true }])),
  }),
  find: (symptom, world): readonly Finding[] => {
    const group = groupOf(world, symptom);
    return [...group].flatMap(([node, { keepalived }]) =>
      readConf(keepalived, node)
        .instances.filter(
          ({ name, unicastPeers }) =>
            unicastPeers.length > 0 && (symptom.instance === undefined || name === symptom.instance),
        )
        .flatMap(({ name, interface: dev, unicastPeers: peers }) =>
          [...group].flatMap(([peer, facts]): readonly Finding[] => {
            const address = nodeOf(world.topology, peer)?.interfaces.find(
              (each) => each.dev === dev,
            )?.address;
            // Only of an address that it was seen to have.
            if (peer === node || address === undefined || devicesWith(facts, address).length === 0) return [];
            // Of IPv6 nothing is said: an address can be written in several ways.
            if (peers.some((each) => each.includes(':') || devicesWith(facts, each).length > 0)) return [];
            const params = { instance: name, node, found: peers.join(', '), peer, address };
            return [{ diagnosis: { code: 'unicast-peer-elsewhere', params }, strength: 'proven' }];
          }),
        ),
    );
  },
});
