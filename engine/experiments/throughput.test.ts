import { spawn } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { loadScript } from './throughput.js';

/** What the script prints of a server on loopback. */
async function load(server: Server, ...words: readonly number[]): Promise<number[]> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const args = ['-', '127.0.0.1', String(port), 'h', '/', ...words.map(String)];
  const child = spawn('perl', args, { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(loadScript);
  let out = '';
  for await (const chunk of child.stdout) out += String(chunk);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  return out.trim().split(' ').map(Number);
}

test('so many are on the way at once, and no more', async () => {
  let live = 0;
  let most = 0;
  const server = createServer((_request, response) => {
    live += 1;
    most = Math.max(most, live);
    setTimeout(() => {
      live -= 1;
      response.end('done');
    }, 60);
  });
  const [good, total, seconds] = await load(server, 12, 4, 5, 30);
  expect([good, total]).toEqual([12, 12]);
  expect(most).toBe(4);
  // Three rounds of 60 ms.
  expect(seconds).toBeGreaterThan(0.15);
});

test('errors are no answers, and who never answers ends it', async () => {
  const server = createServer((request, response) => {
    response.statusCode = request.url === '/' ? 503 : 200;
    response.end();
  });
  expect((await load(server, 5, 2, 5, 30)).slice(0, 2)).toEqual([0, 5]);
  const silent = createServer(() => {});
  const [good, total, seconds] = await load(silent, 3, 3, 1, 3);
  expect([good, total]).toEqual([0, 3]);
  expect(seconds).toBeLessThan(3);
});
