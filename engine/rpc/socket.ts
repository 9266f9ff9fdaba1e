import { chmodSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Channel, Procedures, Service } from '../../contract/rpc.js';
import { serve } from '../../contract/rpc-serve.js';

/** Bytes that may wait for a reader that does not read. */
const maxWaiting = 64 * 1024 * 1024;

/** Messages as JSON lines over a socket. A line that is no JSON, or longer than 16 MiB, ends the connection. */
export function socketChannel(socket: Socket): Channel {
  const listeners: ((message: unknown) => void)[] = [];
  let rest = '';
  socket.setEncoding('utf8');
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > 16 * 1024 * 1024) return void socket.destroy();
    for (const line of lines) {
      if (line === '') continue;
      let message: unknown;
      try {
        message = JSON.parse(line);
      } catch {
        return void socket.destroy();
      }
      for (const listener of listeners) listener(message);
    }
  });
  return {
    send: (message) => {
      if (socket.writableLength > maxWaiting) socket.destroy();
      else if (!socket.destroyed) socket.write(`${JSON.stringify(message)}\n`);
    },
    onMessage: (listener) => void listeners.push(listener),
    onClose: (listener) => void socket.on('close', listener),
    // The other side may be stuck and never end its half: that is not to keep us.
    close: () => void socket.end().unref(),
  };
}

/** @returns undefined when nobody serves there */
export async function connectSocket(path: string): Promise<Channel | undefined> {
  const socket = connect(path);
  return new Promise((resolve) => {
    socket.once('connect', () => resolve(socketChannel(socket)));
    socket.once('error', () => resolve(undefined));
  });
}

/** Serves procedures to the user's own processes: a socket that only they can open. */
export class SocketServer {
  readonly #server: Server;
  readonly #path: string;
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server, path: string) {
    this.#server = server;
    this.#path = path;
    server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
  }

  static async listen<T extends Procedures>(
    path: string,
    procedures: T,
    service: Service<T>,
  ): Promise<SocketServer> {
    const server = createServer((socket) => serve(socketChannel(socket), procedures, service));
    const made = new SocketServer(server, path);
    // What a dead process left is in the way; a living one keeps its socket.
    const living = await connectSocket(path);
    living?.close();
    if (living === undefined) rmSync(path, { force: true });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(path, resolve);
    });
    server.on('error', () => {}); // no descriptor left for a connection: the next one may find some
    chmodSync(path, 0o600);
    return made;
  }

  /** Answers that were written still arrive, and those that come of what has just been settled. */
  close(): void {
    this.#server.close();
    setImmediate(() => {
      for (const socket of this.#sockets) socket.end();
    });
    rmSync(this.#path, { force: true });
  }
}
