import type { Advert } from '../../contract/adverts.js';
import { arpWords, type SeenArp } from '../../contract/frames.js';
import { address, decodeFrame, innermost, payloadOf, word } from './decode.js';

export type ArpPacket = { readonly from: string; readonly to: string } & SeenArp;

/** What whoever counts or draws wants to know of a frame; MACs in lower case with colons. */
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
  | ({ readonly kind: 'arp' } & ArpPacket)
  | { readonly kind: 'vrrp'; readonly from: string; readonly advert: Advert }
  | { readonly kind: 'other'; readonly from: string; readonly to: string };

/** An ARP frame in tcpdump's words, for evidence. */
export function arpText(packet: ArpPacket): string {
  return `${packet.from} > ${packet.to}, ${arpWords(packet)}`;
}

/**
 * What a frame is about: ARP, TCP (also in a tunnel: the packet of whoever asked), a VRRP advert (RFC 3768 §5.1, RFC 5798
 * §5.1). Anything else is `other`; undefined below 14 bytes. Never throws.
 */
export function readFrame(bytes: Uint8Array): Packet | undefined {
  const frame = decodeFrame(bytes);
  if (frame === undefined) return undefined;
  const { from, to, arp, ip } = frame;
  if (arp !== undefined) return { kind: 'arp', from, to, ...arp };
  const { source, destination, tcp } = ip === undefined ? {} : innermost(ip);
  if (source !== undefined && destination !== undefined && tcp !== undefined) {
    const { sourcePort, destinationPort, flags } = tcp;
    return {
      kind: 'tcp',
      from,
      to,
      source,
      destination,
      sourcePort,
      destinationPort,
      reset: flags.includes('R'),
    };
  }
  const advert = ip?.protocol === 112 ? readAdvert(bytes, ip.source, from) : undefined;
  return advert === undefined ? { kind: 'other', from, to } : { kind: 'vrrp', from, advert };
}

/** RFC 3768, section 5.1 (version 2) and RFC 5798, section 5.1 (version 3); undefined for what is no advertisement. */
function readAdvert(bytes: Uint8Array, source: string, from: string): Advert | undefined {
  const { at: packet } = payloadOf(bytes);
  const at = packet + ((bytes[packet] ?? 0) & 0x0f) * 4;
  if (bytes.length < at + 8 || ((bytes[at] ?? 0) & 0x0f) !== 1 || (word(bytes, packet + 6) & 0x1fff) !== 0)
    return undefined;
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
