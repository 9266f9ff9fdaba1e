import type { SeenArp, SeenFrame, SeenIp } from '../../contract/frames.js';

/** A frame, read; when and where it was seen is known by whoever saw it. */
export type DecodedFrame = Pick<SeenFrame, 'from' | 'to' | 'type' | 'arp' | 'ip'>;

const ethernet = 14;
/** Packets within each other that are read: a tunnel, and one in it. */
const maxDepth = 2;
/** UDP port of Generic UDP Encapsulation, as IANA has it and as ipvsadm's manual page gives it. */
const guePort = 6080;

export function mac(bytes: Uint8Array, at: number): string {
  return Array.from(bytes.subarray(at, at + 6), (byte) => byte.toString(16).padStart(2, '0')).join(':');
}

export function address(bytes: Uint8Array, at: number): string {
  return bytes.subarray(at, at + 4).join('.');
}

export function word(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

function long(bytes: Uint8Array, at: number): number {
  return word(bytes, at) * 0x10000 + word(bytes, at + 2);
}

/** Where the payload of an Ethernet frame begins, and of which type it is; a VLAN's tag (IEEE 802.1Q) is passed over. */
export function payloadOf(bytes: Uint8Array): { readonly type: number; readonly at: number } {
  const type = word(bytes, 12);
  return type === 0x8100 ? { type: word(bytes, 16), at: ethernet + 4 } : { type, at: ethernet };
}

/**
 * Reads a frame as far as labs need: ARP (RFC 826), IPv4 (RFC 791) with TCP, UDP, ICMP, and packets in IPIP (RFC 2003),
 * GRE (RFC 2784) and GUE. What is short or strange is left out; undefined below 14 bytes. Never throws.
 */
export function decodeFrame(bytes: Uint8Array): DecodedFrame | undefined {
  if (bytes.length < ethernet) return undefined;
  const { type, at } = payloadOf(bytes);
  const arp = type === 0x0806 ? decodeArp(bytes, at) : undefined;
  const ip = type === 0x0800 ? decodeIp(bytes, at) : undefined;
  return {
    from: mac(bytes, 6),
    to: mac(bytes, 0),
    type,
    ...(arp === undefined ? {} : { arp }),
    ...(ip === undefined ? {} : { ip }),
  };
}

/** The packet that is in all tunnels; one that is in none is that. */
export function innermost(ip: SeenIp): SeenIp {
  return ip.inner === undefined ? ip : innermost(ip.inner);
}

function decodeArp(bytes: Uint8Array, at: number): SeenArp | undefined {
  if (bytes.length < at + 28) return undefined;
  return {
    operation: word(bytes, at + 6),
    senderMac: mac(bytes, at + 8),
    sender: address(bytes, at + 14),
    targetMac: mac(bytes, at + 18),
    target: address(bytes, at + 24),
  };
}

function decodeIp(bytes: Uint8Array, at: number, depth = 0): SeenIp | undefined {
  const header = ((bytes[at] ?? 0) & 0x0f) * 4;
  if ((bytes[at] ?? 0) >> 4 !== 4 || header < 20 || bytes.length < at + header) return undefined;
  const fragment = word(bytes, at + 6);
  const offset = (fragment & 0x1fff) * 8;
  const protocol = bytes[at + 9] ?? 0;
  const length = word(bytes, at + 2);
  const ip = {
    source: address(bytes, at + 12),
    destination: address(bytes, at + 16),
    protocol,
    ttl: bytes[at + 8] ?? 0,
    length,
    ...((fragment & 0x4000) === 0 ? {} : { df: true as const }),
    ...(offset === 0 ? {} : { offset }),
  };
  // A later fragment has no header of what it carries.
  return offset === 0 ? { ...ip, ...carried(bytes, at + header, protocol, length - header, depth) } : ip;
}

/** @param size bytes that the packet carries, by its own length: a frame may be padded, or cut by who captured it */
function carried(
  bytes: Uint8Array,
  at: number,
  protocol: number,
  size: number,
  depth: number,
): Pick<SeenIp, 'tcp' | 'udp' | 'icmp' | 'inner'> {
  const left = bytes.length - at;
  if (protocol === 6 && left >= 14) return { tcp: decodeTcp(bytes, at, size) };
  if (protocol === 1 && left >= 4) {
    const type = bytes[at] ?? 0;
    const code = bytes[at + 1] ?? 0;
    return {
      icmp: { type, code, ...(type === 3 && code === 4 && left >= 8 ? { mtu: word(bytes, at + 6) } : {}) },
    };
  }
  if (protocol === 17 && left >= 8) {
    const udp = { sourcePort: word(bytes, at), destinationPort: word(bytes, at + 2) };
    return { udp, ...(udp.destinationPort === guePort ? inGue(bytes, at + 8, depth) : {}) };
  }
  if (protocol === 4) return tunnelled(bytes, at, depth);
  if (protocol === 47 && word(bytes, at + 2) === 0x0800)
    return tunnelled(bytes, at + (((bytes[at] ?? 0) & 0x80) === 0 ? 4 : 8), depth);
  return {};
}

/** Generic UDP Encapsulation, version 0: length of optional fields in words, protocol of what follows (include/net/gue.h). */
function inGue(bytes: Uint8Array, at: number, depth: number): Pick<SeenIp, 'inner'> {
  const first = bytes[at] ?? 0;
  if (first >> 6 !== 0 || (first & 0x20) !== 0 || bytes[at + 1] !== 4) return {};
  return tunnelled(bytes, at + 4 + (first & 0x1f) * 4, depth);
}

function tunnelled(bytes: Uint8Array, at: number, depth: number): Pick<SeenIp, 'inner'> {
  const inner = depth < maxDepth ? decodeIp(bytes, at, depth + 1) : undefined;
  return inner === undefined ? {} : { inner };
}

const flagLetters = [
  [0x01, 'F'],
  [0x02, 'S'],
  [0x04, 'R'],
  [0x08, 'P'],
  [0x10, '.'],
] as const;

function decodeTcp(bytes: Uint8Array, at: number, size: number): NonNullable<SeenIp['tcp']> {
  const bits = bytes[at + 13] ?? 0;
  const header = ((bytes[at + 12] ?? 0) >> 4) * 4;
  const mss = (bits & 0x02) === 0 ? undefined : mssOf(bytes, at + 20, at + header);
  const opening = openingOf(bytes, at, bits);
  return {
    sourcePort: word(bytes, at),
    destinationPort: word(bytes, at + 2),
    flags: flagLetters.map(([bit, letter]) => ((bits & bit) === 0 ? '' : letter)).join(''),
    length: Math.max(0, size - header),
    ...(mss === undefined ? {} : { mss }),
    ...(opening === undefined ? {} : { opening }),
  };
}

/** The number of the SYN that this is, or that it answers. */
function openingOf(bytes: Uint8Array, at: number, bits: number): number | undefined {
  const [syn, rst, ack] = [0x02, 0x04, 0x10].map((bit) => (bits & bit) !== 0);
  if (ack === true) return syn === true || rst === true ? (long(bytes, at + 8) - 1) >>> 0 : undefined;
  return syn === true ? long(bytes, at + 4) : undefined;
}

/** Option 2 of RFC 9293, section 3.7.1. */
function mssOf(bytes: Uint8Array, from: number, to: number): number | undefined {
  let at = from;
  while (at + 3 < Math.min(to, bytes.length)) {
    const kind = bytes[at] ?? 0;
    if (kind === 2) return word(bytes, at + 2);
    if (kind === 0) return undefined;
    at += kind === 1 ? 1 : Math.max(2, bytes[at + 1] ?? 2);
  }
  return undefined;
}
