import type { FramePath } from '../../contract/experiments.js';
import type { Frame, Topology } from '../machines/provider.js';
import { readFrame } from './frames.js';
import { nodeOfMac } from '../world/topology-lookup.js';

/** Receivers that are told apart: a guest may send to any MAC. */
const maxReceivers = 64;

/** Counts the frames of one service, by the node that sent or received them. */
export class FrameCounter {
  readonly #topology: Topology;
  readonly #address: string;
  readonly #port: number;
  readonly #replySenders: Record<string, number> = {};
  readonly #requestSenders: Record<string, number> = {};
  readonly #requestReceivers: Record<string, number> = {};
  readonly #resetSenders: Record<string, number> = {};

  constructor(topology: Topology, address: string, port: number) {
    this.#topology = topology;
    this.#address = address;
    this.#port = port;
  }

  /** The sender is the node on whose switch port the frame came in, which a guest cannot forge. */
  add(frame: Frame): void {
    const packet = readFrame(frame.bytes);
    if (packet?.kind !== 'tcp') return;
    if (packet.source === this.#address && packet.sourcePort === this.#port) {
      count(this.#replySenders, frame.node);
      if (packet.reset) count(this.#resetSenders, frame.node);
    } else if (packet.destination === this.#address && packet.destinationPort === this.#port) {
      count(this.#requestSenders, frame.node);
      count(this.#requestReceivers, nodeOfMac(this.#topology, packet.to) ?? packet.to);
    }
  }

  get path(): FramePath {
    return {
      replySenders: this.#replySenders,
      requestSenders: this.#requestSenders,
      requestReceivers: this.#requestReceivers,
      resetSenders: this.#resetSenders,
    };
  }
}

function count(counts: Record<string, number>, key: string): void {
  if (counts[key] === undefined && Object.keys(counts).length >= maxReceivers) return;
  counts[key] = (counts[key] ?? 0) + 1;
}
