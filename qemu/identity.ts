import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import type { NodeSpec } from '../engine/machines/provider.js';

/** What makes a restored machine itself; the request's format is documented in guest/recipe/…/identity. */
export interface Identity {
  readonly node: NodeSpec;
  /** 32 hexadecimal digits, machine-id(5). */
  readonly machineId: string;
  readonly hostKey: { readonly private: string; readonly public: string };
  readonly authorizedKeys: readonly string[];
  /** All nodes of the lab: name and first address. */
  readonly hosts: readonly { readonly name: string; readonly address: string }[];
}

const base64 = (text: string) => Buffer.from(text).toString('base64');

/** Clock and random state: what a machine needs whenever time has passed it by. */
export function clockLines(now = Date.now()): string[] {
  return [`clock ${(now / 1000).toFixed(6)}`, `seed ${randomBytes(64).toString('base64')}`];
}

export function identityLines(identity: Identity): string[] {
  const { node } = identity;
  const hosts = identity.hosts.map((host) => `${host.address}\t${host.name}\n`).join('');
  return [
    ...clockLines(),
    `hostname ${node.name}`,
    `hosts ${base64(hosts)}`,
    `machine-id ${identity.machineId}`,
    `host-key ${base64(identity.hostKey.private)} ${base64(identity.hostKey.public)}`,
    ...identity.authorizedKeys.map((key) => `authorized ${base64(key)}`),
    ...node.interfaces.map((nic) => `interface ${nic.dev} ${nic.mac} ${nic.address}/${nic.prefix}`),
    ...(node.gateway === undefined ? [] : [`gateway ${node.gateway}`]),
  ];
}

/** The host's end of a machine's identity port. */
export class IdentityPort {
  readonly #socket: Socket;
  #received = '';
  #wake: () => void = () => {};
  #closed = false;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      this.#received = (this.#received + chunk).slice(-65_536);
      this.#wake();
    });
    socket.on('error', () => {}); // 'close' follows
    socket.on('close', () => {
      this.#closed = true;
      this.#wake();
    });
  }

  /** @throws when no machine listens on the path */
  static async connect(path: string): Promise<IdentityPort> {
    const socket = connect(path);
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    return new IdentityPort(socket);
  }

  /**
   * Sends lines and waits until the guest has applied them. A guest that still boots answers later: the port keeps
   * what it was sent.
   * @param timeout milliseconds
   * @throws Error when the guest refuses, does not answer in time, or the machine ends
   */
  async apply(lines: readonly string[], timeout: number, signal?: AbortSignal): Promise<void> {
    const tag = randomBytes(8).toString('hex');
    this.#socket.write([...lines, `echo ${tag}`, 'apply', ''].join('\n'));
    const until = Date.now() + timeout;
    const answer = new RegExp(`^(ok|error) ${tag}(.*)$`, 'm');
    for (;;) {
      const match = answer.exec(this.#received);
      if (match?.[1] === 'ok') return;
      if (match !== null) throw new Error(`the guest refused its identity:${match[2]}`);
      if (this.#closed) throw new Error('the machine ended');
      signal?.throwIfAborted();
      const left = until - Date.now();
      if (left <= 0) throw new Error(`no answer within ${timeout / 1000} s`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.min(left, 500));
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  close(): void {
    this.#socket.destroy();
  }
}
