import { addAddress, mainRoutes, removeAddress } from '../addresses.js';
import { broadcastOf, maskOf, parseAddress, prefixOf } from '../ipv4.js';
import { linkOf, type LinkModel, type NodeModel } from '../model.js';
import type { Call, CommandFunction } from '../shell/call.js';
import { flagsOf } from './ip-format.js';
import { setDown } from './ip.js';

/** ifconfig(8) of net-tools 2.10: aliases such as eth0:0 are labels of addresses. */
const ifconfig: CommandFunction = (call) => {
  const words = call.args.filter((word) => word !== '-a');
  const [name, ...rest] = words;
  if (name === undefined) {
    for (const link of call.node.links) if (link.up || call.args.includes('-a')) showLink(call, link);
    return 0;
  }
  const [dev = ''] = name.split(':');
  const link = linkOf(call.node, dev);
  if (link === undefined) {
    call.err(`${name}: error fetching interface information: Device not found\n`);
    return 1;
  }
  if (rest.length === 0) return show(call, link, name);
  return configure(call, link, name, rest);
};

function configure(call: Call, link: LinkModel, name: string, words: readonly string[]): number {
  const alias = name.includes(':');
  const current = link.addresses.find((own) => own.label === name);
  const [first = ''] = words;
  const given = parseAddress(first);
  const mask = words[words.indexOf('netmask') + 1] ?? '';
  if (given !== undefined) {
    const slash = first.split('/')[1];
    const named = words.includes('netmask') ? prefixOf(mask) : undefined;
    if (words.includes('netmask') && named === undefined) {
      call.err(`${mask}: Unknown host\n`);
      return 1;
    }
    // net-tools 2.10 shifts by 32 bits for /32, which leaves a prefix of 0.
    const short = slash === undefined ? undefined : slash === '32' ? 0 : Number(slash);
    const prefix = named ?? short ?? classPrefix(given.address);
    if (current !== undefined) removeAddress(link, current.address, current.prefix);
    addAddress(link, { address: given.address, prefix, label: name, scope: 'global' });
    link.up = true;
    return 0;
  }
  if (words.includes('down')) {
    if (!alias) setDown(call.node, link);
    else if (current === undefined) {
      call.err('SIOCSIFFLAGS: Cannot assign requested address\n');
      return 255;
    } else removeAddress(link, current.address, current.prefix);
    return 0;
  }
  if (words.includes('up') && !alias) link.up = true;
  if (words.includes('netmask') && current !== undefined) {
    removeAddress(link, current.address, current.prefix);
    addAddress(link, { ...current, prefix: prefixOf(mask) ?? current.prefix });
  }
  return 0;
}

/** The prefix that an address without a mask gets by its class. */
function classPrefix(address: string): number {
  const first = Number(address.split('.')[0]);
  return first < 128 ? 8 : first < 192 ? 16 : 24;
}

function show(call: Call, link: LinkModel, name: string): number {
  if (!name.includes(':')) {
    block(
      call,
      link,
      link.dev,
      link.addresses.find((own) => own.label === link.dev),
    );
    return 0;
  }
  block(
    call,
    link,
    name,
    link.addresses.find((own) => own.label === name),
  );
  return 0;
}

function showLink(call: Call, link: LinkModel): void {
  block(call, link, link.dev, link.addresses.find((own) => own.label === link.dev) ?? link.addresses[0]);
  for (const own of link.addresses) if (own.label !== link.dev) block(call, link, own.label, own);
}

function block(
  call: Call,
  link: LinkModel,
  name: string,
  own: LinkModel['addresses'][number] | undefined,
): void {
  const lo = link.dev === 'lo';
  const number = (lo ? 0x8 | 0x40 : 0x2 | 0x1000 | (link.carrier ? 0x40 : 0)) | (link.up ? 1 : 0);
  const words = flagsOf(link).map((flag) => (flag === 'LOWER_UP' ? 'RUNNING' : flag));
  const lines = [`${name}: flags=${number}<${words.join(',')}>  mtu ${lo ? 65_536 : 1500}`];
  if (own !== undefined) {
    const brd = lo ? '' : `  broadcast ${broadcastOf(own.address, own.prefix)}`;
    lines.push(`        inet ${own.address}  netmask ${maskOf(own.prefix)}${brd}`);
  }
  lines.push(
    lo
      ? '        loop  txqueuelen 1000  (Local Loopback)'
      : `        ether ${link.mac}  txqueuelen 1000  (Ethernet)`,
  );
  call.out(`${lines.join('\n')}\n\n`);
}

/** route(8): add and del of hosts, networks and the default gateway; the table with `-n`. */
const route: CommandFunction = (call) => {
  const words = call.args.filter((word) => word !== '-n');
  const [verb, ...rest] = words;
  if (verb !== 'add' && verb !== 'del') return showRoutes(call);
  const kind = rest.find((word) => word === '-host' || word === '-net');
  const [target = '', ...more] = rest.filter((word) => word !== kind);
  const after = (name: string): string | undefined => {
    const at = more.indexOf(name);
    return at < 0 ? undefined : more[at + 1];
  };
  const gateway = after('gw');
  const dev =
    after('dev') ??
    (gateway === undefined ? more.find((word) => linkOf(call.node, word) !== undefined) : undefined);
  const prefix = after('netmask');
  const to =
    target === 'default' ? 'default' : `${target}${prefix === undefined ? '' : `/${prefixOf(prefix) ?? 32}`}`;
  if (dev === 'lo') return addOnLo(call, verb, target);
  const via = gateway === undefined ? [] : ['via', gateway];
  return call.invoke(['ip', 'route', verb, to, ...via, ...(dev === undefined ? [] : ['dev', dev])]);
};

/** A host route by lo: the kernel has it in its local table already, so it changes nothing. */
function addOnLo(call: Call, verb: string, target: string): number {
  const to = `${target}/32`;
  const { node } = call;
  const there = node.routes.some((each) => each.to === to && each.dev === 'lo');
  if (verb === 'add' && there) {
    call.err('SIOCADDRT: File exists\n');
    return 7;
  }
  if (verb === 'del' && !there) {
    call.err('SIOCDELRT: No such process\n');
    return 7;
  }
  if (verb === 'add') node.routes.push({ to, dev: 'lo' });
  else node.routes = node.routes.filter((each) => each.to !== to || each.dev !== 'lo');
  return 0;
}

function showRoutes(call: Call): number {
  const lines = [
    'Kernel IP routing table',
    'Destination     Gateway         Genmask         Flags Metric Ref    Use Iface',
  ];
  for (const each of mainRoutes(call.node)) {
    const [network = '', prefix = '32'] = each.to === 'default' ? ['0.0.0.0', '0'] : each.to.split('/');
    const flags = `U${each.via === undefined ? '' : 'G'}${prefix === '32' ? 'H' : ''}`;
    lines.push(
      `${network.padEnd(15)} ${(each.via ?? '0.0.0.0').padEnd(15)} ${maskOf(Number(prefix)).padEnd(15)} ${flags.padEnd(5)} 0      0        0 ${each.dev}`,
    );
  }
  call.out(`${lines.join('\n')}\n`);
  return 0;
}

/** arp(8): the table, `-s` and `-d`. */
const arp: CommandFunction = (call) => {
  const { node, args } = call;
  const at = args.indexOf('-s');
  const gone = args.indexOf('-d');
  if (at >= 0) return setEntry(node, args[at + 1] ?? '', args[at + 2] ?? '');
  if (gone >= 0) {
    node.neighbours = node.neighbours.filter((each) => each.address !== args[gone + 1]);
    return 0;
  }
  const known = node.neighbours.filter((each) => each.state !== 'FAILED');
  if (args.some((word) => /^-\w*a/.test(word))) {
    for (const each of known)
      call.out(
        `? (${each.address}) at ${each.mac ?? '<incomplete>'} [ether]${each.state === 'PERMANENT' ? ' PERM' : ''} on ${each.dev}\n`,
      );
    return 0;
  }
  if (known.length === 0) return 0;
  call.out('Address                  HWtype  HWaddress           Flags Mask            Iface\n');
  for (const each of known) {
    const flags = each.state === 'PERMANENT' ? 'CM' : 'C';
    call.out(
      `${each.address.padEnd(24)} ether   ${(each.mac ?? '').padEnd(19)} ${flags.padEnd(21)} ${each.dev}\n`,
    );
  }
  return 0;
};

function setEntry(node: NodeModel, address: string, mac: string): number {
  const dev = node.links[1]?.dev ?? 'eth0';
  node.neighbours = node.neighbours.filter((each) => each.address !== address);
  node.neighbours.push({ address, dev, mac: mac.toLowerCase(), state: 'PERMANENT' });
  return 0;
}

export const netToolsCommands: Readonly<Record<string, CommandFunction>> = { ifconfig, route, arp };
