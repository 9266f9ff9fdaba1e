import { ipText, type SeenIp } from '../../contract/frames.js';
import type { HopView, WayView } from '../../contract/ways.js';
import { type DecodedFrame, innermost } from '../experiments/decode.js';
import type { Frame, Topology } from '../machines/provider.js';
import { nodeOfMac } from '../world/topology-lookup.js';
import { isService, type NodeReading } from './topology-view.js';

/** Connections whose hops are followed: the newest, as a flood begins thousands a second. */
const followed = 100;
/** Hops of one way that are kept: a packet may go round and round until its TTL ends. */
const longestWay = 16;
/** Milliseconds in which hops that come are told together. */
const together = 150;

interface Way extends Omit<WayView, 'there' | 'back'> {
  readonly there: HopView[];
  readonly back: HopView[];
  answer?: 'accepted' | 'refused';
}

/**
 * Follows the opening of connections from hop to hop. All modes of IPVS leave TCP's sequence numbers alone, so that a
 * SYN and what answers it are known again behind NAT and within a tunnel.
 */
export class Ways {
  readonly #topology: Topology;
  readonly #readings: ReadonlyMap<string, NodeReading>;
  /** By the number of their SYN, oldest first. */
  readonly #ways = new Map<number, Way>();
  #latest: Way | undefined;
  readonly #onChange: () => void;
  #telling = false;

  /**
   * @param readings what is known of the nodes, as it changes: which services there are
   * @param onChange the latest way has more hops
   */
  constructor(topology: Topology, readings: ReadonlyMap<string, NodeReading>, onChange: () => void) {
    this.#topology = topology;
    this.#readings = readings;
    this.#onChange = onChange;
  }

  /** @param decoded what the frame says */
  note(frame: Frame, { to: mac, ip }: DecodedFrame): void {
    if (ip === undefined) return;
    const inner = innermost(ip);
    const { opening, flags } = inner.tcp ?? {};
    if (opening === undefined || flags === undefined) return;
    const isSyn = flags === 'S';
    const way = this.#ways.get(opening) ?? (isSyn ? this.#begin(frame, inner, opening) : undefined);
    if (way === undefined) return;
    const to = nodeOfMac(this.#topology, mac);
    const hop = {
      from: frame.node,
      ...(to === undefined ? {} : { to }),
      network: frame.network,
      packet: ipText(ip),
    };
    const hops = isSyn ? way.there : way.back;
    // A SYN that nobody answered is sent again.
    if (hops.length >= longestWay || hops.some((one) => isSame(one, hop))) return;
    hops.push(hop);
    if (!isSyn) way.answer = flags.includes('R') ? 'refused' : 'accepted';
    if (way === this.#latest) this.#tellSoon();
  }

  #tellSoon(): void {
    if (this.#telling) return;
    this.#telling = true;
    setTimeout(() => {
      this.#telling = false;
      this.#onChange();
    }, together);
  }

  #begin({ node, at }: Frame, { source, destination, tcp }: SeenIp, opening: number): Way | undefined {
    if (!isService(this.#topology, this.#readings, destination)) return undefined;
    const way = {
      at,
      client: node,
      source: `${source}:${tcp?.sourcePort}`,
      service: `${destination}:${tcp?.destinationPort}`,
      there: [],
      back: [],
    };
    this.#ways.set(opening, way);
    this.#latest = way;
    const [oldest] = this.#ways.keys();
    if (this.#ways.size > followed && oldest !== undefined) this.#ways.delete(oldest);
    return way;
  }

  /** As it is now: hops that come later do not change it. */
  latest(): { readonly way?: WayView } {
    const way = this.#latest;
    return way === undefined ? {} : { way: { ...way, there: [...way.there], back: [...way.back] } };
  }

  clear(): void {
    this.#ways.clear();
    this.#latest = undefined;
  }
}

function isSame(one: HopView, other: HopView): boolean {
  return (
    one.from === other.from &&
    one.to === other.to &&
    one.network === other.network &&
    one.packet === other.packet
  );
}
