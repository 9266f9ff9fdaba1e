import type { World } from '../world/judge.js';
import { devicesWith, keyOf, serverName } from '../world/ipvs-lookup.js';
import { nodeOfAddress } from '../world/topology-lookup.js';
import { cause, type CauseWants, type Finding } from './cause.js';
import { dropsTcp } from './firewall.js';
import {
  active,
  around,
  bypassers,
  directors,
  entryOf,
  forwarded,
  marksFor,
  outcomes,
  realservers,
  served,
  serviceFor,
} from './look.js';
import { misplacedService, mistypedVip } from './near-miss.js';
import type { ArpSymptom, RequestsSymptom } from '../world/symptom.js';
import { keepalivedCauses, usesKeepalived } from './keepalived.js';
import { absent, withoutTool } from './table.js';
import { vrrpFindings } from './vrrp.js';

const wants = ({ vip }: ArpSymptom | RequestsSymptom, topology: World['topology']): CauseWants => ({
  facts: around(
    topology,
    vip,
    () => ({ network: true, ipvs: true, keepalived: true, log: true, firewall: true, listeners: true }),
    () => ({ network: true, listeners: true }),
  ),
});

/** Nobody could be asked at the address: no answer to ARP, or somebody else's. */
function nobodyThere(symptom: ArpSymptom | RequestsSymptom, world: World): boolean {
  if (symptom.kind === 'arp') return !symptom.answered.some((node) => symptom.wanted.includes(node));
  const seen = outcomes(symptom);
  return seen === undefined || seen.unreachable > 0 || bypassers(world, symptom).length > 0;
}

/** F-NOVIPD, with keepalived's own reasons first where it should have set the VIP; split brain. */
export const vipMissing = cause({
  explains: ['arp', 'requests'],
  wants,
  find: (symptom, world) => {
    const { vip } = symptom;
    const all = directors(world, vip);
    const holders = all.filter(({ facts }) => devicesWith(facts, vip).length > 0);
    const [first] = all;
    if (first === undefined || all.some(({ facts }) => facts.addresses === undefined)) return undefined;
    if (holders.length === 1) return undefined;
    const among = all.map(({ node }) => node);
    const strength: Finding['strength'] =
      holders.length > 1 ? 'likely' : nobodyThere(symptom, world) ? 'proven' : 'likely';
    if (holders.length > 1 || all.some(({ facts }) => usesKeepalived(facts))) {
      const what = holders.length > 1 ? 'several-masters' : 'no-master';
      const found = vrrpFindings({ kind: 'vrrp', what, among, vip }, world);
      const why = found.find((each) => each.strength !== 'present');
      if (why !== undefined) return { diagnosis: why.diagnosis, strength };
      if (holders.length > 1) return undefined;
    }
    for (const { node, facts } of all) {
      const other = mistypedVip(world.topology, node, facts, vip);
      if (other !== undefined) return { diagnosis: other, strength };
    }
    return { diagnosis: { code: 'vip-not-on-director', params: { node: first.node, vip } }, strength };
  },
});

/** F-NOSVC and what leads to it: whoever answers then is the director's own TCP. */
export const serviceMissing = cause({
  explains: ['requests'],
  wants,
  find: (symptom, world) => {
    const { vip, port } = symptom;
    const director = active(world, vip);
    const ipvs = director?.facts.ipvs;
    if (director === undefined || ipvs === undefined || serviceFor(director.facts, vip, port) !== undefined)
      return undefined;
    const { node, facts } = director;
    const name = `${vip}:${port}`;
    const seen = outcomes(symptom);
    const strength =
      forwarded(world, symptom) === true ||
      (seen !== undefined && seen.ok > 0 && (seen.by[node] ?? 0) < seen.ok)
        ? 'present'
        : 'proven';
    if (usesKeepalived(facts)) {
      const [found] = keepalivedCauses(node, facts);
      if (found !== undefined) return { diagnosis: found, strength };
      if (world.topology.nodes.filter((each) => each.role === 'director').length > 1)
        return { diagnosis: { code: 'virtual-server-missing', params: { node, service: name } }, strength };
    }
    if (!ipvs.tool) return { diagnosis: withoutTool(node, facts), strength };
    if (!ipvs.loaded)
      return { diagnosis: { code: 'module-not-loaded', params: { node, name: 'ip_vs' } }, strength };
    const other = misplacedService(world.topology, node, ipvs, { tcp: name });
    if (other !== undefined) return { diagnosis: other, strength };
    const marked = ipvs.services.find((each) => each.protocol === 'fwmark');
    if (marked !== undefined && !marksFor(facts, vip).includes(marked.port)) {
      const params = { node, mark: String(marked.port), service: name };
      return { diagnosis: { code: 'mark-not-set', params }, strength };
    }
    if ((seen?.by[node] ?? 0) > 0)
      return { diagnosis: { code: 'answered-by-director', params: { node } }, strength: 'proven' };
    return { diagnosis: { code: 'no-virtual-service', params: { node, service: name } }, strength };
  },
});

/** Addresses in the table that no machine of the lab has. */
export const strangeServers = cause({
  explains: ['requests'],
  wants,
  find: (symptom, world) => {
    const found = served(world, symptom);
    if (found === undefined) return undefined;
    const { director, service } = found;
    const strange = service.servers.filter(
      ({ address }) => nodeOfAddress(world.topology, address) === undefined,
    );
    if (strange.length === 0) return undefined;
    const params = {
      node: director.node,
      service: keyOf(service),
      servers: strange.map(serverName).join(', '),
    };
    const seen = outcomes(symptom);
    const fits = seen === undefined || seen.timeout + seen.unreachable > 0 || symptom.over !== undefined;
    return { diagnosis: { code: 'server-unknown', params }, strength: fits ? 'likely' : 'present' };
  },
});

/** F-RSOUT and what a table lacks: a server that is not in it, or has weight 0, gets nothing. */
export const servers = cause({
  explains: ['requests'],
  wants,
  find: (symptom, world) => {
    const { vip, port } = symptom;
    const found = served(world, symptom);
    if (found === undefined) return undefined;
    const { director, service } = found;
    const { node } = director;
    const name = `${vip}:${port}`;
    const checked = usesKeepalived(director.facts);
    const seen = outcomes(symptom);
    /** Nobody takes anything: the director refuses by itself. */
    const nobody = service.servers.every(({ weight }) => weight === 0);
    const strengthOf = (server: string): Finding['strength'] => {
      if (nobody) return seen === undefined || seen.refused > 0 ? 'proven' : 'likely';
      // The others take its share, and do it well: only who counts by server sees it.
      if (symptom.over?.[server] === undefined) return seen === undefined ? 'likely' : 'present';
      return (seen?.by[server] ?? 0) === 0 ? 'proven' : 'present';
    };
    if (service.servers.length === 0 && !checked)
      return {
        diagnosis: { code: 'no-real-servers', params: { node, service: name } },
        strength: strengthOf(''),
      };
    return realservers(world, symptom.servers).flatMap((server): readonly Finding[] => {
      const entry = entryOf(service, server);
      const strength = strengthOf(server.node);
      if (entry?.weight === 0)
        return [
          { diagnosis: { code: 'weight-zero', params: { node, server: serverName(entry) } }, strength },
        ];
      if (entry !== undefined) return [];
      const wanted = `${server.spec.interfaces[0]?.address ?? server.node}:${port}`;
      const [diagnosis] = absent({ node, service: { tcp: name } }, wanted, director.facts, service, world);
      return diagnosis === undefined ? [] : [{ diagnosis, strength }];
    });
  },
});

/** Realservers that are ready for another way than the table says: what comes is not for them, or goes back past NAT. */
export const method = cause({
  explains: ['requests'],
  wants,
  find: (symptom, world) => {
    const { vip } = symptom;
    const found = served(world, symptom);
    if (found === undefined) return undefined;
    const { director, service } = found;
    const methods = new Set(service.servers.map((each) => each.method));
    const seen = outcomes(symptom);
    return realservers(world, symptom.servers).flatMap((server): readonly Finding[] => {
      const entry = entryOf(service, server);
      const bound = devicesWith(server.facts, vip);
      if (entry === undefined || entry.method !== 'nat' || bound.length === 0) return [];
      // All by NAT is a way of its own, with a VIP left over; one among others was meant otherwise.
      const tunnel = bound.some(({ dev }) => /^(tunl|gre|ipip)/.test(dev));
      const want = methods.has('dr') ? 'dr' : methods.has('tun') || tunnel ? 'tun' : 'dr';
      const params = { node: director.node, server: serverName(entry), found: entry.method, want };
      const fits =
        seen === undefined ||
        seen.timeout > 0 ||
        (symptom.over !== undefined && (seen.by[server.node] ?? 0) === 0);
      return [{ diagnosis: { code: 'wrong-method', params }, strength: fits ? 'likely' : 'present' }];
    });
  },
});

/** F-FWIN: what the firewall of the director drops never comes to a virtual service. */
export const firewall = cause({
  explains: ['requests'],
  wants,
  find: (symptom, world) => {
    const director = active(world, symptom.vip);
    if (director === undefined || !dropsTcp(director.facts, symptom.port, symptom.vip)) return undefined;
    const seen = outcomes(symptom);
    const fits =
      seen === undefined ||
      (seen.ok === 0 && seen.timeout + seen.refused > 0 && forwarded(world, symptom) !== true);
    const params = { node: director.node, port: String(symptom.port) };
    return { diagnosis: { code: 'director-firewall', params }, strength: fits ? 'proven' : 'present' };
  },
});

/** F-FWD: replies of NAT servers are forwarded by the director. */
export const forwarding = cause({
  explains: ['requests'],
  wants: ({ vip }, topology) => ({
    facts: around(
      topology,
      vip,
      () => ({ network: true, ipvs: true, sysctls: ['net.ipv4.ip_forward'] }),
      () => ({ network: true }),
    ),
  }),
  find: (symptom, world) => {
    const found = served(world, symptom);
    if (found === undefined || found.director.facts.sysctls?.['net.ipv4.ip_forward'] !== 0) return undefined;
    const nat = found.service.servers.filter((each) => each.method === 'nat');
    if (nat.length === 0) return undefined;
    // Servers that have the VIP were meant for another method: that is what is wrong.
    const meant = realservers(world, symptom.servers).some(
      (server) =>
        nat.some((each) => each === entryOf(found.service, server)) &&
        devicesWith(server.facts, symptom.vip).length === 0,
    );
    const seen = outcomes(symptom);
    const fits = meant && (seen === undefined || seen.timeout > 0);
    return {
      diagnosis: { code: 'nat-forwarding-off', params: { node: found.director.node } },
      strength: fits ? 'proven' : 'present',
    };
  },
});

/** F-PERSIST, and schedulers that keep one client at one server; weights that give other shares. */
export const spread = cause({
  explains: ['requests'],
  wants,
  find: (symptom, world) => {
    const { vip, port, over } = symptom;
    const found = served(world, symptom);
    const seen = outcomes(symptom);
    if (over === undefined || found === undefined) return undefined;
    const { service } = found;
    const { node } = found.director;
    const name = `${vip}:${port}`;
    const strength: Finding['strength'] = seen === undefined || seen.ok > 0 ? 'likely' : 'present';
    if (service.persistent !== undefined) {
      const params = { node, service: name, seconds: String(service.persistent) };
      return { diagnosis: { code: 'persistent-hides-scheduler', params }, strength };
    }
    const even = new Set(Object.values(over)).size === 1;
    const differs = (want: string): Finding => ({
      diagnosis: { code: 'wrong-scheduler', params: { node, service: name, found: service.scheduler, want } },
      strength,
    });
    if (service.scheduler !== 'rr' && service.scheduler !== 'wrr') return differs(even ? 'rr' : 'wrr');
    if (service.scheduler === 'rr') return even ? undefined : differs('wrr');
    const [base] = realservers(world, Object.keys(over));
    const weightOf = (server: typeof base) =>
      server === undefined ? 0 : (entryOf(service, server)?.weight ?? 0);
    for (const server of realservers(world, Object.keys(over))) {
      const want = (weightOf(base) * (over[server.node] ?? 0)) / Math.max(1, over[base?.node ?? ''] ?? 1);
      if (entryOf(service, server) === undefined || weightOf(server) === want) continue;
      const params = {
        node,
        server: `${server.spec.interfaces[0]?.address ?? server.node}:${port}`,
        found: String(weightOf(server)),
        want: String(want),
      };
      return { diagnosis: { code: 'wrong-weight', params }, strength };
    }
    return undefined;
  },
});

/** F-OLDCONN: entries for servers that the service does not have any more, or templates without persistence. */
export const leftovers = cause({
  explains: ['requests'],
  wants,
  find: (symptom, world) => {
    const name = `${symptom.vip}:${symptom.port}`;
    const found = served(world, symptom);
    if (found === undefined) return undefined;
    const { director, service } = found;
    const known = new Set(service.servers.map(serverName));
    const old = director.facts.ipvs?.connections.filter(
      (each) =>
        each.virtual === name &&
        (!known.has(each.destination) || (each.source.endsWith(':0') && service.persistent === undefined)),
    );
    if (old === undefined || old.length === 0) return undefined;
    // Only a template brings a new connection to an old server; other entries just wait for their end.
    if (!old.some(({ source }) => source.endsWith(':0'))) return undefined;
    return {
      diagnosis: { code: 'leftover-connections', params: { node: director.node, service: name } },
      strength: 'likely',
    };
  },
});

/** The client's requests went past the director, whoever taught it that MAC. */
export const bypassed = cause({
  explains: ['requests'],
  find: (symptom, world) => {
    const receivers = bypassers(world, symptom);
    const [first] = directors(world, symptom.vip);
    if (receivers.length === 0 || first === undefined) return undefined;
    const params = { director: first.node, receivers: receivers.join(', ') };
    return { diagnosis: { code: 'requests-bypass-director', params }, strength: 'likely', share: 0 };
  },
});
