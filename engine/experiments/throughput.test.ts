import { spawn } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import type { Rate } from '../../contract/experiments.js';
import { byTurns, loadScript } from './throughput.js';

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

const rates = (...seconds: readonly number[]): (() => Promise<Rate>) => {
  let next = 0;
  return async () => ({ good: 30, total: 30, seconds: seconds[next++ % seconds.length] as number });
};

test('a hiccup in one of many quick rounds changes nothing; slow ones are measured twice', async () => {
  const quick = await byTurns(rates(0.2, 0.21, 0.19), rates(0.9, 0.2, 0.2, 0.2));
  expect(quick.rounds.length).toBeGreaterThan(4);
  expect(quick.against.seconds / quick.measured.seconds).toBeCloseTo(1, 0);
  expect(quick.unsteady).toBeUndefined();
  const slow = await byTurns(rates(3), rates(6));
  expect(slow.rounds).toHaveLength(2);
  expect([slow.measured.seconds, slow.against.seconds]).toEqual([3, 6]);
});

test('rounds that contradict each other are followed by more, and say so if those do as well', async () => {
  // Seen on a busy host: 1.61 times as many, then 0.47 times.
  const settled = await byTurns(rates(0.71, 2.92, 1, 1, 1, 1, 1, 1), rates(1.14, 1.38, 1, 1, 1, 1, 1, 1));
  expect(settled.rounds).toHaveLength(8);
  expect([settled.measured.seconds, settled.against.seconds, settled.unsteady]).toEqual([1, 1, undefined]);
  const never = await byTurns(rates(0.71, 2.92), rates(1.14, 1.38));
  expect(never.rounds).toHaveLength(9);
  expect(never.unsteady?.map((ratio) => ratio.toFixed(2))).toEqual(['0.47', '1.61']);
});

test('the round in which an answer was lost is the one that counts', async () => {
  let round = 0;
  const lost = await byTurns(
    async () => ({ good: ++round === 2 ? 29 : 30, total: 30, seconds: 0.2 }),
    async () => ({ good: 30, total: 30, seconds: 0.2 }),
  );
  expect([lost.rounds.length, lost.measured.good]).toEqual([2, 29]);
});
