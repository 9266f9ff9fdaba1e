import type { NodeState } from '../contract/machines.js';
import type { Frame, Topology } from '../engine/machines/provider.js';
import { advertise, settleKeepalived } from './keepalived/settle.js';
import type { NodeModel } from './model.js';
import { createNode } from './new-node.js';
import type { World } from './world.js';

type Ended = (node: string, how: NodeState | 'drop', detail: string) => void;

/** What of a lab is saved. */
export interface LabState {
  readonly nodes: readonly NodeModel[];
  /** Machines that ended by themselves. */
  readonly ended: Readonly<Record<string, NodeState>>;
}

/** Milliseconds between the adverts of simulated masters, while somebody captures. */
const advertEvery = 1000;

/** The nodes of one session with their wires, and who looks at these. */
export class Lab implements World {
  readonly #topology: Topology;
  readonly #onEnd: Ended;
  readonly #taps = new Set<{ readonly network: string; readonly onFrame: (frame: Frame) => void }>();
  #nodes: readonly NodeModel[];
  #ended: Record<string, NodeState> = {};
  #adverts: NodeJS.Timeout | undefined;
  #settling = false;

  constructor(topology: Topology, onEnd: Ended, state?: LabState) {
    this.#topology = topology;
    this.#onEnd = onEnd;
    const hosts = [
      '127.0.0.1 localhost',
      ...topology.nodes.map((node) => `${node.interfaces[0]?.address ?? ''} ${node.name}`),
    ];
    const now = Date.now();
    this.#nodes =
      state?.nodes ?? topology.nodes.map((spec) => createNode(spec, `${hosts.join('\n')}\n`, now));
    this.#ended = { ...state?.ended };
  }

  get nodes(): readonly NodeModel[] {
    return this.#nodes;
  }

  node(name: string): NodeModel {
    const found = this.#nodes.find((node) => node.spec.name === name);
    if (found === undefined) throw new RangeError(`no node ${name}`);
    return found;
  }

  /** How a machine that does not run ended. */
  ended(node: string): NodeState | undefined {
    return this.#ended[node];
  }

  runs(node: string): boolean {
    return this.#ended[node] === undefined;
  }

  plug(node: string, network: string, up: boolean): void {
    for (const link of this.node(node).links) if (link.network === network) link.carrier = up;
    this.settle();
  }

  emit(frame: Frame): void {
    for (const tap of this.#taps) if (tap.network === frame.network) tap.onFrame(frame);
  }

  capture(network: string, onFrame: (frame: Frame) => void): () => void {
    if (!this.#topology.networks.some((each) => each.name === network))
      throw new RangeError(`no network ${network}`);
    const tap = { network, onFrame };
    this.#taps.add(tap);
    this.#adverts ??= setInterval(() => this.#advertise(), advertEvery).unref();
    return () => {
      this.#taps.delete(tap);
      if (this.#taps.size === 0) this.#stopAdverts();
    };
  }

  end(node: string, how: NodeState | 'drop', detail: string): void {
    if (how !== 'drop') this.#ended[node] = how;
    this.#onEnd(node, how, detail);
    this.settle();
  }

  /** Switches a machine on: what is on its disk is there, what was in its memory is not. */
  boot(name: string): void {
    const { files, folders, packages, units, spec } = this.node(name);
    const fresh = createNode(spec, '', Date.now());
    for (const [unit, before] of Object.entries(units)) {
      const starts = fresh.units[unit]?.active === 'active' || before.enabled;
      fresh.units[unit] = { ...before, active: starts ? 'active' : 'inactive', since: Date.now() };
    }
    this.#nodes = this.#nodes.map((node) =>
      node.spec.name === name ? { ...fresh, files, folders, packages } : node,
    );
    delete this.#ended[name];
    this.settle();
  }

  /** A machine that stood still goes on. */
  wake(name: string): void {
    if (this.#ended[name] === 'paused') delete this.#ended[name];
    this.settle();
  }

  settle(): void {
    if (this.#settling) return;
    this.#settling = true;
    try {
      settleKeepalived(this);
    } finally {
      this.#settling = false;
    }
  }

  save(): LabState {
    return structuredClone({ nodes: this.#nodes, ended: this.#ended });
  }

  load(state: LabState): void {
    const { nodes, ended } = structuredClone(state);
    this.#nodes = nodes;
    this.#ended = { ...ended };
  }

  /** Puts one machine back, the others stay as they are. */
  loadNode(state: LabState, name: string): void {
    const { nodes, ended } = structuredClone(state);
    this.#nodes = this.#nodes.map((node) =>
      node.spec.name === name ? (nodes.find(({ spec }) => spec.name === name) ?? node) : node,
    );
    delete this.#ended[name];
    if (ended[name] !== undefined) this.#ended[name] = ended[name];
    this.settle();
  }

  close(): void {
    this.#taps.clear();
    this.#stopAdverts();
  }

  #stopAdverts(): void {
    clearInterval(this.#adverts);
    this.#adverts = undefined;
  }

  #advertise(): void {
    for (const node of this.#nodes) {
      if (!this.runs(node.spec.name)) continue;
      for (const instance of node.keepalived?.instances ?? [])
        if (instance.state === 'MASTER') advertise(this, node, instance);
    }
  }
}
