import type { NodeState, ProviderProgress } from '../../contract/machines.js';
import type { NodeProgress, NodeView, SessionNews } from '../../contract/views.js';

/** What is known of a session's machines without asking them: how far each came up, its state, its cables. */
export class MachinesSeen {
  readonly #names: readonly string[];
  readonly #nodes = new Map<string, NodeView>();
  readonly #unplugged = new Map<string, { readonly node: string; readonly network: string }>();
  readonly #starting: Record<string, NodeProgress> = {};
  #host: NodeProgress | undefined;

  /** @param names of all nodes, in the lab's order */
  constructor(names: readonly string[]) {
    this.#names = names;
  }

  progress(progress: ProviderProgress): void {
    const at = Date.now();
    if (progress.node === undefined) this.#host = { ...progress, at };
    else this.#starting[progress.node] = { ...progress, at };
  }

  /** @param detail why it is so; where it is not known what was known of the same state stays */
  became(name: string, state: NodeState, detail?: string): void {
    if (detail === undefined && this.stateOf(name) === state) return;
    this.#nodes.set(name, { name, state, ...(detail === undefined ? {} : { detail }) });
  }

  stateOf(name: string): NodeState | undefined {
    return this.#nodes.get(name)?.state;
  }

  /** @returns false where it was so already */
  cable(node: string, network: string, up: boolean): boolean {
    const key = `${node} ${network}`;
    if (up === !this.#unplugged.has(key)) return false;
    if (up) this.#unplugged.delete(key);
    else this.#unplugged.set(key, { node, network });
    return true;
  }

  allPluggedIn(): void {
    this.#unplugged.clear();
  }

  /** There are no machines any more. */
  forget(): void {
    this.#nodes.clear();
    this.#unplugged.clear();
  }

  view(): Pick<SessionNews, 'host' | 'starting' | 'nodes' | 'unplugged'> {
    return {
      ...(this.#host === undefined ? {} : { host: this.#host }),
      starting: { ...this.#starting },
      nodes: this.#names.map((name) => this.#nodes.get(name) ?? { name, state: 'missing' }),
      unplugged: [...this.#unplugged.values()],
    };
  }
}
