import type { KernelState } from '../../contract/handin.js';
import { type JsonObject, number, objects, parseJson, text, words } from '../facts/json-value.js';
import type { Section } from '../facts/sections.js';
import { rulesOf } from './rules.js';

/** The management network's card: the harness's own, and no part of a lab. */
const ours = new Set(['mgmt0']);
/** Links that a machine has by its cards; all others were made, and are made again. */
const madeKinds: ReadonlySet<string> = new Set([
  'dummy',
  'ipip',
  'gre',
  'bridge',
  'bond',
  'vlan',
  'macvlan',
  'veth',
]);

/**
 * What the kernel of a node has, from the sections of stateScript. Total: what is not understood is left out.
 * iproute2 6.1's JSON; ipvsadm 1.31.
 */
export function kernelOf(sections: ReadonlyMap<string, Section>): KernelState {
  const said = (name: string) => sections.get(name)?.text ?? '';
  const arrays = (name: string) =>
    said(name)
      .split('\n')
      .flatMap((line) => (line.startsWith('[') ? objects(parseJson(line)) : []))
      .filter((item) => !ours.has(text(item['dev']) ?? text(item['ifname']) ?? ''));
  const iptables = said('iptables').trim();
  // `Timeout (tcp tcpfin udp): 900 120 300`
  const timeouts = /\(tcp tcpfin udp\): (\d+ \d+ \d+)/.exec(said('ipvs-timeouts'))?.[1];
  return {
    links: arrays('links').flatMap(linkLines),
    addresses: arrays('addresses').flatMap(addressLines),
    routes: arrays('routes').flatMap(routeLines),
    rules: arrays('rules').flatMap(ruleLines),
    neighbours: arrays('neighbours').flatMap(neighbourLines),
    queues: arrays('queues').flatMap(queueLines),
    sysctls: sysctlsOf(said('sysctls')),
    modules: said('modules')
      .split('\n')
      .flatMap((line) => /^(\w+) /.exec(line)?.[1] ?? []),
    ipvs: ipvsLines(said('ipvs-rules'), said('ipvs-thresholds')),
    ...(timeouts === undefined ? {} : { timeouts }),
    ...rulesOf({ nft: said('nft'), ip: said('iptables-nft'), ip6: said('ip6tables-nft') }),
    ...(/^-A /m.test(iptables) ? { iptables } : {}),
  };
}

function linkLines(item: JsonObject): string[] {
  const name = text(item['ifname']);
  const info = item['linkinfo'] as JsonObject | undefined;
  const kind = text(info?.['info_kind']);
  if (name === undefined) return [];
  const flags = words(item['flags']);
  const state = [
    `dev ${name}`,
    flags.includes('UP') ? 'up' : 'down',
    flags.includes('NOARP') ? 'arp off' : 'arp on',
    ...(number(item['mtu']) === undefined ? [] : [`mtu ${number(item['mtu'])}`]),
  ].join(' ');
  const made = kind !== undefined && madeKinds.has(kind) && !name.endsWith('tunl0');
  return made ? [`name ${name} type ${kind}${detailOf(kind, info?.['info_data'], item)}`, state] : [state];
}

/** What a link of this kind cannot be made without. */
function detailOf(kind: string, data: unknown, item: JsonObject): string {
  const of = (data ?? {}) as JsonObject;
  if (kind === 'vlan') return ` link ${text(item['link']) ?? ''} id ${number(of['id']) ?? 0}`;
  if (kind === 'macvlan') return ` link ${text(item['link']) ?? ''} mode ${text(of['mode']) ?? 'bridge'}`;
  if (kind !== 'ipip' && kind !== 'gre') return '';
  const ends = (['local', 'remote'] as const).map((end) => [end, text(of[end]) ?? 'any'] as const);
  return ends.map(([end, address]) => (address === 'any' ? '' : ` ${end} ${address}`)).join('');
}

function addressLines(item: JsonObject): string[] {
  const dev = text(item['ifname']) ?? '';
  return objects(item['addr_info']).flatMap((info) => {
    const local = text(info['local']);
    const family = text(info['family']);
    // Link-local ones come with the link; temporary and dynamic ones from elsewhere.
    if (local === undefined || (family === 'inet6' && text(info['scope']) !== 'global')) return [];
    const peer = text(info['address']);
    const label = text(info['label']);
    const broadcast = text(info['broadcast']);
    const words = [
      peer === undefined
        ? `${local}/${number(info['prefixlen']) ?? 32}`
        : `${local} peer ${peer}/${number(info['prefixlen']) ?? 32}`,
      `dev ${dev}`,
      ...(broadcast === undefined ? [] : [`broadcast ${broadcast}`]),
      ...(label === undefined || label === dev ? [] : [`label ${label}`]),
      ...(text(info['scope']) === undefined ? [] : [`scope ${text(info['scope'])}`]),
      ...(info['noprefixroute'] === true ? ['noprefixroute'] : []),
    ];
    return [words.join(' ')];
  });
}

function routeLines(item: JsonObject): string[] {
  const to = text(item['dst']);
  const table = word(item['table']) ?? 'main';
  // Those that an address brings come with it; of its own, IPv6 has many.
  if (to === undefined || table === 'local' || text(item['protocol']) === 'kernel' || to.includes(':'))
    return [];
  const hops = objects(item['nexthops']).flatMap((hop) => [
    'nexthop',
    ...pair('via', text(hop['gateway'])),
    ...pair('dev', text(hop['dev'])),
    ...pair('weight', number(hop['weight'])),
  ]);
  const flags = words(item['flags']);
  const type = text(item['type']);
  return [
    [
      ...(type === undefined || type === 'unicast' ? [] : [type]),
      to,
      ...pair('via', text(item['gateway'])),
      ...pair('dev', text(item['dev'])),
      ...pair('table', table === 'main' ? undefined : table),
      ...pair('scope', text(item['scope'])),
      ...pair('src', text(item['prefsrc'])),
      ...pair('metric', number(item['metric'])),
      ...(flags.includes('onlink') ? ['onlink'] : []),
      ...hops,
    ].join(' '),
  ];
}

function ruleLines(item: JsonObject): string[] {
  const priority = number(item['priority']);
  if (priority === undefined) return [];
  const network = (name: string) => {
    const address = text(item[name]);
    const length = number(item[`${name}len`]);
    return address === undefined ? undefined : length === undefined ? address : `${address}/${length}`;
  };
  const action = text(item['action']);
  return [
    [
      ...pair('priority', priority),
      ...(item['not'] === null ? ['not'] : []),
      ...pair('from', network('src')),
      ...pair('to', network('dst')),
      ...pair('fwmark', text(item['fwmark'])),
      ...pair('iif', text(item['iif'])),
      ...pair('oif', text(item['oif'])),
      ...pair('lookup', word(item['table'])),
      ...(action === undefined ? [] : [action]),
    ].join(' '),
  ];
}

function neighbourLines(item: JsonObject): string[] {
  const address = text(item['dst']);
  const dev = text(item['dev']);
  if (address === undefined || dev === undefined) return [];
  const mac = text(item['lladdr']);
  const permanent = words(item['state']).includes('PERMANENT');
  if (permanent && mac !== undefined) return [`${address} lladdr ${mac} dev ${dev} nud permanent`];
  return permanent || mac !== undefined ? [] : [`proxy ${address} dev ${dev}`];
}

/** Delay, loss and rate, by tc-netem(8) and tc-tbf(8), as labs set them. */
function queueLines(item: JsonObject): string[] {
  const kind = text(item['kind']);
  const dev = text(item['dev']);
  const options = (item['options'] ?? {}) as JsonObject;
  if (kind !== 'netem' || dev === undefined || item['root'] !== true) return [];
  const delay = number((options['delay'] as JsonObject | undefined)?.['delay']);
  const loss = number((options['loss-random'] as JsonObject | undefined)?.['loss']);
  return [
    [
      `dev ${dev} root netem`,
      ...(delay === undefined ? [] : [`delay ${Math.round(delay * 1e6)}us`]),
      ...(loss === undefined ? [] : [`loss ${(loss * 100).toFixed(3)}%`]),
    ].join(' '),
  ];
}

function sysctlsOf(said: string): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const line of said.split('\n')) {
    const [, path, value] = /^\/proc\/sys\/(net\/[\w.:@/-]+):(.*)$/.exec(line) ?? [];
    if (path === undefined || value === undefined || ours.has(path.split('/')[3] ?? '')) continue;
    found[path] = found[path] === undefined ? value : `${found[path]}\n${value}`;
  }
  return found;
}

/** @param thresholds of `ipvsadm -Ln --thresholds`: Uthreshold and Lthreshold after the forwarding of each server */
function ipvsLines(rules: string, thresholds: string): string[] {
  const limits = thresholdsOf(thresholds);
  return rules.split('\n').flatMap((line) => {
    const trimmed = line.trim().replaceAll(/\s+/g, ' ');
    if (!/^-[Aa] /.test(trimmed)) return [];
    const [, service, server] = /^-a (-[tuf] \S+) -r (\S+)/.exec(trimmed) ?? [];
    const limit = service === undefined ? undefined : limits.get(`${service} ${server}`);
    return limit === undefined ? [trimmed] : [`${trimmed} -x ${limit.upper} -y ${limit.lower}`];
  });
}

const protocols: Readonly<Record<string, string>> = { TCP: '-t', UDP: '-u', FWM: '-f' };

function thresholdsOf(said: string): ReadonlyMap<string, { readonly upper: string; readonly lower: string }> {
  const found = new Map<string, { readonly upper: string; readonly lower: string }>();
  let service = '';
  for (const line of said.split('\n')) {
    const [, protocol, address] = /^(TCP|UDP|FWM) +(\S+)/.exec(line) ?? [];
    if (protocol !== undefined) service = `${protocols[protocol]} ${address}`;
    const [, server, upper, lower] = /^ +-> (\S+) +(\d+) +(\d+) /.exec(line) ?? [];
    if (server !== undefined && upper !== undefined && lower !== undefined && `${upper}${lower}` !== '00')
      found.set(`${service} ${server}`, { upper, lower });
  }
  return found;
}

/** A table has a name, or only a number. */
function word(value: unknown): string | undefined {
  return text(value) ?? number(value)?.toString();
}

function pair(name: string, value: string | number | undefined): readonly string[] {
  return value === undefined ? [] : [name, String(value)];
}
