import { devicesWith, effective } from '../world/ipvs-lookup.js';
import type { World } from '../world/judge.js';
import { interfaceTowards, nodeOfMac } from '../world/topology-lookup.js';
import { cause, type Finding } from './cause.js';
import {
  active,
  around,
  arpKeys,
  bypassers,
  forwarded,
  outcomes,
  realservers,
  type Seen,
  factsIf,
} from './look.js';
import type { ArpSymptom, RequestsSymptom } from '../world/symptom.js';

type Both = ArpSymptom | RequestsSymptom;

const wants = (symptom: Both, topology: World['topology']) => ({
  facts: around(
    topology,
    symptom.vip,
    (node) => ({ network: true, sysctls: arpKeys(node) }),
    (node) => ({ network: true, sysctls: arpKeys(node) }),
  ),
});

/**
 * Did this node's answers to ARP make what was seen? It answered itself; or the client's requests went straight to it; or,
 * where no frames were seen, one server got what two should have shared.
 */
function atWork(symptom: Both, world: World, node: string): Finding['strength'] | undefined {
  if (symptom.kind === 'arp') return symptom.answered.includes(node) ? 'proven' : undefined;
  if (bypassers(world, symptom).includes(node)) return 'proven';
  if (symptom.path !== undefined) return undefined;
  const seen = outcomes(symptom);
  if (seen === undefined) return 'likely';
  return Object.keys(seen.by).length === 1 && seen.by[node] !== undefined ? 'likely' : undefined;
}

function each(
  inspect: (server: Seen, symptom: Both, world: World) => Omit<Finding, 'strength'> | undefined,
): (symptom: Both, world: World) => readonly Finding[] {
  return (symptom, world) =>
    realservers(world).flatMap((server) => {
      const strength = atWork(symptom, world, server.node);
      const found = strength === undefined ? undefined : inspect(server, symptom, world);
      return found === undefined || strength === undefined ? [] : [{ ...found, strength }];
    });
}

/** F-VIPETH: arp_ignore=1 does not help there. */
export const vipOnNic = cause({
  explains: ['arp', 'requests'],
  wants,
  find: each((server, { vip }) => {
    const nics = server.spec.interfaces.map((one) => one.dev);
    const found = devicesWith(server.facts, vip).find(({ dev }) => nics.includes(dev));
    if (found === undefined) return undefined;
    return {
      diagnosis: { code: 'vip-on-realserver-nic', params: { node: server.node, vip, dev: found.dev } },
    };
  }),
});

/** F-ARPIGN. Of the values 1, 2 and 3 (for a scope of host) keep quiet about an address on another device (ip-sysctl). */
export const answersArp = cause({
  explains: ['arp', 'requests'],
  wants,
  find: each((server, { vip }) => {
    const { facts, node } = server;
    const dev = interfaceTowards(server.spec, vip)?.dev ?? 'eth0';
    const bound = devicesWith(facts, vip);
    if (bound.length === 0 || bound.some((one) => one.dev === dev)) return undefined;
    const value = effective(facts, dev, 'arp_ignore');
    if (value === undefined || (value > 0 && value !== 3)) return undefined;
    const lo = facts.sysctls?.['net.ipv4.conf.lo.arp_ignore'];
    if (value === 0 && typeof lo === 'number' && lo > 0)
      return { diagnosis: { code: 'arp-only-on-lo', params: { node, vip, dev } } };
    return { diagnosis: { code: 'rs-answers-arp', params: { node, vip, value: String(value), dev } } };
  }),
});

/** F-ARPANN: only 2 never takes an address of another interface as source of ARP requests; that teaches the client its MAC. */
export const announcesVip = cause({
  explains: ['arp', 'requests'],
  wants,
  find: (symptom, world) =>
    realservers(world).flatMap((server): readonly Finding[] => {
      const { facts, node, spec } = server;
      const { vip } = symptom;
      const dev = interfaceTowards(spec, vip)?.dev ?? 'eth0';
      const value = effective(facts, dev, 'arp_announce');
      if (devicesWith(facts, vip).length === 0 || value === undefined || value >= 2) return [];
      const lo = facts.sysctls?.['net.ipv4.conf.lo.arp_announce'];
      const diagnosis =
        value === 0 && typeof lo === 'number' && lo > 0
          ? ({ code: 'arp-only-on-lo', params: { node, vip, dev } } as const)
          : ({ code: 'rs-announces-vip', params: { node, vip, value: String(value), dev } } as const);
      // It answers nobody; it asks, and whoever hears it takes its address for the VIP's.
      if (symptom.kind === 'arp') return [{ diagnosis, strength: 'present' }];
      const strength = atWork(symptom, world, node);
      return [{ diagnosis, strength: strength ?? 'present' }];
    }),
});

/** arp_ignore=8 keeps quiet about the node's own address, too: nobody can reach it any more. */
export const ignoresAll = cause({
  explains: ['requests'],
  wants,
  find: (symptom, world) => {
    const seen = outcomes(symptom);
    const through = forwarded(world, symptom);
    return realservers(world, symptom.servers).flatMap((server): readonly Finding[] => {
      const dev = interfaceTowards(server.spec, symptom.vip)?.dev ?? 'eth0';
      if (effective(server.facts, dev, 'arp_ignore') !== 8) return [];
      const diagnosis = { code: 'arp-ignored-altogether', params: { node: server.node } } as const;
      const silent = seen === undefined || seen.by[server.node] === undefined;
      const fits = silent && (seen === undefined || seen.bad > 0 || symptom.over !== undefined);
      return [{ diagnosis, strength: fits ? (through === true ? 'proven' : 'likely') : 'present' }];
    });
  },
});

/** The ARP suppression of realservers, set on the director by mistake. */
export const directorIgnoresArp = cause({
  explains: ['arp', 'requests'],
  wants,
  find: (symptom, world) => {
    const { vip } = symptom;
    const director = active(world, vip);
    const found = director === undefined ? undefined : devicesWith(director.facts, vip)[0];
    if (director === undefined || found === undefined) return undefined;
    const { node, facts, spec } = director;
    const dev = interfaceTowards(spec, vip)?.dev ?? 'eth0';
    const value = effective(facts, dev, 'arp_ignore') ?? 0;
    if (!(value === 8 || (value > 0 && found.dev !== dev))) return undefined;
    const diagnosis = { code: 'director-ignores-arp', params: { node, vip, value: String(value) } } as const;
    if (symptom.kind === 'arp')
      return { diagnosis, strength: symptom.answered.includes(node) ? 'present' : 'proven' };
    const seen = outcomes(symptom);
    const fits = seen === undefined || seen.unreachable > 0 || bypassers(world, symptom).length > 0;
    return { diagnosis, strength: fits ? 'proven' : 'present' };
  },
});

/** The client has somebody else's MAC for the VIP, though nobody tells it that now: an old entry, or one by hand. */
export const clientMistaken = cause({
  explains: ['requests'],
  wants: ({ from }) => (from === undefined ? {} : { facts: { [from]: { network: true } } }),
  find: (symptom, world): Finding | undefined => {
    const { from, vip } = symptom;
    const facts = from === undefined ? undefined : factsIf(world, from);
    const entry = facts?.neighbours?.find(({ address, mac }) => address === vip && mac !== undefined);
    const found = entry?.mac === undefined ? undefined : nodeOfMac(world.topology, entry.mac);
    if (from === undefined || found === undefined || !bypassers(world, symptom).includes(found))
      return undefined;
    return {
      diagnosis: { code: 'stale-neighbour', params: { node: from, address: vip, found } },
      strength: 'likely',
    };
  },
});
