import { connect, type Socket } from 'node:net';

/** A line of JSON, either way, over a unix socket: what QMP and the guest agent have in common. */
export class JsonChannel {
  readonly #socket: Socket;
  #rest = '';
  onMessage: (message: Record<string, unknown>) => void = () => {};
  onClose: (error: Error | undefined) => void = () => {};

  private constructor(socket: Socket) {
    this.#socket = socket;
    let failure: Error | undefined;
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => this.#read(chunk));
    socket.on('error', (error) => {
      failure = error;
    });
    socket.on('close', () => this.onClose(failure));
  }

  /** Dials a unix socket. @throws the socket's error (ENOENT, ECONNREFUSED) when nobody listens. */
  static async dial(path: string): Promise<JsonChannel> {
    const socket = connect(path);
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.once('connect', () => {
        socket.off('error', reject);
        resolve();
      });
    });
    return new JsonChannel(socket);
  }

  send(message: unknown): void {
    this.#socket.write(`${JSON.stringify(message)}\n`);
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(chunk: string): void {
    this.#rest += chunk;
    for (;;) {
      const end = this.#rest.indexOf('\n');
      if (end < 0) break;
      // The guest agent marks a fresh start with 0xFF (guest-sync-delimited), which is no JSON.
      const line = this.#rest.slice(0, end).replace(/^[^{]*/, '');
      this.#rest = this.#rest.slice(end + 1);
      if (line === '') continue;
      let message: unknown;
      try {
        message = JSON.parse(line);
      } catch {
        continue; // a guest may send anything; its caller runs into its time limit
      }
      if (typeof message === 'object' && message !== null) this.onMessage(message as Record<string, unknown>);
    }
    if (this.#rest.length > 16 * 1024 * 1024) this.close();
  }
}
