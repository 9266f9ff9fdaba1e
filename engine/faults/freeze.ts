import { type Fault, type FaultContext, faultOf, ToolMissing } from './fault.js';

/** A machine that stands still, as one with a hung kernel: it says no goodbye, and knows nothing of the time that passed. */
export function freeze(node: string, { power }: FaultContext): Fault {
  if (power === undefined) throw new ToolMissing('these machines cannot be paused');
  return faultOf(
    'machine frozen',
    () => power(node, 'pause'),
    () => power(node, 'continue'),
    [node],
  );
}
