import { isSecondary, localRoutes, mainRoutes, type ShownRoute } from '../addresses.js';
import { broadcastOf } from '../ipv4.js';
import type { AddressModel, LinkModel, NeighbourModel, NodeModel } from '../model.js';

const forever = 4_294_967_295;

export function flagsOf(link: LinkModel): readonly string[] {
  const kind = link.dev === 'lo' ? ['LOOPBACK'] : ['BROADCAST', 'MULTICAST'];
  const noCarrier = link.up && !link.carrier ? ['NO-CARRIER'] : [];
  return [
    ...noCarrier,
    ...kind,
    ...(link.up ? ['UP'] : []),
    ...(link.up && link.carrier ? ['LOWER_UP'] : []),
  ];
}

export function operstate(link: LinkModel): string {
  if (link.dev === 'lo') return link.up ? 'UNKNOWN' : 'DOWN';
  return link.up && link.carrier ? 'UP' : 'DOWN';
}

function linkFields(link: LinkModel): Readonly<Record<string, unknown>> {
  const lo = link.dev === 'lo';
  return {
    ifindex: link.index,
    ifname: link.dev,
    flags: flagsOf(link),
    mtu: lo ? 65_536 : 1500,
    qdisc: lo ? 'noqueue' : 'fq_codel',
    operstate: operstate(link),
    group: 'default',
    txqlen: 1000,
    link_type: lo ? 'loopback' : 'ether',
    address: link.mac,
    broadcast: lo ? '00:00:00:00:00:00' : 'ff:ff:ff:ff:ff:ff',
  };
}

/** `ip -j addr` of iproute2 6.1. */
export function addressJson(link: LinkModel, addresses: readonly AddressModel[]): unknown {
  const info = addresses.map((own) => ({
    family: 'inet',
    local: own.address,
    prefixlen: own.prefix,
    ...(hasBroadcast(link, own) ? { broadcast: broadcastOf(own.address, own.prefix) } : {}),
    scope: own.scope,
    ...(isSecondary(link, own) ? { secondary: true } : {}),
    label: own.label,
    valid_life_time: forever,
    preferred_life_time: forever,
  }));
  return { ...linkFields(link), addr_info: info };
}

export function linkJson(link: LinkModel): unknown {
  return { ...linkFields(link), linkmode: 'DEFAULT' };
}

function hasBroadcast(link: LinkModel, own: AddressModel): boolean {
  return link.dev !== 'lo' && own.prefix < 31 && own.prefix > 0;
}

export function linkText(link: LinkModel): string {
  const lo = link.dev === 'lo';
  const head = `${link.index}: ${link.dev}: <${flagsOf(link).join(',')}> mtu ${lo ? 65_536 : 1500} qdisc ${lo ? 'noqueue' : 'fq_codel'} state ${operstate(link)} group default qlen 1000\n`;
  const type = lo
    ? `    link/loopback ${link.mac} brd 00:00:00:00:00:00\n`
    : `    link/ether ${link.mac} brd ff:ff:ff:ff:ff:ff\n`;
  return head + type;
}

export function inetText(link: LinkModel, own: AddressModel): string {
  const brd = hasBroadcast(link, own) ? ` brd ${broadcastOf(own.address, own.prefix)}` : '';
  const secondary = isSecondary(link, own) ? ' secondary' : '';
  return `inet ${own.address}/${own.prefix}${brd} scope ${own.scope}${secondary} ${own.label}`;
}

/** Routes with the table they are in. */
export function routesOf(node: NodeModel, table: string): readonly (ShownRoute & { table?: 'local' })[] {
  const local = localRoutes(node).map((route) => ({ ...route, protocol: 'kernel', table: 'local' }) as const);
  if (table === 'local') return local;
  return table === 'all' ? [...mainRoutes(node), ...local] : mainRoutes(node);
}

export function routeJson(route: ShownRoute & { table?: 'local' }): unknown {
  const local = route.table === 'local';
  return {
    ...(local ? { type: 'local' } : {}),
    dst: route.to.replace(/\/32$/, ''),
    ...(route.via === undefined ? {} : { gateway: route.via }),
    dev: route.dev,
    ...(local ? { table: 'local' } : {}),
    ...(route.protocol === 'kernel' ? { protocol: 'kernel' } : {}),
    ...(local ? { scope: 'host' } : route.scope === undefined ? {} : { scope: route.scope }),
    ...(route.source === undefined ? {} : { prefsrc: route.source }),
    flags: [],
  };
}

export function routeText(route: ShownRoute & { table?: 'local' }, all: boolean): string {
  const local = route.table === 'local';
  const words = [
    `${local ? 'local ' : ''}${route.to.replace(/\/32$/, '')}`,
    route.via === undefined ? '' : `via ${route.via}`,
    `dev ${route.dev}`,
    local && all ? 'table local' : '',
    route.protocol === 'kernel' ? 'proto kernel' : '',
    local ? 'scope host' : route.protocol === 'boot' && route.via !== undefined ? '' : 'scope link',
    route.source === undefined ? '' : `src ${route.source}`,
  ];
  return `${words.filter((word) => word !== '').join(' ')} \n`;
}

export function neighbourJson(each: NeighbourModel): unknown {
  const lladdr = each.mac === undefined ? {} : { lladdr: each.mac };
  return { dst: each.address, dev: each.dev, ...lladdr, state: [each.state] };
}

export function neighbourText(each: NeighbourModel): string {
  const mac = each.mac === undefined ? '' : `lladdr ${each.mac} `;
  return `${each.address} dev ${each.dev} ${mac}${each.state} \n`;
}
