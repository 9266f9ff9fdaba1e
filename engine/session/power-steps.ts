import type { NodeState, PowerAction } from '../../contract/machines.js';

interface PowerStep {
  /** What it makes of a node: there it is done already. */
  readonly already: readonly NodeState[];
  /** Where it does something. */
  readonly from: readonly NodeState[];
}

/** What each button does to a node in each state; elsewhere it would do nothing, and to note it would tell of what was not. */
export const powerSteps: Readonly<Record<PowerAction, PowerStep>> = {
  off: { already: ['halted'], from: ['running', 'booting', 'paused', 'crashed', 'missing'] },
  boot: { already: ['running', 'booting'], from: ['halted', 'crashed', 'missing'] },
  reboot: { already: [], from: ['running', 'booting', 'paused', 'halted', 'crashed', 'missing'] },
  pause: { already: ['paused'], from: ['running', 'booting'] },
  continue: { already: ['running', 'booting'], from: ['paused'] },
};
