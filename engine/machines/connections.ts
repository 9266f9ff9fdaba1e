import type { SshAccess } from '../../contract/machines.js';
import type { Terminal, TerminalSize } from './shell.js';
import { SshShell } from './ssh.js';

/** The SSH connections to a session's nodes, made when they are first used. Whoever names no node of it gets a RangeError. */
export class NodeConnections {
  readonly #shells = new Map<string, SshShell>();
  /** Of learners' terminals: beside the harness's own, whose commands must not wait for them. */
  readonly #logins = new Map<string, SshShell>();

  /**
   * @param access where a node is now, for the account that people log in as
   * @param gone see SshOptions.gone
   */
  constructor(
    nodes: readonly { readonly name: string }[],
    access: (node: string) => SshAccess,
    gone: (node: string) => 'halted' | undefined,
  ) {
    for (const { name } of nodes) {
      const options = { gone: () => gone(name) };
      this.#shells.set(name, new SshShell(() => ({ ...access(name), user: 'harness' }), options));
      this.#logins.set(name, new SshShell(() => access(name), options));
    }
  }

  /** The harness's own. */
  shell(node: string): SshShell {
    const shell = this.#shells.get(node);
    if (shell === undefined) throw new RangeError(`no node ${node}`);
    return shell;
  }

  /** See Machines.terminal. */
  terminal(node: string, id: string, size: TerminalSize): Promise<Terminal> {
    const login = this.#logins.get(node);
    if (login === undefined) throw new RangeError(`no node ${node}`);
    return login.keptTerminal(id, size);
  }

  /** Cuts both connections to a node, or all there are; the next use opens new ones. */
  disconnect(node?: string): void {
    for (const connections of [this.#shells, this.#logins])
      for (const [name, shell] of connections) if (node === undefined || name === node) shell.disconnect();
  }
}
