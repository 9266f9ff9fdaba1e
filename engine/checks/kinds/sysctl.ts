import type { Wanted } from '../../../contract/messages/naming.js';
import type { DiagnosisMessage } from '../../../contract/messages/verdicts.js';
import { nodeOf } from '../../world/topology-lookup.js';
import { arpKeys } from '../../causes/look.js';
import { filtersArp } from '../../causes/firewall.js';
import type { Judge, World } from '../../world/judge.js';
import { evidence, fail, list, need, overNodes, pass, saidOf, section } from '../judging.js';

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
  judge: ({ on, keys, min, equals, 'one-of': oneOf }, world) =>
    overNodes(
      on,
      (node) => {
        const settings = section(world, node, 'sysctls');
        const proof = evidence(world, node, 'sysctls');
        const numbers = keys.map((key) => settings[key]).filter((each) => typeof each === 'number');
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
        const shownValue = String(value);
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
      (nodes, each) => ({
        code: 'sysctl.ok',
        params: { nodes, keys, value: saidOf(each, 'sysctl.ok', 'value') },
      }),
    ),
  notKept: ({ on, keys }, facts) => {
    const node = list(on).find((each) =>
      keys.every((key) => Number(facts(each)?.sysctls?.[key] ?? Number.NaN) === 0),
    );
    return node === undefined
      ? undefined
      : { code: 'sysctl-not-kept', params: { node, keys: keys.join(', ') } };
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
  const keepsQuiet = name === 'arp_ignore' ? ['1', '2'] : ['2'];
  // What does no harm was still not what is asked for, such as that it be taken back.
  if (name === undefined || spec?.role !== 'realserver' || keepsQuiet.includes(value)) {
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
