import type { Advert } from '../../contract/experiments.js';

/** What is understood of one Ethernet frame; MACs in lower case with colons. */
export type Packet =
  | {
      readonly kind: 'tcp';
      readonly from: string;
      readonly to: string;
      readonly source: string;
      readonly destination: string;
      readonly sourcePort: number;
      readonly destinationPort: number;
      readonly reset: boolean;
    }
  | {
      readonly kind: 'arp';
      readonly from: string;
      readonly to: string;
      readonly operation: number;
      readonly senderMac: string;
      readonly sender: string;
      readonly target: string;
    }
  | { readonly kind: 'vrrp'; readonly from: string; readonly advert: Advert }
  | { readonly kind: 'other'; readonly from: string; readonly to: string };

/** An ARP frame in tcpdump's words, for evidence. */
export function arpText(packet: Extract<Packet, { kind: 'arp' }>): string {
  const { from, to, operation, sender, senderMac, target } = packet;
  const words =
    operation === 1 ? `Request who-has ${target} tell ${sender}` : `Reply ${sender} is-at ${senderMac}`;
  return `${from} > ${to}, ARP, ${words}`;
}

const ethernet = 14;

function mac(bytes: Uint8Array, at: number): string {
  return Array.from(bytes.subarray(at, at + 6), (byte) => byte.toString(16).padStart(2, '0')).join(':');
}

function address(bytes: Uint8Array, at: number): string {
  return bytes.subarray(at, at + 4).join('.');
}

function word(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

/**
 * Reads a frame as far as labs need: ARP (RFC 826), TCP over IPv4 (also inside IPIP, RFC 2003), VRRP adverts
 * (RFC 3768 §5.1, RFC 5798 §5.1). Short or strange frames are `other`; undefined below 14 bytes. Never throws.
 */
export function readFrame(bytes: Uint8Array): Packet | undefined {
  if (bytes.length < ethernet) return undefined;
  const to = mac(bytes, 0);
  const from = mac(bytes, 6);
  let type = word(bytes, 12);
  let at = ethernet;
  if (type === 0x8100) {
    type = word(bytes, 16);
    at += 4;
  }
  const other = { kind: 'other', from, to } as const;
  if (type === 0x0806 && bytes.length >= at + 28) {
    return {
      kind: 'arp',
      from,
      to,
      operation: word(bytes, at + 6),
      senderMac: mac(bytes, at + 8),
      sender: address(bytes, at + 14),
      target: address(bytes, at + 24),
    };
  }
  return type === 0x0800 ? (readIpv4(bytes, at, from, to) ?? other) : other;
}

function readIpv4(bytes: Uint8Array, at: number, from: string, to: string): Packet | undefined {
  const header = ((bytes[at] ?? 0) & 0x0f) * 4;
  if ((bytes[at] ?? 0) >> 4 !== 4 || header < 20 || bytes.length < at + header) return undefined;
  const protocol = bytes[at + 9];
  const payload = at + header;
  // A later fragment has no ports.
  if ((word(bytes, at + 6) & 0x1fff) !== 0) return undefined;
  if (protocol === 4) return readIpv4(bytes, payload, from, to);
  if (protocol === 6 && bytes.length >= payload + 14) {
    return {
      kind: 'tcp',
      from,
      to,
      source: address(bytes, at + 12),
      destination: address(bytes, at + 16),
      sourcePort: word(bytes, payload),
      destinationPort: word(bytes, payload + 2),
      reset: ((bytes[payload + 13] ?? 0) & 0x04) !== 0,
    };
  }
  if (protocol === 112 && bytes.length >= payload + 8) {
    const first = bytes[payload] ?? 0;
    if ((first & 0x0f) !== 1) return undefined;
    return { kind: 'vrrp', from, advert: readAdvert(bytes, payload, address(bytes, at + 12), from) };
  }
  return undefined;
}

/** RFC 3768, section 5.1 (version 2) and RFC 5798, section 5.1 (version 3). */
function readAdvert(bytes: Uint8Array, at: number, source: string, from: string): Advert {
  const version = (bytes[at] ?? 0) >> 4;
  const count = bytes[at + 3] ?? 0;
  const after = at + 8 + 4 * count;
  const whole = bytes.length >= after;
  const secret = version === 2 && bytes.length >= after + 8 ? bytes.subarray(after, after + 8) : undefined;
  return {
    source,
    mac: from,
    version,
    vrid: bytes[at + 1] ?? 0,
    priority: bytes[at + 2] ?? 0,
    interval: version === 2 ? (bytes[at + 5] ?? 0) : (word(bytes, at + 4) & 0x0fff) / 100,
    ...(whole
      ? { vips: Array.from({ length: count }, (_, index) => address(bytes, at + 8 + 4 * index)) }
      : {}),
    ...(secret === undefined ? {} : { auth: `${bytes[at + 4] ?? 0} ${Buffer.from(secret).toString('hex')}` }),
  };
}
