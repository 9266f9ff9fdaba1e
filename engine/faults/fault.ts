import type { Machines, Topology } from '../machines/provider.js';
import type { Shell } from '../machines/shell.js';

/** What a fault may use. */
export interface FaultContext {
  readonly topology: Topology;
  shell(node: string): Shell;
  /** Absent where the provider cannot unplug cables. */
  readonly link?: (node: string, network: string) => ReturnType<Machines['link']>;
  /** Absent where a hand at a node's buttons is not to be had. */
  readonly power?: Machines['power'];
}

/** A breakage at a place. */
export interface Fault {
  /** What was done, for a log. */
  readonly name: string;
  /** @throws FaultFailed */
  make(): Promise<void>;
  /** Idempotent; does nothing when the fault was not made. Does not listen to a signal. */
  mend(): Promise<void>;
  /** Nodes whose state does not count while the fault lasts: a cut-off node goes on holding the VIP. */
  hidden(): readonly string[];
}

/** Something that is needed is not there: a program on the node, a capability of the provider. */
export class ToolMissing extends Error {
  override readonly name = 'ToolMissing';
}

/** It could not be made, with what was seen. */
export class FaultFailed extends Error {
  override readonly name = 'FaultFailed';
}

/** A fault of two deeds, the second of which is done only where the first was, and once. */
export function faultOf(
  name: string,
  make: () => Promise<unknown>,
  mend: () => Promise<unknown>,
  hides: readonly string[] = [],
): Fault {
  let made = false;
  return {
    name,
    make: async () => {
      // Also of one that fails half way there may be something to mend.
      made = true;
      await make();
    },
    mend: async () => {
      if (!made) return;
      await mend();
      made = false;
    },
    hidden: () => (made ? hides : []),
  };
}
