import type { Wanted } from '../../../contract/messages/naming.js';
import type { DiagnosisMessage } from '../../../contract/messages/verdicts.js';
import { nodeOf, nodeOfAddress, nodeOfMac, peersOf } from '../../experiments/topology-lookup.js';
import { masterWith } from '../../causes/keepalived.js';
import { arpKeys, localSubnets } from '../../causes/look.js';
import { webAbsent } from '../../causes/near-miss.js';
import { filtersArp } from '../../causes/firewall.js';
import { routeTo } from '../../causes/realserver.js';
import { readConf } from '../keepalived/conf.js';
import { devicesWith } from '../ipvs-lookup.js';
import type { Assessment, Judge, World } from '../judge.js';
import {
  cannotRead,
  electionTime,
  evidence,
  factsOn,
  fail,
  failing,
  list,
  need,
  overNodes,
  pass,
  section,
  statsLag,
  unknown,
} from '../judging.js';

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

/**
 * What `ip` says of an address against the kernel's own list of what is local; an address of a device that is down is in
 * the first only.
 */
function contradicted(world: World, node: string, address: string): Assessment | undefined {
  const { kernelAddresses, links, ...facts } = need(world, node);
  if (kernelAddresses === undefined) return undefined;
  const told = devicesWith(facts, address);
  const down = told.some(({ dev }) => links?.find((link) => link.dev === dev)?.up !== true);
  if (down || told.length > 0 === kernelAddresses.includes(address)) return undefined;
  const [tool, kernel] = told.length > 0 ? [address, '-'] : ['-', address];
  return {
    ...unknown(
      { code: 'unknown.contradicted', params: { node, tool, kernel } },
      evidence(world, node, 'addresses'),
    ),
    retryAfter: statsLag,
  };
}

export const addressJudge: Judge<'address'> = {
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
      (nodes) => ({ code: 'address.ok', params: { nodes, address, dev } }),
    ),
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

export const noAddressJudge: Judge<'no-address'> = {
  wants: ({ on }) => ({ facts: factsOn(on, { network: true, keepalived: true }), experiments: [] }),
  judge: ({ on, address, dev }, world) =>
    overNodes(
      on,
      (node) => {
        section(world, node, 'addresses');
        const doubt = contradicted(world, node, address);
        if (doubt !== undefined) return doubt;
        const facts = need(world, node);
        const found = devicesWith(facts, address).find((each) => dev === undefined || each.dev === dev);
        const proof = evidence(world, node, 'addresses', 'keepalived');
        if (found === undefined)
          return pass({ code: 'no-address.ok', params: { nodes: [node], address } }, proof);
        const { keepalived } = facts;
        const retryAfter = keepalived?.running ? electionTime : undefined;
        const message = { code: 'no-address.present', params: { node, address, dev: found.dev } } as const;
        const master = masterWith(facts, address);
        if (master !== undefined) {
          const { name: instance, state } = master;
          const among = peersOf(world.topology, [node]);
          const symptom = { kind: 'vrrp', what: 'state', among, instance, node, vip: address } as const;
          const last = { code: 'unexpected-vrrp-state', params: { node, instance, state } } as const;
          return failing(message, { symptom, last, proof, retryAfter });
        }
        const vips = readConf(keepalived, node).instances.flatMap((each) => each.vips);
        const diagnosis: DiagnosisMessage = !vips.includes(address)
          ? { code: 'address-left', params: { node, address, dev: found.dev } }
          : keepalived?.running
            ? { code: 'backup-has-vip', params: { node, vip: address } }
            : { code: 'vip-left-after-kill', params: { node, vip: address } };
        return fail(message, diagnosis, proof, retryAfter);
      },
      (nodes) => ({ code: 'no-address.ok', params: { nodes, address } }),
    ),
};

export const routeJudge: Judge<'route'> = {
  wants: ({ on }) => ({ facts: factsOn(on, { network: true }), experiments: [] }),
  judge: ({ on, to, via, dev }, world) =>
    overNodes(
      on,
      (node) => {
        const routes = section(world, node, 'routes');
        const proof = evidence(world, node, 'routes');
        const name = to === '0.0.0.0/0' ? 'default' : to.replace(/\/32$/, '');
        const exact = routes.filter((each) => each.to === name);
        const fits = (route: (typeof routes)[number]): boolean =>
          (via === undefined || route.via === via) && (dev === undefined || route.dev === dev);
        if (exact.some(fits)) return pass({ code: 'route.ok', params: { nodes: [node], to } }, proof);
        const want =
          [via === undefined ? '' : `via ${via}`, dev === undefined ? '' : `dev ${dev}`].join(' ').trim() ||
          to;
        const found =
          exact[0] ?? (name === 'default' ? undefined : routeTo(routes, name.split('/')[0] ?? ''));
        const text =
          found === undefined
            ? '-'
            : `${found.to} ${found.via === undefined ? `dev ${found.dev ?? ''}` : `via ${found.via}`}`;
        const message =
          exact[0] === undefined
            ? ({ code: 'route.missing', params: { node, to } } as const)
            : ({ code: 'route.differs', params: { node, to, found: text, want } } as const);
        return fail(message, { code: 'wrong-gateway', params: { node, to, found: text, want } }, proof);
      },
      (nodes) => ({ code: 'route.ok', params: { nodes, to } }),
    ),
};

export const sysctlJudge: Judge<'sysctl'> = {
  wants: ({ on, keys }, topology) => {
    const arp = keys.some((key) => /\.arp_(ignore|announce)$/.test(key));
    const facts = list(on).map((node) => {
      const spec = nodeOf(topology, node);
      const sysctls = [...keys, ...(arp && spec !== undefined ? arpKeys(spec) : [])];
      return [node, { sysctls, ...(arp ? { network: true, firewall: true } : {}) }] as const;
    });
    return { facts: Object.fromEntries(facts), experiments: [] };
  },
  judge: ({ on, keys, min, equals, 'one-of': oneOf }, world) => {
    let shownValue = '';
    return overNodes(
      on,
      (node) => {
        const values = section(world, node, 'sysctls');
        const proof = evidence(world, node, 'sysctls');
        const numbers = keys.map((key) => values[key]).filter((each) => typeof each === 'number');
        const wants = {
          ...(min === undefined ? {} : { min }),
          ...(equals === undefined ? {} : { equals }),
          ...(oneOf === undefined ? {} : { oneOf }),
        };
        if (numbers.length === 0) {
          const diagnosis = sysctlCause(world, node, keys, '-', wants);
          return fail({ code: 'sysctl.missing', params: { node, keys } }, diagnosis, proof);
        }
        const value = Math.max(...numbers);
        shownValue = String(value);
        const fits =
          (min === undefined || value >= min) &&
          (equals === undefined || value === equals) &&
          (oneOf === undefined || oneOf.includes(value) || quietAboutHosts(world, node, keys, value));
        if (fits)
          return pass({ code: 'sysctl.ok', params: { nodes: [node], keys, value: shownValue } }, proof);
        const message = {
          code: 'sysctl.wrong',
          params: { node, keys, value: shownValue, want: wants },
        } as const;
        return fail(message, sysctlCause(world, node, keys, shownValue, wants), proof);
      },
      (nodes) => ({ code: 'sysctl.ok', params: { nodes, keys, value: shownValue } }),
    );
  },
};

/** arp_ignore=3 keeps quiet about addresses of scope host (ip-sysctl): with the VIP in that scope it does what 1 does. */
function quietAboutHosts(world: World, node: string, keys: readonly string[], value: number): boolean {
  if (value !== 3 || !keys.every((key) => key.endsWith('.arp_ignore'))) return false;
  const vips = world.topology.vips ?? [];
  const bound = (need(world, node).addresses ?? []).filter(({ address }) => vips.includes(address));
  return bound.length > 0 && bound.every(({ scope }) => scope === 'host');
}

/** ARP suppression by its own names: the usual one, only on lo, or too much of it. */
function sysctlCause(
  world: World,
  node: string,
  keys: readonly string[],
  value: string,
  want: Wanted,
): DiagnosisMessage {
  const name = /\.(arp_ignore|arp_announce)$/.exec(keys[0] ?? '')?.[1];
  const spec = nodeOf(world.topology, node);
  if (name === undefined || spec?.role !== 'realserver') {
    return { code: 'sysctl-differs', params: { node, keys: keys.join(', '), value, want } };
  }
  const facts = need(world, node);
  const dev = spec.interfaces[0]?.dev ?? 'eth0';
  const vip = world.topology.vips?.[0] ?? '';
  const bound = facts.addresses?.find(({ address }) => (world.topology.vips ?? []).includes(address));
  // It answers nothing for an address that it has not, and nothing that is filtered.
  if (bound !== undefined && filtersArp(facts, bound.address))
    return { code: 'arp-filtered', params: { node, vip: bound.address, keys: keys.join(', '), value } };
  const lo = facts.sysctls?.[`net.ipv4.conf.lo.${name}`];
  if (name === 'arp_ignore' && value === '8') return { code: 'arp-ignored-altogether', params: { node } };
  if (value === '0' && typeof lo === 'number' && lo > 0)
    return { code: 'arp-only-on-lo', params: { node, vip, dev } };
  const code = name === 'arp_ignore' ? 'rs-answers-arp' : 'rs-announces-vip';
  return { code, params: { node, vip, value, dev } };
}

export const listeningJudge: Judge<'listening'> = {
  wants: ({ on }) => ({ facts: factsOn(on, { listeners: true }), experiments: [] }),
  judge: ({ on, port, address }, world) =>
    overNodes(
      on,
      (node) => {
        const number = Number(port);
        const all = section(world, node, 'listeners').filter((each) => each.port === number);
        const proof = evidence(world, node, 'listeners');
        if (all.length === 0) {
          const diagnosis = webAbsent(node, need(world, node), number);
          return fail({ code: 'listening.none', params: { node, port: number } }, diagnosis, proof);
        }
        const takes = (listener: string): boolean =>
          listener === '0.0.0.0' || listener === '::' || listener === address;
        if (address === undefined || all.some((each) => takes(each.address))) {
          return pass({ code: 'listening.ok', params: { nodes: [node], port: number } }, proof);
        }
        const found = all.map((each) => each.address);
        const params = { node, port: String(port), found: found.join(', '), address };
        return fail(
          { code: 'listening.elsewhere', params: { node, port: number, address, found } },
          { code: 'web-listens-elsewhere', params },
          proof,
        );
      },
      (nodes) => ({ code: 'listening.ok', params: { nodes, port: Number(port) } }),
    ),
};

export const neighbourJudge: Judge<'neighbour'> = {
  moves: true,
  wants: ({ on }) => ({ facts: factsOn(on, { network: true }), experiments: [] }),
  judge: ({ on, address, owner }, world) =>
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
