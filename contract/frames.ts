/** Ethernet frames as labs look at them: addresses, headers, flags; of what they carry only what headers need. */

/** One frame as it entered a lab network; MACs in lower case with colons. */
export interface SeenFrame {
  /** Milliseconds since the experiment began, by the host's clock. */
  readonly at: number;
  readonly network: string;
  /** The node on whose port of the switch it came in, which a guest cannot forge. */
  readonly node: string;
  /** Ethernet source and destination. */
  readonly from: string;
  readonly to: string;
  /** EtherType: 0x0806 ARP, 0x0800 IPv4. */
  readonly type: number;
  readonly arp?: SeenArp;
  readonly ip?: SeenIp;
}

/** RFC 826: `operation` 1 asks, 2 answers. */
export interface SeenArp {
  readonly operation: number;
  readonly senderMac: string;
  readonly sender: string;
  readonly targetMac: string;
  readonly target: string;
}

/** An IPv4 header (RFC 791), and what is in it: a transport header, or another packet in a tunnel. */
export interface SeenIp {
  readonly source: string;
  readonly destination: string;
  /** 1 ICMP, 4 IPIP, 6 TCP, 17 UDP, 47 GRE, 112 VRRP. */
  readonly protocol: number;
  readonly ttl: number;
  /** Bytes of the whole packet, header included. */
  readonly length: number;
  /** Don't fragment. */
  readonly df?: true;
  /** Bytes into the packet, of a fragment that is not the first. */
  readonly offset?: number;
  readonly tcp?: {
    readonly sourcePort: number;
    readonly destinationPort: number;
    /** As tcpdump writes them, in its order: S, S., ., P., F., R. */
    readonly flags: string;
    /** Bytes that it carries. */
    readonly length: number;
    /** Of a SYN: the largest segment that its sender takes (MSS). */
    readonly mss?: number;
    /**
     * Of a SYN its sequence number, of a SYN-ACK or RST the one that it answers (RFC 9293, section 3.4): the same at each
     * hop of a connection, whatever NAT makes of addresses and ports.
     */
    readonly opening?: number;
  };
  readonly udp?: { readonly sourcePort: number; readonly destinationPort: number };
  /** RFC 792; `mtu` of type 3 code 4 (RFC 1191). */
  readonly icmp?: { readonly type: number; readonly code: number; readonly mtu?: number };
  /** Of a tunnel (IPIP, GRE, GUE on UDP port 6080): the packet in it. */
  readonly inner?: SeenIp;
}

/** ICMP by the names that people use. */
export const icmpKinds = {
  'echo-request': { type: 8 },
  'echo-reply': { type: 0 },
  'frag-needed': { type: 3, code: 4 },
  'port-unreachable': { type: 3, code: 3 },
  'protocol-unreachable': { type: 3, code: 2 },
  'host-unreachable': { type: 3, code: 1 },
  'net-unreachable': { type: 3, code: 0 },
  redirect: { type: 5 },
  'time-exceeded': { type: 11 },
} as const satisfies Readonly<Record<string, { readonly type: number; readonly code?: number }>>;
export type IcmpKind = keyof typeof icmpKinds;
export const icmpNames = Object.keys(icmpKinds) as [IcmpKind, ...IcmpKind[]];

export function isIcmp(
  name: IcmpKind,
  { type, code }: { readonly type: number; readonly code: number },
): boolean {
  const kind: { readonly type: number; readonly code?: number } = icmpKinds[name];
  return kind.type === type && (kind.code === undefined || kind.code === code);
}

/** The numbers of IP protocols, by the names that people use (IANA). */
export const ipProtocols = { icmp: 1, ipip: 4, tcp: 6, udp: 17, gre: 47, vrrp: 112 } as const;
export type IpProtocol = keyof typeof ipProtocols;
export const ipProtocolNames = Object.keys(ipProtocols) as [IpProtocol, ...IpProtocol[]];

const protocolNames = new Map<number, string>(
  Object.entries(ipProtocols).map(([name, number]) => [number, name]),
);

/** A packet in tcpdump's words: `10.0.0.100.40001 > 10.0.0.29.80: tcp S, ttl 64, length 60`. */
export function ipText(ip: SeenIp): string {
  const { source, destination, ttl, length, df, tcp, udp, icmp, inner, offset } = ip;
  const ports = tcp ?? udp;
  const ends =
    ports === undefined
      ? `${source} > ${destination}`
      : `${source}.${ports.sourcePort} > ${destination}.${ports.destinationPort}`;
  const what = tcp === undefined ? icmpText(icmp) : `tcp ${tcp.flags}`;
  const protocol = what ?? protocolNames.get(ip.protocol) ?? `protocol ${ip.protocol}`;
  const words = [
    `${ends}: ${protocol}`,
    ...(tcp?.mss === undefined ? [] : [`mss ${tcp.mss}`]),
    `ttl ${ttl}`,
    `length ${length}`,
    ...(df === true ? ['DF'] : []),
    ...(offset === undefined ? [] : [`offset ${offset}`]),
  ].join(', ');
  return inner === undefined ? words : `${words} [${ipText(inner)}]`;
}

function icmpText(icmp: SeenIp['icmp']): string | undefined {
  if (icmp === undefined) return undefined;
  const name = icmpNames.find((each) => isIcmp(each, icmp));
  const words = name === undefined ? `icmp ${icmp.type}/${icmp.code}` : `icmp ${name}`;
  return icmp.mtu === undefined ? words : `${words} mtu ${icmp.mtu}`;
}

/** ARP in tcpdump's words. */
export function arpWords(arp: SeenArp): string {
  const { operation, sender, senderMac, target } = arp;
  if (operation === 2) return `ARP, Reply ${sender} is-at ${senderMac}`;
  if (operation !== 1) return `ARP, operation ${operation}`;
  return sender === target ? `ARP, Announcement ${sender}` : `ARP, Request who-has ${target} tell ${sender}`;
}
