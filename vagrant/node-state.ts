import type { NodeState } from '../contract/machines.js';

/** A state in Vagrant's words (VirtualBox's, and what other providers make of them). */
export function nodeState(state: string): NodeState {
  if (state === 'running') return 'running';
  if (['saved', 'paused', 'suspended', 'saving', 'restoring'].includes(state)) return 'paused';
  if (state === 'not_created') return 'missing';
  return state === 'aborted' || state === 'gurumeditation' ? 'crashed' : 'halted';
}
