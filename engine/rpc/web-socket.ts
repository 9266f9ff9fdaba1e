import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Channel, Procedures, Service } from '../../contract/rpc.js';
import { serve } from '../../contract/rpc-serve.js';

/** The subprotocol whose name stands before the token: a browser can send no other header of its own. */
export const protocol = 'lvslab';

export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** Bytes of one message to us: a terminal's input of a million characters (`writeTerminal`), each up to four bytes, quoted. */
const maxMessage = 8 * 1024 * 1024;
/** Bytes that may wait for a page that does not read; a session's whole view is a thousandth of it. */
const maxWaiting = 64 * 1024 * 1024;
/** Milliseconds for a refused one to read its answer and go. */
const refusalTime = 1000;
/** Windows at once. */
const maxWindows = 32;

/** One JSON message a frame. Anything else ends the connection. */
export function webSocketChannel(socket: WebSocket): Channel {
  const listeners: ((message: unknown) => void)[] = [];
  socket.on('error', () => socket.terminate());
  socket.on('message', (data, binary) => {
    let message: unknown;
    try {
      if (binary) throw new TypeError('binary');
      message = JSON.parse((data as Buffer).toString('utf8'));
    } catch {
      return socket.close(1003);
    }
    for (const listener of listeners) listener(message);
  });
  return {
    send: (message) => {
      if (socket.bufferedAmount > maxWaiting) socket.terminate();
      else if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
    },
    onMessage: (listener) => void listeners.push(listener),
    onClose: (listener) => void socket.on('close', listener),
    close: () => socket.close(),
  };
}

/**
 * Serves procedures to pages of this server alone: a WebSocket at `/rpc` with the token as its second subprotocol.
 * Any web page that a user visits can reach a loopback port: Origin and Host must be our own (RFC 6455 §10.2; a foreign
 * Host is DNS rebinding), and the token must be right.
 * @param server listens on loopback
 */
export function serveWebSocket<T extends Procedures>(
  server: Server,
  token: string,
  procedures: T,
  service: Service<T>,
): { close(): void } {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: maxMessage,
    handleProtocols: () => protocol,
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // From here on it is ours and no longer node:http's: a reset without a listener would end the process.
    socket.on('error', () => socket.destroy());
    const refused =
      refusal(request, token) ?? (sockets.clients.size < maxWindows ? undefined : '503 Service Unavailable');
    if (refused !== undefined) {
      socket.end(`HTTP/1.1 ${refused}\r\nConnection: close\r\n\r\n`);
      setTimeout(() => socket.destroy(), refusalTime).unref();
      return;
    }
    sockets.handleUpgrade(request, socket, head, (opened) =>
      serve(webSocketChannel(opened), procedures, service),
    );
  });
  return {
    close: () => {
      for (const socket of sockets.clients) socket.close();
      sockets.close();
    },
  };
}

/** Names of this machine, on the port that we listen on. */
export function isOwnHost(host: string | undefined): boolean {
  return /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(host ?? '');
}

/** Whether a page of our own asks (RFC 6454): the scheme, name and port under which it was asked. */
export function isOwnOrigin(origin: string | undefined, host: string | undefined): boolean {
  return isOwnHost(host) && origin === `http://${host}`;
}

function refusal(request: IncomingMessage, token: string): string | undefined {
  const { host, origin } = request.headers;
  if (request.url !== '/rpc') return '404 Not Found';
  if (!isOwnOrigin(origin, host)) return '403 Forbidden';
  const [name, given = ''] = (request.headers['sec-websocket-protocol'] ?? '').split(/\s*,\s*/);
  const right = Buffer.from(token);
  const theirs = Buffer.from(given);
  const same = theirs.length === right.length && timingSafeEqual(theirs, right);
  return name === protocol && same ? undefined : '401 Unauthorized';
}
