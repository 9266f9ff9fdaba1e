import { type KindOfCheck, partsOf } from '../../contract/checks.js';
import type { Lab } from '../../contract/lab.js';
import { addressOf, type ServiceName } from '../checks/ipvs-lookup.js';
import { parseIpv4 } from './ipv4.js';
import { memberships } from './lint.js';

/** A variable that is a VIP by its name: `vip`, `vip_a`, `vip2`. */
const vipVariable = /^vip(\d|_|$)/;

/**
 * The addresses that a lab means by VIP, lowest first as text: what its checks ask for that is no machine's own address, and its
 * variables of that name. An address that only must not be there (`no-address`) is none.
 * @param lab with the session's values put in
 * @param values the session's values by variable
 */
export function vipsOf(lab: Lab, values: Readonly<Record<string, string>>): readonly string[] {
  const own = new Set(
    Object.values(lab.topology.nodes).flatMap((node) => memberships(node).map(([, address]) => address)),
  );
  const named = [
    ...Object.entries(values).flatMap(([name, value]) => (vipVariable.test(name) ? [value] : [])),
    ...lab.steps.flatMap((step) => step.checks.flatMap(partsOf).flatMap(addressesOf)),
  ];
  return [...new Set(named)]
    .filter((address) => parseIpv4(address) !== undefined && !own.has(address))
    .toSorted();
}

/** The addresses that a check wants somebody to have, or asks at. */
function addressesOf({ kind, params }: KindOfCheck): readonly string[] {
  switch (kind) {
    case 'address':
    case 'arp-owner':
    case 'neighbour':
      return [params.address];
    case 'one-master':
    case 'failover':
      return [params.vip, ...hostOf('url' in params ? params.url : undefined)];
    case 'keepalived-config':
      return params.vip === undefined ? [] : [params.vip];
    case 'ipvs-service':
    case 'ipvs-server':
    case 'ipvs-stats':
      return serviceAddress(params);
    case 'server-failure':
      return [...serviceAddress(params), ...hostOf(params.url)];
    case 'http':
    case 'http-spread':
    case 'packet-path':
      return hostOf(params.url);
    default:
      return [];
  }
}

function serviceAddress(name: ServiceName): readonly string[] {
  const address = addressOf(name)?.address;
  return address === undefined ? [] : [address];
}

function hostOf(url: string | undefined): readonly string[] {
  const host = /^https?:\/\/([^/:]+)/.exec(url ?? '')?.[1];
  return host === undefined ? [] : [host];
}
