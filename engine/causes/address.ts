import { nodeOf, nodeOfAddress } from '../world/topology-lookup.js';
import { cause } from './cause.js';
import { keepalivedCauses, usesKeepalived } from './keepalived.js';
import { factsIf, holdersOf } from './look.js';
import { mistypedVip } from './near-miss.js';

/** Why an address is not on a node: a VIP, which is nobody's own address, has its own reasons on each role. */
export const addressMissing = cause({
  explains: ['address'],
  wants: ({ node }) => ({ facts: { [node]: { network: true, keepalived: true, log: true } } }),
  find: ({ node, address, dev }, world) => {
    const { topology } = world;
    const facts = factsIf(world, node);
    const own = nodeOfAddress(topology, address) !== undefined;
    if (facts === undefined) return undefined;
    const mistyped = own ? undefined : mistypedVip(topology, node, facts, address);
    const holder = !own && holdersOf(topology, address).some(({ name }) => name === node);
    const kept =
      holder && usesKeepalived(facts) ? keepalivedCauses(node, facts, undefined, 'vrrp')[0] : undefined;
    const found = kept ?? mistyped;
    if (found !== undefined) return { diagnosis: found, strength: 'proven' };
    if (holder)
      return {
        diagnosis: { code: 'vip-not-on-director', params: { node, vip: address } },
        strength: 'proven',
      };
    if (!own && nodeOf(topology, node)?.role === 'realserver')
      return {
        diagnosis: { code: 'vip-not-on-realserver', params: { node, vip: address } },
        strength: 'proven',
      };
    return { diagnosis: { code: 'address-missing', params: { node, address, dev } }, strength: 'proven' };
  },
});
