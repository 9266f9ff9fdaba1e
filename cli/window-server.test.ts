import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { procedure } from '../contract/rpc.js';
import { serveWindow, type WindowServer } from './window-server.js';

// Whatever comes over the port, the page is still served afterwards; an error that nobody catches fails the run.

const table = { watch: procedure<void>()(z.strictObject({})), ping: procedure<string>()(z.strictObject({})) };

let folder = '';
let server: WindowServer;
let watching = 0;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lvslab-window-'));
  mkdirSync(join(folder, 'page', 'folder.js'), { recursive: true });
  writeFileSync(join(folder, 'page', 'index.html'), 'the page');
  writeFileSync(join(folder, 'secret.js'), 'secret');
  watching = 0;
  server = await serveWindow(join(folder, 'page'), 0, table, {
    ping: async () => 'pong',
    watch: (_input, call) => {
      watching += 1;
      return new Promise((resolve) =>
        call.signal.addEventListener('abort', () => {
          watching -= 1;
          resolve();
        }),
      );
    },
  });
});
afterEach(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

const own = () => `127.0.0.1:${server.port}`;

/** Sends bytes as they are. @returns what came back until the other side closed, or for a quarter of a second */
async function send(bytes: string | Buffer, reset = false): Promise<string> {
  const socket = connect(server.port, '127.0.0.1');
  let answer = '';
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    answer += chunk;
  });
  socket.on('error', () => {});
  await once(socket, 'connect');
  socket.write(bytes);
  if (reset) {
    await sleep(1);
    socket.resetAndDestroy();
  } else await Promise.race([once(socket, 'close'), sleep(250)]);
  socket.destroy();
  return answer;
}

const get = (target: string, headers: readonly string[] = []) =>
  send([`GET ${target} HTTP/1.1`, `Host: ${own()}`, 'Connection: close', ...headers, '', ''].join('\r\n'));
const status = (answer: string) => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);

async function expectAlive(): Promise<void> {
  const page = await get('/');
  expect(status(page)).toBe(200);
  expect(page).toMatch(/the page$/);
}

test.each([
  ['/%ff', 400],
  ['/%', 400],
  ['/%00', 400],
  ['//', 404],
  ['http://[', 400],
  ['*', 400],
  [`/${'a'.repeat(5000)}.js`, 404],
  ['/../secret.js', 404],
  ['/%2e%2e/secret.js', 404],
  ['/..%2fsecret.js', 404],
  ['/folder.js', 404],
  ['/nothing.js', 404],
])('GET %s is refused, and the page is served on', async (target, wanted) => {
  expect(status(await get(target))).toBe(wanted);
  await expectAlive();
});

test('only a page of our own, by a name of this machine, is answered', async () => {
  expect(status(await get('/', ['Origin: http://evil.example']))).toBe(403);
  expect(status(await get('/', ['Origin: null']))).toBe(403);
  expect(status(await get('/', [`Origin: http://127.0.0.1:1`]))).toBe(403);
  expect(status(await get('/', [`Origin: http://${own()}`]))).toBe(200);
  expect(status(await send('GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n'))).toBe(403);
  expect(status(await send(`POST / HTTP/1.1\r\nHost: ${own()}\r\nContent-Length: 0\r\n\r\n`))).toBe(405);
});

const upgrade = (host: string) =>
  [
    'GET /rpc HTTP/1.1',
    `Host: ${host}`,
    `Origin: http://${host}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==',
    '',
    '',
  ].join('\r\n');

test('an upgrade that is refused and then reset ends nothing', async () => {
  for (let round = 0; round < 30; round += 1) {
    await send(upgrade('evil.example'), true);
    await send(upgrade(own()), true);
    await send(upgrade('evil.example') + 'x'.repeat(100_000), true);
  }
  await sleep(50);
  await expectAlive();
});

test('hostile requests of any make end nothing', { timeout: 60_000 }, async () => {
  const target = fc.oneof(
    fc.constantFrom('/', '//', '/%', '/%ff', '/%c0%80', 'http://[', '*', '', '/rpc', '/rpc/..', '/#', '/?%'),
    fc.string({ unit: 'binary-ascii', maxLength: 40 }),
    fc.webPath().map((path) => `/${path}`),
    fc
      .string({ unit: fc.constantFrom('%', '.', '/', '2', 'e', '\\', 'f'), maxLength: 30 })
      .map((s) => `/${s}`),
  );
  const header = fc.oneof(
    fc.constantFrom(
      'Host:',
      'Host: a\r\nHost: b',
      'Content-Length: -1',
      'Content-Length: 99999999999999999999',
      'Transfer-Encoding: chunked',
      'Connection: Upgrade\r\nUpgrade: websocket',
      'Connection: Upgrade\r\nUpgrade: h2c',
      'Expect: 100-continue',
      'Expect: something',
      'Sec-WebSocket-Version: 99',
      'Sec-WebSocket-Key: x',
      'Sec-WebSocket-Protocol: lvslab, x',
      'Range: bytes=0-1,5-',
      'Origin: null',
    ),
    fc.string({ unit: 'binary-ascii', maxLength: 60 }),
  );
  const request = fc.oneof(
    fc
      .tuple(
        fc.constantFrom('GET', 'HEAD', 'POST', 'CONNECT', 'OPTIONS', 'TRACE', 'PRI', 'get', ''),
        target,
        fc.constantFrom('HTTP/1.1', 'HTTP/1.0', 'HTTP/9.9', 'HTTP', ''),
        fc.boolean(),
        fc.array(header, { maxLength: 5 }),
        fc.string({ unit: 'binary-ascii', maxLength: 20 }),
      )
      .map(([method, to, version, named, headers, body]) =>
        Buffer.from(
          [`${method} ${to} ${version}`, ...(named ? [`Host: ${own()}`] : []), ...headers, '', body].join(
            '\r\n',
          ),
          'latin1',
        ),
      ),
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  );
  const hostile = fc.sample(fc.tuple(request, fc.boolean()), { numRuns: 600, seed: 13 });
  for (let at = 0; at < hostile.length; at += 50)
    await Promise.all(hostile.slice(at, at + 50).map(([bytes, reset]) => send(bytes, reset)));
  await expectAlive();
});

test('a caller that uses an id twice is cut off, and what it watched is let go', async () => {
  const token = /token=(.*)$/.exec(server.url)![1]!;
  const socket = new WebSocket(`ws://${own()}/rpc`, ['lvslab', token], { origin: `http://${own()}` });
  await once(socket, 'open');
  for (let call = 0; call < 5; call += 1) socket.send('{"id":1,"call":"watch","input":{}}');
  await once(socket, 'close');
  await expect.poll(() => watching).toBe(0);
  await expectAlive();
});

test('nobody has more calls open than any window needs', async () => {
  const token = /token=(.*)$/.exec(server.url)![1]!;
  const socket = new WebSocket(`ws://${own()}/rpc`, ['lvslab', token], { origin: `http://${own()}` });
  await once(socket, 'open');
  for (let id = 0; id < 5000; id += 1) socket.send(`{"id":${id},"call":"watch","input":{}}`);
  await once(socket, 'close');
  await expect.poll(() => watching).toBe(0);
});

test('a message that is too large ends its connection only', async () => {
  const token = /token=(.*)$/.exec(server.url)![1]!;
  const socket = new WebSocket(`ws://${own()}/rpc`, ['lvslab', token], { origin: `http://${own()}` });
  await once(socket, 'open');
  socket.on('error', () => {});
  socket.send(Buffer.alloc(9 * 1024 * 1024, 'x').toString());
  await once(socket, 'close');
  await expectAlive();
});

test('more connections than a browser makes are not taken, and the page is served when they have gone', async () => {
  const sockets = Array.from({ length: 300 }, () => connect(server.port, '127.0.0.1').on('error', () => {}));
  await sleep(200);
  for (const socket of sockets) socket.destroy();
  await sleep(100);
  await expectAlive();
});

test('a port that somebody has is an error with its way out', async () => {
  await expect(
    serveWindow(join(folder, 'page'), server.port, table, { ping: async () => '', watch: async () => {} }),
  ).rejects.toMatchObject({ detail: { code: 'window.port', params: { port: server.port } } });
});
