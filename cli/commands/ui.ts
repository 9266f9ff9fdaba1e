import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { appProcedures } from '../../contract/app.js';
import { LabError } from '../../contract/errors.js';
import { isOwnHost, newToken, serveWebSocket } from '../../engine/rpc/web-socket.js';
import { makeApp } from '../app.js';
import { windowRoot } from '../../engine/product.js';
import type { CliContext } from '../context.js';
import type { ExitCode } from '../exit.js';
import type { Register } from '../registration.js';

export const registerUi: Register = ({ program, t, does }) => {
  program
    .command('ui')
    .description(t('在浏览器里使用图形界面', "the app's window in a browser"))
    .option('--port <port>', t('端口（默认由系统选）', 'port (default: one that is free)'), Number)
    .action(does(async (context, options: { port?: number }) => ui(context, options)));
};

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.png': 'image/png',
};

/** xterm.js writes style elements; nothing else may come from anywhere but here. */
const contentPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self' ws://127.0.0.1:* ws://localhost:*; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** `ui`: the app's window in a browser, for a host without a display. Until Ctrl-C, which suspends what runs. */
async function ui(context: CliContext, options: { readonly port?: number }): Promise<ExitCode> {
  const { output } = context;
  if (!existsSync(join(windowRoot, 'index.html')))
    throw new LabError({ code: 'window.missing', params: { fix: 'npm run build' } });
  const app = makeApp(output.language);
  const server = createServer((request, response) => serveFile(request.headers.host, request.url, response));
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const token = newToken();
  const sockets = serveWebSocket(server, token, appProcedures, app.service());
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/#token=${token}`;
  if (output.json) output.result({ url, port, pid: process.pid });
  else {
    output.message({ code: 'ui.open', params: { url } });
    output.message({ code: 'ui.end', params: {} });
  }
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  sockets.close();
  server.close();
  await app.leave('suspend');
  return 0;
}

function serveFile(host: string | undefined, url: string | undefined, response: ServerResponse): void {
  const refuse = (status: number) => response.writeHead(status).end();
  // A foreign name that was bound to this address must not read the page (DNS rebinding).
  if (!isOwnHost(host)) return void refuse(403);
  const path = normalize(decodeURIComponent(new URL(url ?? '/', 'http://localhost').pathname));
  const file = join(windowRoot, path === '/' ? 'index.html' : path);
  const type = types[extname(file)];
  if (!file.startsWith(windowRoot) || type === undefined || !existsSync(file)) return void refuse(404);
  response
    .writeHead(200, {
      'Content-Type': type,
      'Content-Security-Policy': contentPolicy,
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cache-Control': 'no-store',
    })
    .end(readFileSync(file));
}
