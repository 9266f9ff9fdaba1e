import type { Machines } from '../machines/provider.js';

/** What a machine says of itself, for whoever has to find out why something failed on it. */
export interface Witness {
  readonly node: string;
  /** The end of its journal, its addresses and listening sockets; of one that could not be asked, why. */
  readonly journal: string;
  /** The end of its console. */
  readonly console: string;
}

const asked = 'journalctl -b -q --no-pager -o short-precise -n 40; ip -br addr; ss -Hltn';
/** Milliseconds for one node: it may be what is broken. */
const limit = 20_000;

/** Never throws: it is asked where something has failed already. */
export function witnesses(machines: Machines): Promise<readonly Witness[]> {
  return Promise.all(
    machines.nodes.map(async ({ name: node }) => {
      const [journal, console] = await Promise.all([
        machines
          .shell(node)
          .exec(asked, { timeout: limit })
          .then(({ stdout }) => stdout.trimEnd(), String),
        machines.console(node).catch(String),
      ]);
      return { node, journal, console: console.slice(-3000) };
    }),
  );
}
