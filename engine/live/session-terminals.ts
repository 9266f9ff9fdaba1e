import { LabError } from '../../contract/errors.js';
import type { TerminalView } from '../../contract/views.js';
import type { Terminal, TerminalSize } from '../machines/shell.js';
import { LiveTerminal } from './terminals.js';

export interface SessionTerminalsParts {
  readonly session: string;
  readonly dial: (node: string, name: string, size: TerminalSize) => Promise<Terminal>;
  /** A terminal was connected, or cut off, or has ended. */
  readonly changed: () => void;
  /** A learner ended a line, or a node printed something. */
  readonly typed: () => void;
  readonly printed: () => void;
  /** The node is known not to answer now. */
  readonly away: (node: string) => boolean;
}

/** The terminals of a session, by their ids, which begin with the session's. */
export class SessionTerminals {
  readonly #parts: SessionTerminalsParts;
  readonly #all = new Map<string, { readonly node: string; readonly live: LiveTerminal }>();

  constructor(parts: SessionTerminalsParts) {
    this.#parts = parts;
  }

  /** @returns its id */
  open(node: string): string {
    const { dial, changed, typed, printed, away } = this.#parts;
    let number = 1;
    while (this.#all.has(this.#id(node, number))) number += 1;
    const id = this.#id(node, number);
    const live = new LiveTerminal((size) => dial(node, `app-${number}`, size), {
      change: changed,
      line: typed,
      print: printed,
      away: () => away(node),
    });
    this.#all.set(id, { node, live });
    return id;
  }

  /** @throws LabError `terminal.unknown` */
  get(id: string): LiveTerminal {
    const found = this.#all.get(id);
    if (found === undefined) throw new LabError({ code: 'terminal.unknown', params: { id } });
    return found.live;
  }

  close(id: string): void {
    this.get(id).close();
    this.#all.delete(id);
  }

  closeAll(): void {
    for (const { live } of this.#all.values()) live.close();
    this.#all.clear();
  }

  views(): readonly TerminalView[] {
    return [...this.#all].map(([id, { node, live }]) => ({ id, node, state: live.state }));
  }

  #id(node: string, number: number): string {
    return `${this.#parts.session}/${node}/${number}`;
  }
}

/** The session of a terminal's id. */
export function sessionOfTerminal(terminal: string): string {
  return terminal.split('/')[0] ?? '';
}
