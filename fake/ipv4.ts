import { ipv4 } from '../engine/world/topology-lookup.js';

/** An address from its number. */
function dotted(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
}

/** `10.0.0.0` for 10.0.0.7/24. */
export function networkOf(address: string, prefix: number): string {
  const size = 2 ** (32 - prefix);
  return dotted(Math.floor((ipv4(address) ?? 0) / size) * size);
}

export function broadcastOf(address: string, prefix: number): string {
  const size = 2 ** (32 - prefix);
  return dotted(Math.floor((ipv4(address) ?? 0) / size) * size + size - 1);
}

export function maskOf(prefix: number): string {
  return prefix === 0 ? '0.0.0.0' : dotted(2 ** 32 - 2 ** (32 - prefix));
}

/** Prefix length of a mask such as 255.255.255.0; undefined when it is none. */
export function prefixOf(mask: string): number | undefined {
  const prefix = Array.from({ length: 33 }, (_, length) => length).find((length) => maskOf(length) === mask);
  return prefix;
}

/** `10.0.0.7/24` or a bare address, which is a /32. */
export function parseAddress(text: string): { address: string; prefix: number } | undefined {
  const [address = '', length = '32', ...rest] = text.split('/');
  const prefix = /^\d+$/.test(length) ? Number(length) : prefixOf(length);
  if (ipv4(address) === undefined || prefix === undefined || prefix > 32 || rest.length > 0) return undefined;
  return { address, prefix };
}

/** Upper-case hexadecimal of an address in network order, as /proc/net/ip_vs has it. */
export function hexAddress(address: string): string {
  return (ipv4(address) ?? 0).toString(16).toUpperCase().padStart(8, '0');
}

/** As /proc/net/tcp has it: the bytes the other way round (little endian). */
export function hexHostOrder(address: string): string {
  const hex = hexAddress(address);
  return [6, 4, 2, 0].map((at) => hex.slice(at, at + 2)).join('');
}

export function hexPort(port: number): string {
  return port.toString(16).toUpperCase().padStart(4, '0');
}
