import type { InterfaceAddress, Link, Neighbour, Route } from '../../contract/facts.js';
import { isObject, type JsonObject, number, objects, parseJson, text, words } from './json-value.js';

export interface Network {
  readonly addresses: readonly InterfaceAddress[];
  readonly links: readonly Link[];
  readonly routes: readonly Route[];
  readonly localRoutes: readonly Route[];
  readonly neighbours: readonly Neighbour[];
}

/**
 * Reads what `ip -j -batch` printed for `addr`, `route show table all` and `neigh`: one JSON array a line, told
 * apart by their members (iproute2 6.1), so that a failed command leaves the others readable.
 */
export function parseIp(output: string): Network {
  const addresses: InterfaceAddress[] = [];
  const links: Link[] = [];
  const routes: Route[] = [];
  const localRoutes: Route[] = [];
  const neighbours: Neighbour[] = [];
  for (const line of output.split('\n')) {
    if (!line.startsWith('[')) continue;
    for (const item of objects(parseJson(line))) {
      if (Array.isArray(item['addr_info'])) {
        readLink(item, links, addresses);
      } else if (Array.isArray(item['state'])) {
        readNeighbour(item, neighbours);
      } else {
        const route = readRoute(item);
        if (route === undefined) continue;
        if (item['table'] === 'local') {
          if (item['type'] === 'local') localRoutes.push(route);
        } else if (item['table'] === undefined || item['table'] === 'main') {
          routes.push(route);
        }
      }
    }
  }
  return { addresses, links, routes, localRoutes, neighbours };
}

function readLink(item: JsonObject, links: Link[], addresses: InterfaceAddress[]): void {
  const dev = text(item['ifname']);
  if (dev === undefined) return;
  const flags = words(item['flags']);
  links.push({
    dev,
    mac: (text(item['address']) ?? '').toLowerCase(),
    up: flags.includes('UP'),
    carrier: flags.includes('LOWER_UP'),
    ...(flags.includes('NOARP') ? { noArp: true } : {}),
  });
  for (const info of objects(item['addr_info'])) {
    const address = text(info['local']);
    const family = text(info['family']);
    const label = text(info['label']);
    if (address === undefined || (family !== 'inet' && family !== 'inet6')) continue;
    addresses.push({
      dev,
      family,
      address,
      prefix: number(info['prefixlen']) ?? 0,
      scope: text(info['scope']) ?? '',
      ...(label === undefined ? {} : { label }),
    });
  }
}

function readNeighbour(item: JsonObject, neighbours: Neighbour[]): void {
  const address = text(item['dst']);
  if (address === undefined) return;
  const mac = text(item['lladdr'])?.toLowerCase();
  neighbours.push({
    address,
    dev: text(item['dev']) ?? '',
    ...(mac === undefined ? {} : { mac }),
    state: words(item['state'])[0] ?? '',
  });
}

function readRoute(item: JsonObject): Route | undefined {
  const to = text(item['dst']);
  // IPv6 routes and next-hop lists are of no concern here.
  if (to === undefined || to.includes(':')) return undefined;
  const hop = objects(item['nexthops']).find(isObject);
  const via = text(item['gateway']) ?? text(hop?.['gateway']);
  const dev = text(item['dev']) ?? text(hop?.['dev']);
  const source = text(item['prefsrc']);
  if (via?.includes(':')) return undefined;
  return {
    to,
    ...(via === undefined ? {} : { via }),
    ...(dev === undefined ? {} : { dev }),
    ...(source === undefined ? {} : { source }),
    ...(/^(blackhole|unreachable|prohibit)$/.test(text(item['type']) ?? '')
      ? { type: text(item['type'])! }
      : {}),
  };
}

/** The addresses as `ip -br -4 addr show` shows them, for evidence. */
export function showAddresses(network: Network): string {
  return network.links
    .map((link) => {
      const own = network.addresses.filter((each) => each.dev === link.dev && each.family === 'inet');
      const state = link.dev === 'lo' ? 'UNKNOWN' : link.up ? 'UP' : 'DOWN';
      return `${link.dev.padEnd(16)} ${state.padEnd(14)} ${own.map((each) => `${each.address}/${each.prefix}`).join(' ')}`;
    })
    .join('\n');
}

/** Routes as `ip route` shows them, for evidence. */
export function showRoutes(routes: readonly Route[]): string {
  return routes
    .map((route) =>
      [
        route.to,
        route.via === undefined ? '' : `via ${route.via}`,
        route.dev === undefined ? '' : `dev ${route.dev}`,
        route.source === undefined ? '' : `src ${route.source}`,
      ]
        .filter((part) => part !== '')
        .join(' '),
    )
    .join('\n');
}

/** The neighbour table as `ip neigh` shows it, for evidence. */
export function showNeighbours(neighbours: readonly Neighbour[]): string {
  return neighbours
    .map(
      (each) =>
        `${each.address} dev ${each.dev} ${each.mac === undefined ? '' : `lladdr ${each.mac} `}${each.state}`,
    )
    .join('\n');
}
