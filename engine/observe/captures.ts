import type { Capture, Frame, Machines, Topology } from '../machines/provider.js';

/** Hears the frames of all networks of whichever machines a session has just now. */
export class Captures {
  readonly #topology: Topology;
  readonly #onFrame: (frame: Frame) => void;
  #machines: Machines | undefined;
  #captures: readonly Capture[] = [];

  constructor(topology: Topology, onFrame: (frame: Frame) => void) {
    this.#topology = topology;
    this.#onFrame = onFrame;
  }

  /** @param machines those that are heard from now on; those heard before are not any more */
  follow(machines: Machines | undefined): void {
    if (machines === this.#machines) return;
    for (const capture of this.#captures) void capture.stop();
    const networks = machines?.capabilities.capture === true ? this.#topology.networks : [];
    this.#captures = networks.flatMap(({ name }) => machines?.capture(name, this.#onFrame) ?? []);
    for (const { ready } of this.#captures) ready.catch(() => {}); // without frames the polls tell, later
    this.#machines = machines;
  }
}
