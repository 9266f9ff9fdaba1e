import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LabError } from '../contract/errors.js';
import type { Procedures, Service } from '../contract/rpc.js';
import { windowFile } from '../engine/app/window-files.js';
import { isOwnHost, isOwnOrigin, newToken, serveWebSocket } from '../engine/rpc/web-socket.js';

/** xterm.js writes style elements; nothing else may come from anywhere but here. */
const contentPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self' ws://127.0.0.1:* ws://localhost:*; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Connections at once: a browser opens six for a page and one a window. */
const maxConnections = 128;
/** Milliseconds for a request to arrive whole: it is a path and some headers, from this machine. */
const requestTimeout = 10_000;

export interface WindowServer {
  readonly port: number;
  /** The page's address, with the token that its WebSocket needs. */
  readonly url: string;
  close(): void;
}

/**
 * Serves the window's page and its procedures to this machine's browsers. Every program and every web page here can
 * reach the port: a request is answered only under a name of this machine and from no other page, and none can end us.
 * @param port 0: one that is free
 * @throws LabError `window.port`
 */
export async function serveWindow<T extends Procedures>(
  root: string,
  port: number,
  procedures: T,
  service: Service<T>,
): Promise<WindowServer> {
  const server = createServer({ requestTimeout, headersTimeout: requestTimeout }, (request, response) =>
    answer(root, request, response),
  );
  server.maxConnections = maxConnections;
  // One that is reset at any moment, or speaks no HTTP, concerns nobody else (node:http, "clientError").
  server.on('connection', (socket) => socket.on('error', () => socket.destroy()));
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  } catch (error) {
    throw new LabError(
      { code: 'window.port', params: { port, detail: (error as Error).message } },
      { cause: error },
    );
  }
  server.on('error', () => {}); // no descriptor left for a connection: the next one may find some
  const token = newToken();
  const sockets = serveWebSocket(server, token, procedures, service);
  const { port: chosen } = server.address() as AddressInfo;
  return {
    port: chosen,
    url: `http://127.0.0.1:${chosen}/#token=${token}`,
    close: () => {
      sockets.close();
      server.close();
      server.closeIdleConnections();
    },
  };
}

function answer(root: string, request: IncomingMessage, response: ServerResponse): void {
  const refuse = (status: number) => response.writeHead(status, { Connection: 'close' }).end();
  const { host, origin } = request.headers;
  // A foreign name that was bound to this address must not read the page (DNS rebinding), nor another page's script.
  if (!isOwnHost(host) || !(origin === undefined || isOwnOrigin(origin, host))) return void refuse(403);
  if (request.method !== 'GET' && request.method !== 'HEAD') return void refuse(405);
  const found = windowFile(root, request.url ?? '');
  if (found === 'malformed') return void refuse(400);
  if (found === 'missing') return void refuse(404);
  let bytes: Buffer;
  try {
    bytes = readFileSync(found.file);
  } catch {
    return void refuse(404); // removed meanwhile, by a build
  }
  response
    .writeHead(200, {
      'Content-Type': found.type,
      'Content-Length': bytes.length,
      'Content-Security-Policy': contentPolicy,
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cache-Control': 'no-store',
    })
    .end(request.method === 'HEAD' ? undefined : bytes);
}
