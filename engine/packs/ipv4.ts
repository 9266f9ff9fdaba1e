/** An IPv4 address as a number, or undefined when it is none. Four decimal parts only (RFC 6943 §3.1.1, strict). */
export function parseIpv4(text: string): number | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let value = 0;
  for (const part of parts) {
    if (!/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return undefined;
    value = value * 256 + Number(part);
  }
  return value;
}

export interface Ipv4Network {
  readonly first: number;
  readonly last: number;
  readonly prefix: number;
}

/** A network such as 10.0.0.0/24 (its host bits must be 0), or undefined. */
export function parseCidr(text: string): Ipv4Network | undefined {
  const [address = '', prefixText = '', ...rest] = text.split('/');
  const base = parseIpv4(address);
  if (base === undefined || rest.length > 0 || !/^\d{1,2}$/.test(prefixText)) return undefined;
  const prefix = Number(prefixText);
  if (prefix < 8 || prefix > 30) return undefined;
  const size = 2 ** (32 - prefix);
  return base % size === 0 ? { first: base, last: base + size - 1, prefix } : undefined;
}

/** May a host have this address in the network? Not its first (network) nor its last (broadcast). */
export function isHostIn(network: Ipv4Network, address: number): boolean {
  return address > network.first && address < network.last;
}
