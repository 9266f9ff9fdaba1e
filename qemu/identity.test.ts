import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { clockLines, type Identity, identityLines, IdentityPort } from './identity.js';

const identity: Identity = {
  node: {
    name: 'director',
    role: 'director',
    memory: 256,
    disk: 2048,
    gateway: '10.0.0.254',
    interfaces: [
      { network: 'lan', dev: 'eth0', mac: '52:54:00:80:00:01', address: '10.0.0.7', prefix: 24 },
      { network: 'wan', dev: 'eth1', mac: '52:54:00:80:00:02', address: '10.1.0.7', prefix: 16 },
    ],
  },
  machineId: '0123456789abcdef0123456789abcdef',
  hostKey: { private: 'PRIVATE\nKEY\n', public: 'ssh-ed25519 AAAA director\n' },
  authorizedKeys: ['ssh-ed25519 AAAA one', 'ssh-ed25519 BBBB two'],
  hosts: [
    { name: 'director', address: '10.0.0.7' },
    { name: 'rs1', address: '10.0.0.8' },
  ],
};

/** The lines by their first word; what is in base64 is decoded. */
function read(lines: readonly string[]): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const line of lines) {
    const [word = '', ...rest] = line.split(' ');
    const shown = ['hosts', 'host-key', 'authorized'].includes(word)
      ? rest.map((part) => Buffer.from(part, 'base64').toString())
      : rest;
    (found[word] ??= []).push(shown.join(' | '));
  }
  return found;
}

test('an identity says all that makes a restored machine itself', () => {
  const { clock, seed, ...lines } = read(identityLines(identity));
  expect(lines).toEqual({
    hostname: ['director'],
    hosts: ['10.0.0.7\tdirector\n10.0.0.8\trs1\n'],
    'machine-id': ['0123456789abcdef0123456789abcdef'],
    'host-key': ['PRIVATE\nKEY\n | ssh-ed25519 AAAA director\n'],
    authorized: ['ssh-ed25519 AAAA one', 'ssh-ed25519 BBBB two'],
    interface: ['eth0 | 52:54:00:80:00:01 | 10.0.0.7/24', 'eth1 | 52:54:00:80:00:02 | 10.1.0.7/16'],
    gateway: ['10.0.0.254'],
  });
  expect(clock).toHaveLength(1);
  expect(seed).toHaveLength(1);
});

test('nothing in an identity can begin a line of its own', () => {
  for (const line of identityLines(identity)) expect(line).toMatch(/^[a-z-]+ [\x20-\x7e]+$/);
});

test('a node without a gateway is told of none', () => {
  const { gateway: _gateway, ...node } = identity.node;
  expect(read(identityLines({ ...identity, node }))).not.toHaveProperty('gateway');
});

test('the clock is in seconds with microseconds, and every machine gets other random bytes', () => {
  const [clock, seed] = clockLines(1_700_000_000_123);
  expect(clock).toBe('clock 1700000000.123000');
  expect(Buffer.from(seed!.replace('seed ', ''), 'base64')).toHaveLength(64);
  expect(clockLines()[1]).not.toBe(seed);
});

let folder = '';
let path = '';
let server: Server | undefined;
const sockets: Socket[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lvslab-identity-'));
  path = join(folder, 'port');
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  server?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The guest's end of the port: called with each whole request and the word to echo. */
async function guest(answer: (socket: Socket, tag: string, lines: readonly string[]) => void): Promise<void> {
  server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    let received = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      received += chunk;
      const end = received.indexOf('\napply\n');
      if (end < 0) return;
      const lines = received.slice(0, end).split('\n');
      received = received.slice(end + '\napply\n'.length);
      const tag = lines.pop()!.replace('echo ', '');
      answer(socket, tag, lines);
    });
  });
  await new Promise<void>((resolve) => server!.listen(path, resolve));
}

test('a guest that applies its identity lets the caller go on', async () => {
  const got: (readonly string[])[] = [];
  await guest((socket, tag, lines) => {
    got.push(lines);
    socket.write(`ok ${tag}\n`);
  });
  const port = await IdentityPort.connect(path);
  await port.apply(['hostname rs1', 'clock 1'], 10_000);
  await port.apply(['hostname rs2'], 10_000);
  expect(got).toEqual([['hostname rs1', 'clock 1'], ['hostname rs2']]);
  port.close();
});

test('only the answer to this request counts, among whatever else the guest prints', async () => {
  await guest((socket, tag) => {
    socket.write(`ok 0000000000000000\nerror 1111111111111111 old\nnoise ok ${tag}\nlogin: \nok `);
    setImmediate(() => socket.write(`${tag}\n`));
  });
  const port = await IdentityPort.connect(path);
  await expect(port.apply(['hostname rs1'], 10_000)).resolves.toBeUndefined();
  port.close();
});

test('a guest that refuses is quoted', async () => {
  await guest((socket, tag) => socket.write(`error ${tag} no interface eth7\n`));
  const port = await IdentityPort.connect(path);
  await expect(port.apply(['interface eth7'], 10_000)).rejects.toThrow(
    'the guest refused its identity: no interface eth7',
  );
  port.close();
});

test('a guest that says nothing is waited for no longer than was asked', async () => {
  await guest(() => {});
  const port = await IdentityPort.connect(path);
  await expect(port.apply(['hostname rs1'], 20)).rejects.toThrow('no answer within 0.02 s');
  port.close();
});

test('a machine that ends is not waited for', async () => {
  await guest((socket) => socket.destroy());
  const port = await IdentityPort.connect(path);
  await expect(port.apply(['hostname rs1'], 60_000)).rejects.toThrow('the machine ended');
});

test('a signal ends the waiting', async () => {
  const controller = new AbortController();
  await guest(() => controller.abort(new Error('enough')));
  const port = await IdentityPort.connect(path);
  await expect(port.apply(['hostname rs1'], 60_000, controller.signal)).rejects.toThrow('enough');
  port.close();
});

test('where no machine listens there is no port', async () => {
  await expect(IdentityPort.connect(path)).rejects.toMatchObject({ code: 'ENOENT' });
});
