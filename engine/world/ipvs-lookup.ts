import type { Ipvs, IpvsServer, IpvsService, NodeFacts } from '../../contract/facts.js';

/** How a check names a virtual service; numbers may still be text, from a variable. */
export interface ServiceName {
  readonly tcp?: string | undefined;
  readonly udp?: string | undefined;
  readonly fwmark?: number | string | undefined;
}

/** `tcp 10.0.0.10:80`, `fwmark 5`: how people and the server-failure experiment name it. */
export function serviceKey(name: ServiceName): string {
  if (name.tcp !== undefined) return `tcp ${name.tcp}`;
  if (name.udp !== undefined) return `udp ${name.udp}`;
  return `fwmark ${name.fwmark ?? 0}`;
}

export function keyOf(service: IpvsService): string {
  return service.protocol === 'fwmark'
    ? `fwmark ${service.port}`
    : `${service.protocol} ${service.address}:${service.port}`;
}

export function findService(ipvs: Ipvs, name: ServiceName): IpvsService | undefined {
  const key = serviceKey(name);
  return ipvs.services.find((service) => keyOf(service) === key);
}

export function serverName(server: IpvsServer): string {
  return `${server.address}:${server.port}`;
}

/** Address and port of a service that has them. */
export function addressOf(name: ServiceName): { address: string; port: number } | undefined {
  const match = /^(.*):(\d+)$/.exec(name.tcp ?? name.udp ?? '');
  return match === null ? undefined : { address: match[1] ?? '', port: Number(match[2]) };
}

/** The address of a service that has one. */
export function addressesOf(name: ServiceName): readonly string[] {
  const address = addressOf(name)?.address;
  return address === undefined ? [] : [address];
}

/** Devices of a node that have the IPv4 address. */
export function devicesWith(
  facts: NodeFacts,
  address: string,
): readonly { readonly dev: string; readonly prefix: number }[] {
  return (facts.addresses ?? []).filter((each) => each.family === 'inet' && each.address === address);
}

/** The larger of the settings for `all` and for the interface, as the kernel takes arp_* and rp_filter (ip-sysctl). */
export function effective(facts: NodeFacts, dev: string, name: string): number | undefined {
  const values = ['all', dev].map((each) => facts.sysctls?.[`net.ipv4.conf.${each}.${name}`]);
  const numbers = values.filter((each) => typeof each === 'number');
  return numbers.length === 0 ? undefined : Math.max(...numbers);
}
