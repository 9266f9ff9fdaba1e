import type { NodeEntry, NodeState } from '../../contract/handin.js';
import { newMarker } from '../kernel/now.js';
import { type Shell, ShellError } from '../machines/shell.js';
import { nodeStateOf } from './node-state.js';
import { stateScript } from './state-script.js';

/** Milliseconds that a node may take to say its state: verifying 200 MB of packages takes an emulated CPU half a minute. */
const stateLimit = 180_000;
/** Bytes that it may say: files in base64, and the kernel's tables. */
const stateBytes = 40 * 1024 * 1024;

export interface Collected {
  readonly nodes: readonly NodeEntry[];
  readonly states: readonly NodeState[];
}

export interface CollectOptions {
  readonly signal?: AbortSignal;
  /** Told which node is asked. */
  readonly progress?: (node: string) => void;
}

/**
 * Takes the state of nodes, one after the other, while they go on. A node that is off, does not answer or is no machine of our image is
 * named as such: what the others have is not lost by it.
 * @param shellOf undefined for a node that does not run @throws ShellError `cancelled`
 */
export async function collectStates(
  nodes: readonly string[],
  shellOf: (node: string) => Promise<Shell | undefined>,
  { signal, progress }: CollectOptions = {},
): Promise<Collected> {
  const entries: NodeEntry[] = [];
  const states: NodeState[] = [];
  for (const node of nodes) {
    progress?.(node);
    const shell = await shellOf(node);
    const taken = shell === undefined ? 'off' : await stateOf(node, shell, signal);
    if (typeof taken === 'string') entries.push({ node, state: taken });
    else {
      entries.push({ node, state: 'taken' });
      states.push(taken);
    }
  }
  return { nodes: entries, states };
}

/** @throws ShellError `cancelled` */
export async function stateOf(
  node: string,
  shell: Shell,
  signal?: AbortSignal,
): Promise<NodeState | Exclude<NodeEntry['state'], 'taken'>> {
  const marker = newMarker();
  try {
    const { stdout } = await shell.exec(stateScript(marker), {
      timeout: stateLimit,
      maxOutput: stateBytes,
      ...(signal === undefined ? {} : { signal }),
    });
    const read = nodeStateOf(node, stdout, marker);
    return read.ok ? read.state : read.trouble;
  } catch (error) {
    if (!(error instanceof ShellError) || error.reason === 'cancelled') throw error;
    return 'silent';
  }
}
