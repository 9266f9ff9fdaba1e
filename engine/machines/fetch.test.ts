import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { fetchChunks } from './fetch.js';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A server that sends a byte now and then, and never an end. */
async function dripping(): Promise<URL> {
  server = createServer((_request, response) => {
    const drip = setInterval(() => response.write('x'), 50);
    response.on('close', () => clearInterval(drip));
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
}

async function taken(url: URL, limits: { readonly cap: number; readonly seconds?: number }): Promise<string> {
  const checked = (address: string) => new URL(address);
  const failed = (_: URL, detail: string) => new Error(detail);
  let bytes = 0;
  try {
    for await (const piece of fetchChunks(url, { ...limits, checked, failed })) bytes += piece.length;
  } catch (error) {
    return `${bytes > 0 ? 'some, then ' : ''}${(error as Error).message}`;
  }
  return 'all';
}

test('an answer that comes for ever, a byte at a time, is ended by its time and by its size', async () => {
  const url = await dripping();
  expect(await taken(url, { cap: 1_000_000, seconds: 0.5 })).toBe('some, then no end within 0.5 s');
  expect(await taken(url, { cap: 3 })).toBe('some, then more than 3 bytes');
});
