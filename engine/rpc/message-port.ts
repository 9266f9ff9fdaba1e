import type { Channel } from '../../contract/rpc.js';

/** What Node's MessagePort and Electron's MessagePortMain have in common. */
export interface PortLike {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  start?(): void;
  close(): void;
}

/** Electron hands over an event with the message in it, Node the message itself. */
function payload(message: unknown): unknown {
  const wrapped = typeof message === 'object' && message !== null && 'data' in message && 'ports' in message;
  return wrapped ? message.data : message;
}

export function portChannel(port: PortLike): Channel {
  let open = true;
  const ended: (() => void)[] = [];
  port.on('close', () => {
    if (!open) return;
    open = false;
    for (const listener of ended) listener();
  });
  return {
    send: (message) => {
      if (open) port.postMessage(message);
    },
    onMessage: (listener) => {
      port.on('message', (message) => listener(payload(message)));
      port.start?.();
    },
    onClose: (listener) => void ended.push(listener),
    close: () => port.close(),
  };
}
