import { ipv4 } from '../engine/world/topology-lookup.js';

export const broadcast = 'ff:ff:ff:ff:ff:ff';

function macBytes(mac: string): number[] {
  return mac.split(':').map((part) => Number.parseInt(part, 16));
}

function addressBytes(address: string): number[] {
  const value = ipv4(address) ?? 0;
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256);
}

function word(value: number): number[] {
  return [(value >> 8) & 0xff, value & 0xff];
}

/** The Internet checksum (RFC 1071). */
function checksum(bytes: readonly number[]): number {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 2) sum += ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000);
  return ~sum & 0xffff;
}

function ethernet(from: string, to: string, type: number, payload: readonly number[]): Uint8Array {
  const bytes = [...macBytes(to), ...macBytes(from), ...word(type), ...payload];
  // 60 bytes are the least that a NIC sends (IEEE 802.3, without the check sequence).
  while (bytes.length < 60) bytes.push(0);
  return Uint8Array.from(bytes);
}

export interface ArpFields {
  readonly from: string;
  readonly to: string;
  /** 1: who has, 2: is at. */
  readonly operation: 1 | 2;
  readonly sender: string;
  readonly targetMac: string;
  readonly target: string;
}

/** ARP for IPv4 over Ethernet (RFC 826). */
export function arpFrame(fields: ArpFields): Uint8Array {
  const { from, to, operation, sender, targetMac, target } = fields;
  return ethernet(from, to, 0x0806, [
    ...word(1),
    ...word(0x0800),
    6,
    4,
    ...word(operation),
    ...macBytes(from),
    ...addressBytes(sender),
    ...macBytes(targetMac),
    ...addressBytes(target),
  ]);
}

function ipFrame(
  from: string,
  to: string,
  header: { source: string; destination: string; protocol: number; ttl: number },
  payload: readonly number[],
): Uint8Array {
  const { source, destination, protocol, ttl } = header;
  const head = [0x45, 0, ...word(20 + payload.length), 0, 0, 0x40, 0, ttl, protocol, 0, 0];
  head.push(...addressBytes(source), ...addressBytes(destination));
  head.splice(10, 2, ...word(checksum(head)));
  return ethernet(from, to, 0x0800, [...head, ...payload]);
}

export const tcpFlags = { fin: 0x01, syn: 0x02, rst: 0x04, push: 0x08, ack: 0x10 } as const;

export interface TcpFields {
  readonly from: string;
  readonly to: string;
  readonly source: string;
  readonly destination: string;
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly flags: number;
  readonly data?: string;
}

/** TCP over IPv4 (RFC 9293); sequence numbers are 0, nobody follows them. */
export function tcpFrame(fields: TcpFields): Uint8Array {
  const { from, to, source, destination, sourcePort, destinationPort, flags, data = '' } = fields;
  const text = [...Buffer.from(data, 'utf8')];
  const head = [...word(sourcePort), ...word(destinationPort), 0, 0, 0, 0, 0, 0, 0, 0, 0x50, flags];
  head.push(...word(64_240), 0, 0, 0, 0);
  const pseudo = [...addressBytes(source), ...addressBytes(destination), 0, 6];
  pseudo.push(...word(head.length + text.length));
  head.splice(16, 2, ...word(checksum([...pseudo, ...head, ...text])));
  return ipFrame(from, to, { source, destination, protocol: 6, ttl: 64 }, [...head, ...text]);
}

/** ICMP echo (RFC 792); type 8 asks, 0 answers. */
export function echoFrame(
  from: string,
  to: string,
  source: string,
  destination: string,
  type: 0 | 8,
): Uint8Array {
  const body = [type, 0, 0, 0, 0, 1, 0, 1, ...Buffer.from('probe...')];
  body.splice(2, 2, ...word(checksum(body)));
  return ipFrame(from, to, { source, destination, protocol: 1, ttl: 64 }, body);
}

/** A VRRPv2 advert (RFC 3768 §5.1) with simple authentication, as keepalived 2.2.7 sends it. */
export function vrrpFrame(fields: {
  from: string;
  source: string;
  vrid: number;
  priority: number;
  interval: number;
  password: string;
  vips: readonly string[];
}): Uint8Array {
  const { from, source, vrid, priority, interval, password, vips } = fields;
  const auth = [...Buffer.from(password.slice(0, 8))];
  while (auth.length < 8) auth.push(0);
  const body = [0x21, vrid, priority, vips.length, password === '' ? 0 : 1, interval, 0, 0];
  body.push(...vips.flatMap(addressBytes), ...auth);
  body.splice(6, 2, ...word(checksum(body)));
  const header = { source, destination: '224.0.0.18', protocol: 112, ttl: 255 };
  return ipFrame(from, '01:00:5e:00:00:12', header, body);
}
