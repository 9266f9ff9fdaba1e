/** A realserver of a virtual service, as the kernel keeps it (struct ip_vs_dest in include/net/ip_vs.h). */
export interface Server {
  /** How decisions name it: `10.0.0.8:80`, or a node. */
  readonly id: string;
  readonly address: string;
  /** 0 where a firewall-mark service leaves the port as it came. */
  readonly port: number;
  readonly weight: number;
  /** The last weight above 0, or that it was added with: mh's table rests on it. Absent: not known, the kernel shows it nowhere. */
  readonly lastWeight?: number;
  /** Entries in ESTABLISHED, SYN_SENT, SYN_RECV or SYNACK. */
  readonly active: number;
  /** All others. */
  readonly inactive: number;
  /** `ipvsadm -x`: so many connections make it overloaded; 0: none do. */
  readonly upper: number;
  /** `ipvsadm -y`: fewer than so many end that; 0: three quarters of `upper`. */
  readonly lower: number;
  readonly overloaded: boolean;
}

/** A realserver as `ipvsadm -a` adds it. */
export type NewServer = Pick<Server, 'id' | 'weight'> &
  Partial<Pick<Server, 'address' | 'port' | 'upper' | 'lower'>>;

/** A new connection, as far as schedulers look at it. Addresses are IPv4, dotted. */
export interface Request {
  readonly client: string;
  readonly port: number;
  /** The address that the client asked at: of a firewall-mark service one of several. */
  readonly target: string;
}

export type Unavailable = 'weight' | 'overloaded';

/** Why a scheduler passes a server over, whatever its rule; undefined: it does not. */
export function unavailable(server: Server): Unavailable | undefined {
  if (server.overloaded) return 'overloaded';
  return server.weight > 0 ? undefined : 'weight';
}

/** What a server's connections weigh: ip_vs_dest_conn_overhead in include/net/ip_vs.h. */
export function overhead({ active, inactive }: Server): number {
  return active * 256 + inactive;
}

export function total({ active, inactive }: Server): number {
  return active + inactive;
}

/** With one connection more (ip_vs_bind_dest in net/netfilter/ipvs/ip_vs_conn.c). */
export function bound(server: Server): Server {
  const after = { ...server, active: server.active + 1 };
  return after.upper > 0 && total(after) >= after.upper ? { ...after, overloaded: true } : after;
}

/** With one entry fewer (ip_vs_unbind_dest). */
export function unbound(server: Server, active: boolean): Server {
  const after = active
    ? { ...server, active: server.active - 1 }
    : { ...server, inactive: server.inactive - 1 };
  const relieved =
    after.lower > 0 ? total(after) < after.lower : after.upper === 0 || total(after) * 4 < after.upper * 3;
  return relieved ? { ...after, overloaded: false } : after;
}

/** An IPv4 address as a number. @throws RangeError for what is none */
export function addressNumber(address: string): number {
  const bytes = address.split('.').map(Number);
  if (bytes.length !== 4 || !bytes.every((byte) => Number.isInteger(byte) && byte >= 0 && byte < 256))
    throw new RangeError(`not an IPv4 address: ${address}`);
  return bytes.reduce((sum, byte) => sum * 256 + byte, 0);
}
