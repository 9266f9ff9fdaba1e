import type { NodeFacts } from '../../contract/facts.js';

interface Cable {
  readonly node: string;
  readonly dev: string;
  readonly up: boolean;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Cables as we moved them: true at once, whatever a node was asked before. */
export class Cables {
  readonly #moved = new Map<string, Cable>();

  note(node: string, dev: string, up: boolean): void {
    this.#moved.set(`${node} ${dev}`, { node, dev, up, at: Date.now() });
  }

  /** Facts that a node was asked for at a time, with its cables as they were moved since. */
  applied(node: string, facts: NodeFacts, asked: number): NodeFacts {
    const moved = [...this.#moved.values()].filter((cable) => cable.node === node && cable.at > asked);
    if (facts.links === undefined || moved.length === 0) return facts;
    const links = facts.links.map((link) => {
      const cable = moved.find(({ dev }) => dev === link.dev);
      return cable === undefined ? link : { ...link, carrier: cable.up && link.up };
    });
    return { ...facts, links };
  }

  forget(): void {
    this.#moved.clear();
  }
}
