import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arpWords, ipText } from '../../contract/frames.js';
import { decodeFrame } from './decode.js';

const macs = { a: '020000000007', b: '020000000008', all: 'ffffffffffff' };

function frame(to: string, from: string, type: string, payload: string): Uint8Array {
  return Buffer.from(`${to}${from}${type}${payload}`, 'hex');
}

/** An IPv4 header: @param fragment flags and offset @param rest what it carries */
function ip(
  protocol: number,
  rest: string,
  fragment = '4000',
  source = '0a000064',
  destination = '0a00000a',
) {
  const length = (20 + rest.length / 2).toString(16).padStart(4, '0');
  return `4500${length}0001${fragment}40${protocol.toString(16).padStart(2, '0')}0000${source}${destination}${rest}`;
}

const syn = '9c41005000000001000000006002ffff00000000020405b4';

test('an ARP request and an announcement are told apart', () => {
  const request = decodeFrame(
    frame(macs.all, macs.a, '0806', `0001080006040001${macs.a}0a0000fd0000000000000a0000a1`),
  );
  expect(request).toMatchObject({
    from: '02:00:00:00:00:07',
    to: 'ff:ff:ff:ff:ff:ff',
    arp: { operation: 1, sender: '10.0.0.253', target: '10.0.0.161', targetMac: '00:00:00:00:00:00' },
  });
  expect(request?.arp && arpWords(request.arp)).toBe('ARP, Request who-has 10.0.0.161 tell 10.0.0.253');
  const announcement = decodeFrame(
    frame(macs.all, macs.a, '0806', `0001080006040001${macs.a}0a0000a2${macs.all}0a0000a2`),
  );
  expect(announcement?.arp && arpWords(announcement.arp)).toBe('ARP, Announcement 10.0.0.162');
});

test('a SYN shows its flags, ports, TTL, length and MSS', () => {
  const seen = decodeFrame(frame(macs.b, macs.a, '0800', ip(6, syn)));
  expect(seen?.ip).toEqual({
    source: '10.0.0.100',
    destination: '10.0.0.10',
    protocol: 6,
    ttl: 64,
    length: 44,
    df: true,
    tcp: { sourcePort: 40001, destinationPort: 80, flags: 'S', length: 0, mss: 1460, opening: 1 },
  });
  expect(seen?.ip && ipText(seen.ip)).toBe(
    '10.0.0.100.40001 > 10.0.0.10.80: tcp S, mss 1460, ttl 64, length 44, DF',
  );
});

test.each([
  ['IPIP', ip(4, ip(6, syn))],
  ['GRE', ip(47, `00000800${ip(6, syn)}`)],
  ['GRE with a checksum', ip(47, `8000080000000000${ip(6, syn)}`)],
  ['GUE', ip(17, `303917c00000000000040000${ip(6, syn)}`)],
])('what is in a tunnel is read: %s', (_name, packet) => {
  const seen = decodeFrame(frame(macs.b, macs.a, '0800', packet));
  expect(seen?.ip?.tcp).toBeUndefined();
  expect(seen?.ip?.inner).toMatchObject({ protocol: 6, tcp: { flags: 'S', destinationPort: 80 } });
});

test('frag-needed tells its MTU, and a later fragment has no ports', () => {
  const needed = decodeFrame(frame(macs.b, macs.a, '0800', ip(1, '03040000000005c8')));
  expect(needed?.ip?.icmp).toEqual({ type: 3, code: 4, mtu: 1480 });
  expect(needed?.ip && ipText(needed.ip)).toContain('icmp frag-needed mtu 1480');
  const later = decodeFrame(frame(macs.b, macs.a, '0800', ip(6, syn, '00b9')));
  expect(later?.ip).toMatchObject({ offset: 1480 });
  expect(later?.ip?.tcp).toBeUndefined();
});

test('a recorded exchange: every packet of it has its ends, and its lengths are those of the frames', () => {
  const file = readFileSync(new URL('./fixtures/dr-director.pcap', import.meta.url));
  const flags = new Set<string>();
  const ttls: Record<string, Set<number>> = {};
  for (let at = 24; at + 16 <= file.length; ) {
    const length = file.readUInt32LE(at + 8);
    const seen = decodeFrame(file.subarray(at + 16, at + 16 + length));
    at += 16 + length;
    if (seen?.ip?.tcp === undefined) continue;
    flags.add(seen.ip.tcp.flags);
    expect(seen.ip.length + 14).toBeLessThanOrEqual(length);
    (ttls[seen.from] ??= new Set()).add(seen.ip.ttl);
  }
  // IPVS counts as a hop, also in direct routing (decrement_ttl of net/netfilter/ipvs/ip_vs_xmit.c).
  expect(Object.values(ttls).map((each) => [...each])).toEqual([[64], [63]]);
  expect([...flags]).toEqual(expect.arrayContaining(['S', '.', 'P.', 'F.']));
});

test('no frame makes it throw, whatever it says of itself', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 160 }),
      fc.constantFrom(1, 4, 6, 17, 47, 112),
      (bytes, protocol) => {
        decodeFrame(bytes);
        for (const [at, value] of [
          [12, 8],
          [13, 0],
          [14, 0x45],
          [20, 0],
          [21, 0],
          [23, protocol],
          [34, 0x45],
          [36, 0x17],
          [37, 0xc0],
        ] as const)
          if (bytes.length > at) bytes[at] = value;
        decodeFrame(bytes);
      },
    ),
  );
});
