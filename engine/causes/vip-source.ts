import { devicesWith } from '../world/ipvs-lookup.js';
import { ipv4, within } from '../world/topology-lookup.js';
import { cause, type Finding } from './cause.js';
import { active, around, entryOf, outcomes, realservers, served } from './look.js';

/**
 * The VIP is the first address of its subnet on the director's interface, as where it was added before the interface got its own: the kernel
 * takes the primary address as the sender of ARP requests (arp_solicit(), inet_select_addr()). A realserver of DR or TUN that has the VIP
 * itself drops what claims to come from it, so that the director never learns where it is.
 */
export const vipIsSource = cause({
  explains: ['requests'],
  wants: ({ vip }, topology) => ({
    facts: around(
      topology,
      vip,
      () => ({ network: true, ipvs: true }),
      () => ({ network: true }),
    ),
  }),
  find: (symptom, world): Finding | undefined => {
    const { vip } = symptom;
    const director = active(world, vip);
    const service = served(world, symptom)?.service;
    const route = director?.facts.routes?.find(({ source, via }) => source === vip && via === undefined);
    if (director === undefined || service === undefined || route?.dev === undefined) return undefined;
    const [network = '', prefix = '32'] = route.to.split('/');
    const asked = realservers(world, symptom.servers).flatMap((server) => {
      const entry = entryOf(service, server);
      if (entry === undefined || !within(entry.address, network, Number(prefix))) return [];
      return devicesWith(server.facts, vip).length > 0 ? [entry.address] : [];
    });
    const own = director.facts.addresses?.find(
      ({ dev, family, address }) =>
        dev === route.dev &&
        family === 'inet' &&
        address !== vip &&
        ipv4(address) !== undefined &&
        within(address, network, Number(prefix)),
    );
    if (asked.length === 0 || own === undefined) return undefined;
    const known = (address: string) =>
      director.facts.neighbours?.find((each) => each.address === address)?.mac !== undefined;
    const lost = asked.filter((address) => !known(address));
    const seen = outcomes(symptom);
    const felt = seen === undefined || seen.unreachable + seen.timeout > 0 || symptom.over !== undefined;
    return {
      diagnosis: {
        code: 'vip-is-source',
        params: { node: director.node, vip, dev: route.dev, own: `${own.address}/${own.prefix}` },
      },
      // An entry from before goes on being used, until it is asked for anew.
      strength: lost.length > 0 && felt ? 'proven' : felt ? 'likely' : 'present',
    };
  },
});
