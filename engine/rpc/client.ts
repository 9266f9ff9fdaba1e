import { connect, type Socket } from 'node:net';
import { LabError } from '../../contract/errors.js';
import type { ErrorMessage } from '../../contract/messages/errors.js';
import type { Answer, Procedure, ProcedureInput } from '../../contract/rpc.js';
import { onJsonLines, sendJson } from './json-lines.js';

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly onEvent: (event: unknown) => void;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: never) => void;
}

/** The other end of RpcServer. */
export class RpcClient {
  readonly #socket: Socket;
  readonly #waiting = new Map<number, Waiting>();
  #next = 1;

  private constructor(socket: Socket) {
    this.#socket = socket;
    onJsonLines(socket, (message) => this.#receive(message as Answer));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      for (const waiting of this.#waiting.values())
        waiting.reject(new Error('the process that runs the session ended'));
      this.#waiting.clear();
    });
  }

  /** @returns undefined when nobody serves there */
  static async connect(path: string): Promise<RpcClient | undefined> {
    const socket = connect(path);
    return new Promise((resolve) => {
      socket.once('connect', () => resolve(new RpcClient(socket)));
      socket.once('error', () => resolve(undefined));
    });
  }

  /** @throws LabError as it was thrown on the other side; Error when that side ends */
  call<T, P extends Procedure = Procedure>(
    name: P,
    input: ProcedureInput<P>,
    options: CallOptions = {},
  ): Promise<T> {
    const id = this.#next++;
    return new Promise<T>((resolve, reject) => {
      const cancel = () => sendJson(this.#socket, { cancel: id });
      options.signal?.addEventListener('abort', cancel, { once: true });
      const end = () => options.signal?.removeEventListener('abort', cancel);
      this.#waiting.set(id, {
        resolve: (value) => (end(), resolve(value as T)),
        reject: (error) => (end(), reject(error)),
        onEvent: (event) => options.onEvent?.(event as never),
      });
      if (this.#socket.destroyed) this.#waiting.get(id)?.reject(new Error('not connected'));
      else sendJson(this.#socket, { id, call: name, input });
      if (options.signal?.aborted) cancel(); // it came before anybody listened
    });
  }

  close(): void {
    this.#socket.end();
  }

  #receive(answer: Answer): void {
    const waiting = this.#waiting.get(answer.id);
    if (waiting === undefined) return;
    if ('event' in answer) return waiting.onEvent(answer.event);
    this.#waiting.delete(answer.id);
    if ('result' in answer) return waiting.resolve(answer.result);
    const { detail, message } = answer.error;
    waiting.reject(detail === undefined ? new Error(message) : new LabError(detail as ErrorMessage));
  }
}
