/** One frame of a connection's opening on its way from a node to the next. */
export interface HopView {
  readonly from: string;
  /** Absent: no node of the lab has the MAC address that it was sent to. */
  readonly to?: string;
  readonly network: string;
  /** The packet, a tunnel's inner one as well, in tcpdump's words. */
  readonly packet: string;
}

/** The way of one connection, as frames show it: of its SYN, and of what was answered. */
export interface WayView {
  /** When its first SYN was seen, milliseconds since the epoch. */
  readonly at: number;
  readonly client: string;
  /** Address and port that its first SYN came from. */
  readonly source: string;
  /** Address and port that the client asked. */
  readonly service: string;
  /** Hops of the SYN, in their order; a loop is cut off. */
  readonly there: readonly HopView[];
  /** Hops of the SYN-ACK or the RST; empty: nobody has answered. */
  readonly back: readonly HopView[];
  /** What the answer was: SYN-ACK, or RST. */
  readonly answer?: 'accepted' | 'refused';
}
