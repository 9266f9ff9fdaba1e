import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { afterEach, expect, test } from 'vitest';
import { httpScript, parseHttpLines } from './perl-http.js';
import { SourcePorts } from './source-ports.js';

const servers: Server[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => server[Symbol.asyncDispose]())));

/** A web server on loopback, and the source ports that it saw. */
async function serve(port = 0): Promise<{ port: number; seen: (number | undefined)[] }> {
  const seen: (number | undefined)[] = [];
  const server = createServer((request, response) => {
    if (request.url === '/') seen.push(request.socket.remotePort);
    response.end(request.url === '/' ? 'page' : 'tok-abc');
  });
  servers.push(server);
  await once(server.listen(port, '127.0.0.1'), 'listening');
  return { port: (server.address() as AddressInfo).port, seen };
}

async function ask(port: number, requests: number, source: number) {
  const words = ['127.0.0.1', port, 'test', '/', '/secret.txt', requests, 4, source].map(String);
  const run = promisify(execFile)('perl', ['-', ...words]);
  run.child.stdin?.end(httpScript);
  return parseHttpLines((await run).stdout);
}

test('each request comes from the next source port; one that is taken is left out, and the request made all the same', async () => {
  const { port, seen } = await serve();
  const source = new SourcePorts().take(6);
  await serve(source + 2);
  const lines = await ask(port, 5, source);
  expect(lines).toHaveLength(5);
  expect(
    lines.every(({ outcome, status, token }) => outcome === 'ok' && status === 200 && token === 'tok-abc'),
  ).toBe(true);
  expect(seen).toEqual(lines.map((line) => line.port));
  expect(seen.toSpliced(2, 1)).toEqual([0, 1, 3, 4].map((offset) => source + offset));
  expect(seen[2]).not.toBe(source + 2);
});

test('no source port comes again before all the others have', () => {
  const ports = new SourcePorts();
  const length = 20;
  const starts = Array.from({ length: 1100 }, () => ports.take(length));
  const all = starts.flatMap((start) => Array.from({ length }, (_, offset) => start + offset));
  expect(Math.min(...all)).toBeGreaterThan(1023);
  // Linux gives these to connections that ask for none.
  expect(Math.max(...all)).toBeLessThan(32_768);
  expect(new Set(all).size).toBe(all.length);
});
