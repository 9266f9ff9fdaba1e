import type { NodeView, SessionView } from '../../contract/views.js';
import type { NodeState, PowerAction } from '../../contract/machines.js';

const possible: Readonly<Record<NodeState, readonly PowerAction[]>> = {
  running: ['reboot', 'pause', 'off'],
  booting: ['off'],
  paused: ['continue', 'reboot', 'off'],
  halted: ['boot'],
  crashed: ['boot'],
  missing: [],
};

/** What can be done to a node now; `reset` where there is a start of the step to go back to. */
export function powerActionsOf(view: SessionView, node: string): readonly (PowerAction | 'reset')[] {
  if (view.state !== 'running') return [];
  const state = view.nodes.find(({ name }) => name === node)?.state ?? 'missing';
  const step = resetStep(view);
  return [...possible[state], ...(step === undefined ? [] : (['reset'] as const))];
}

/** The step whose start a node goes back to: the current one, or the last when all are done. */
export function resetStep(view: SessionView): string | undefined {
  const step = view.current ?? view.lab.steps.at(-1)?.id;
  return step !== undefined && view.checkpoints.includes(step) ? step : undefined;
}

/** Is there power on a node, as far as is known? One that is off shows no VIP, no port and no cable to pull. */
export function isOn(node: NodeView | undefined): boolean {
  return node === undefined || !['halted', 'crashed', 'missing'].includes(node.state);
}

/** A cable that was pulled here is out at once, whatever was read of the node before. */
export function isUnplugged(view: SessionView, node: string, network: string): boolean {
  return view.unplugged.some((cable) => cable.node === node && cable.network === network);
}
