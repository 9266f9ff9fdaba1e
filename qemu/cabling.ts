import type { Capture, Frame, LinkState, NodeSpec, Topology } from '../engine/machines/provider.js';
import type { Places } from './record.js';
import { EthernetSwitch } from './switch.js';

/** A session's networks, a switch each, and the cables between them and the nodes. */
export class Cabling {
  readonly #topology: Topology;
  readonly #places: Places;
  readonly #switches = new Map<string, EthernetSwitch>();
  /** Ports of the switches whose cable is unplugged. */
  readonly #unplugged = new Set<string>();

  constructor(topology: Topology, places: Places) {
    this.#topology = topology;
    this.#places = places;
  }

  async open(): Promise<void> {
    for (const { name } of this.#topology.networks) this.#switches.set(name, new EthernetSwitch());
    for (const { name, interfaces } of this.#topology.nodes) {
      for (const { network, dev } of interfaces)
        await this.#switches.get(network)?.open(portName(name, dev), this.#places.net(name, dev));
    }
  }

  close(): void {
    for (const ethernet of this.#switches.values()) ethernet.close();
    this.#switches.clear();
  }

  set({ name, interfaces }: NodeSpec, network: string, state: LinkState): void {
    for (const nic of interfaces) {
      if (nic.network !== network) continue;
      const port = portName(name, nic.dev);
      this.#switches.get(network)?.set(port, state);
      if (state.up) this.#unplugged.delete(port);
      else this.#unplugged.add(port);
    }
  }

  plugAll(): void {
    for (const node of this.#topology.nodes)
      for (const { network } of node.interfaces) this.set(node, network, { up: true });
  }

  unplugged(node: string, dev: string): boolean {
    return this.#unplugged.has(portName(node, dev));
  }

  capture(network: string, onFrame: (frame: Frame) => void): Capture {
    const ethernet = this.#switches.get(network);
    if (ethernet === undefined) throw new RangeError(`no network ${network}`);
    const stop = ethernet.tap((port, bytes) => {
      onFrame({ at: Date.now(), network, node: port.slice(0, port.lastIndexOf('.')), bytes });
    });
    return { ready: Promise.resolve(), stop: async () => stop() };
  }
}

function portName(node: string, dev: string): string {
  return `${node}.${dev}`;
}
