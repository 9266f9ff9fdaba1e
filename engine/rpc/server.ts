import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { LabError } from '../../contract/errors.js';
import { type Procedure, type ProcedureInput, procedures, requestSchema } from '../../contract/rpc.js';
import { onJsonLines, sendJson } from './json-lines.js';

export interface Call {
  readonly signal: AbortSignal;
  readonly onEvent: (event: unknown) => void;
}

export type Service = { [P in Procedure]: (input: ProcedureInput<P>, call: Call) => Promise<unknown> };

/** Serves a session's procedures on a socket. A client that goes away cancels what it asked for. */
export class RpcServer {
  readonly #server: Server;
  readonly #path: string;
  readonly #sockets = new Set<Socket>();

  private constructor(path: string, service: Service) {
    this.#path = path;
    this.#server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      serve(socket, service);
    });
  }

  static async listen(path: string, service: Service): Promise<RpcServer> {
    const rpc = new RpcServer(path, service);
    rmSync(path, { force: true });
    await new Promise<void>((resolve, reject) => {
      rpc.#server.once('error', reject);
      rpc.#server.listen(path, resolve);
    });
    chmodSync(path, 0o600);
    return rpc;
  }

  /** Answers that were written still arrive. */
  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.end();
    rmSync(this.#path, { force: true });
  }
}

function serve(socket: Socket, service: Service): void {
  const calls = new Map<number, AbortController>();
  socket.on('error', () => socket.destroy());
  socket.on('close', () => {
    for (const call of calls.values()) call.abort();
  });
  onJsonLines(socket, (message) => {
    const request = requestSchema.safeParse(message);
    if (!request.success) return void socket.destroy();
    if ('cancel' in request.data) return calls.get(request.data.cancel)?.abort();
    const { id, call, input } = request.data;
    const controller = new AbortController();
    calls.set(id, controller);
    void answer(service, call, input, {
      signal: controller.signal,
      onEvent: (event) => sendJson(socket, { id, event }),
    })
      .then(
        (result) => sendJson(socket, { id, result: result ?? null }),
        (error: unknown) => sendJson(socket, { id, error: errorData(error) }),
      )
      .finally(() => calls.delete(id));
  });
}

async function answer(service: Service, call: Procedure, input: unknown, context: Call): Promise<unknown> {
  const parsed = procedures[call].parse(input);
  return (service[call] as (input: unknown, call: Call) => Promise<unknown>)(parsed, context);
}

function errorData(error: unknown): { detail?: unknown; message: string } {
  if (error instanceof LabError) return { detail: error.detail, message: error.message };
  return { message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}
