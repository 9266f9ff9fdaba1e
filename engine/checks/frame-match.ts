import { arpWords, ipProtocols, ipText, isIcmp, type SeenFrame, type SeenIp } from '../../contract/frames.js';
import type { FramePattern, PacketPattern } from '../../contract/kinds/frames.js';
import type { Topology } from '../machines/provider.js';
import { nodeOf, nodeOfMac } from '../world/topology-lookup.js';

const broadcast = 'ff:ff:ff:ff:ff:ff';

/** The fields of a packet pattern that are not its form. */
type PacketField = keyof PacketPattern;

/** What a pattern says of a packet, field by field: does it hold? */
const packetTests: {
  readonly [F in PacketField]-?: (want: NonNullable<PacketPattern[F]>, ip: SeenIp) => boolean;
} = {
  protocol: (want, ip) => ip.protocol === ipProtocols[want],
  source: (want, ip) => ip.source === want,
  destination: (want, ip) => ip.destination === want,
  'source-port': (want, ip) => (ip.tcp ?? ip.udp)?.sourcePort === Number(want),
  port: (want, ip) => (ip.tcp ?? ip.udp)?.destinationPort === Number(want),
  flags: (want, ip) => ip.tcp?.flags === want,
  icmp: (want, { icmp }) => icmp !== undefined && isIcmp(want, icmp),
  mtu: (want, ip) => ip.icmp?.mtu === want,
  ttl: (want, ip) => ip.ttl === want,
  'min-length': (want, ip) => ip.length >= want,
  'max-length': (want, ip) => ip.length <= want,
  df: (want, ip) => (ip.df === true) === want,
};
const packetFields = Object.keys(packetTests) as PacketField[];

/** How many of a packet pattern's fields there are, and hold. */
function packetScore(pattern: PacketPattern, ip: SeenIp | undefined): Score {
  const given = packetFields.filter((field) => pattern[field] !== undefined);
  const holding = given.filter((field) => {
    // That the value is of this field, the compiler cannot follow through the table.
    const test = packetTests[field] as (want: unknown, ip: SeenIp) => boolean;
    return ip !== undefined && test(pattern[field], ip);
  });
  return { fields: given.length, holding: holding.length };
}

interface Score {
  readonly fields: number;
  readonly holding: number;
}

function isArp(kind: NonNullable<FramePattern['arp']>, { arp }: SeenFrame): boolean {
  if (arp === undefined) return false;
  // RFC 5227, section 2.3: who announces asks for its own address.
  const announces = arp.sender === arp.target;
  if (kind === 'announcement') return announces;
  return kind === 'request' ? arp.operation === 1 && !announces : arp.operation === 2 && !announces;
}

function goesTo(topology: Topology, want: string, mac: string): boolean {
  if (want === 'broadcast') return mac === broadcast;
  // The lowest bit of the first byte: a group (IEEE 802).
  if (want === 'multicast') return mac !== broadcast && (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1;
  return hasMac(topology, want, mac);
}

function hasMac(topology: Topology, node: string, mac: string): boolean {
  return nodeOf(topology, node)?.interfaces.some((each) => each.mac.toLowerCase() === mac) === true;
}

function scoreOf(topology: Topology, pattern: FramePattern, frame: SeenFrame): Score {
  const tests: readonly (boolean | undefined)[] = [
    pattern.network === undefined ? undefined : frame.network === pattern.network,
    pattern['sent-by'] === undefined ? undefined : frame.node === pattern['sent-by'],
    pattern.from === undefined ? undefined : hasMac(topology, pattern.from, frame.from),
    pattern.to === undefined ? undefined : goesTo(topology, pattern.to, frame.to),
    pattern.arp === undefined ? undefined : isArp(pattern.arp, frame),
    pattern.sender === undefined ? undefined : frame.arp?.sender === pattern.sender,
    pattern.target === undefined ? undefined : frame.arp?.target === pattern.target,
    pattern['sender-mac'] === undefined
      ? undefined
      : frame.arp !== undefined && hasMac(topology, pattern['sender-mac'], frame.arp.senderMac),
  ];
  const own = tests.filter((each) => each !== undefined);
  const scores = [
    { fields: own.length, holding: own.filter(Boolean).length },
    packetScore(pattern, frame.ip),
    pattern.inner === undefined ? { fields: 0, holding: 0 } : packetScore(pattern.inner, frame.ip?.inner),
    pattern.inner === undefined
      ? { fields: 0, holding: 0 }
      : { fields: 1, holding: frame.ip?.inner === undefined ? 0 : 1 },
  ];
  return {
    fields: scores.reduce((sum, each) => sum + each.fields, 0),
    holding: scores.reduce((sum, each) => sum + each.holding, 0),
  };
}

export function matches(topology: Topology, pattern: FramePattern, frame: SeenFrame): boolean {
  const { fields, holding } = scoreOf(topology, pattern, frame);
  return fields === holding;
}

/** The frame that is most like the pattern, where more than half of it holds. */
export function closestTo(
  topology: Topology,
  pattern: FramePattern,
  frames: readonly SeenFrame[],
): SeenFrame | undefined {
  let best: { readonly frame: SeenFrame; readonly holding: number } | undefined;
  for (const frame of frames) {
    const { fields, holding } = scoreOf(topology, pattern, frame);
    if (holding * 2 > fields && holding > (best?.holding ?? 0)) best = { frame, holding };
  }
  return best?.frame;
}

/** A frame as people read it, with nodes' names for MACs: `lan: client > director, 10.0.0.100.40001 > …`. */
export function frameWords(topology: Topology, frame: SeenFrame): string {
  const { network, node, from, to, arp, ip } = frame;
  const named = (mac: string): string =>
    mac === broadcast ? 'broadcast' : (nodeOfMac(topology, mac) ?? mac);
  const sender = named(from) === node ? node : `${node} (${named(from)})`;
  const what = arp === undefined ? (ip === undefined ? '' : ipText(ip)) : arpWords(arp);
  return `${network}: ${sender} > ${named(to)}, ${what}`;
}

/** What a pattern asks for, in the same words. */
export function patternWords(pattern: FramePattern): string {
  const { network, from, to, arp, sender, target, inner } = pattern;
  const ends = [pattern['sent-by'] ?? from, to].some((each) => each !== undefined)
    ? [
        `${pattern['sent-by'] ?? from ?? '*'}${from !== undefined && pattern['sent-by'] !== undefined && from !== pattern['sent-by'] ? ` (${from})` : ''} > ${to ?? '*'}`,
      ]
    : [];
  const arps =
    arp === undefined
      ? []
      : [
          arp === 'reply'
            ? `ARP, Reply ${sender ?? '*'}${pattern['sender-mac'] === undefined ? '' : ` is-at ${pattern['sender-mac']}`}`
            : arp === 'announcement'
              ? `ARP, Announcement ${sender ?? '*'}`
              : `ARP, Request who-has ${target ?? '*'}${sender === undefined ? '' : ` tell ${sender}`}`,
        ];
  const packet = packetWords(pattern);
  const words = [...ends, ...arps, ...(packet === '' ? [] : [packet])].join(', ');
  return `${network === undefined ? '' : `${network}: `}${words}${inner === undefined ? '' : ` [${packetWords(inner)}]`}`;
}

function packetWords(pattern: PacketPattern): string {
  const { protocol, source, destination, port, flags, icmp, mtu, ttl, df } = pattern;
  const end = (address: string | undefined, at: number | string | undefined): string =>
    `${address ?? '*'}${at === undefined ? '' : `.${at}`}`;
  const addressed = [source, destination, port, pattern['source-port']].some((each) => each !== undefined);
  const min = pattern['min-length'];
  const max = pattern['max-length'];
  return [
    ...(addressed ? [`${end(source, pattern['source-port'])} > ${end(destination, port)}`] : []),
    ...(flags === undefined
      ? protocol === undefined || icmp !== undefined
        ? []
        : [protocol]
      : [`tcp ${flags}`]),
    ...(icmp === undefined ? [] : [`icmp ${icmp}${mtu === undefined ? '' : ` mtu ${mtu}`}`]),
    ...(ttl === undefined ? [] : [`ttl ${ttl}`]),
    ...(min === undefined && max === undefined ? [] : [`length ${min ?? 0}–${max ?? ''}`]),
    ...(df === undefined ? [] : [df ? 'DF' : 'no DF']),
  ].join(', ');
}
