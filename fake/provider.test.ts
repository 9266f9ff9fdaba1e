import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { ProviderProgress } from '../contract/machines.js';
import type { Topology } from '../engine/machines/provider.js';
import type { FakeMachines } from './machines.js';
import { type FakeOptions, withEnvironment } from './options.js';
import { FakeProvider } from './provider.js';

const nic = (last: number) => ({
  network: 'lan',
  dev: 'eth0',
  mac: `52:54:00:80:00:${String(last).padStart(2, '0')}`,
  address: `10.0.0.${last}`,
  prefix: 24,
});

const topology: Topology = {
  networks: [{ name: 'lan', cidr: '10.0.0.0/24' }],
  nodes: [
    { name: 'one', role: 'director', memory: 256, disk: 2048, interfaces: [nic(7)] },
    { name: 'two', role: 'realserver', memory: 256, disk: 2048, interfaces: [nic(8)] },
  ],
};

function place(): { id: string; folder: string } {
  const folder = mkdtempSync(join(tmpdir(), 'fake-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return { id: 'test', folder };
}

async function up(
  options: FakeOptions = {},
  progress?: (event: ProviderProgress) => void,
): Promise<FakeMachines> {
  const provider = new FakeProvider({ delay: 0, ...options });
  return (await provider.up(place(), topology, progress === undefined ? {} : { progress })) as FakeMachines;
}

test('a start reports each phase of each node', async () => {
  const events: string[] = [];
  await up({}, ({ node = '-', phase, state }) => events.push(`${node} ${phase} ${state}`));
  for (const node of ['one', 'two'])
    for (const phase of ['restore', 'identity', 'ssh'])
      expect(events).toEqual(expect.arrayContaining([`${node} ${phase} start`, `${node} ${phase} done`]));
});

test.each([
  [{ up: 'image' }, { code: 'image.network' }],
  [
    { up: 'node', node: 'one' },
    { code: 'node.start-failed', params: { node: 'one' } },
  ],
  [{ up: 'ssh' }, { code: 'node.unreachable', params: { node: 'two' } }],
] as const)('a start fails on demand: %j', async (fail, detail) => {
  await expect(up({ fail })).rejects.toMatchObject({ detail });
});

test('a start that is cancelled says so', async () => {
  const control = new AbortController();
  const started = new FakeProvider({ delay: 10_000 }).up(place(), topology, { signal: control.signal });
  control.abort();
  await expect(started).rejects.toMatchObject({ detail: { code: 'cancelled' } });
});

test('doctor says what it is told to', async () => {
  const worst = async (options: FakeOptions) =>
    (await new FakeProvider(options).doctor()).map((finding) => finding.status);
  expect(await worst({})).toEqual(['ok', 'ok']);
  expect(await worst({ doctor: 'problem' })).toContain('problem');
  expect(await worst({ doctor: 'warning' })).toContain('warning');
});

test('LVSLAB_FAKE sets the same options', async () => {
  expect(withEnvironment({}, 'slow=2000 fail-up=rs1 doctor-problem')).toEqual({
    delay: 2000,
    fail: { up: 'node', node: 'rs1' },
    doctor: 'problem',
  });
  expect(withEnvironment({ delay: 1 }, 'slow=5 fail-image')).toEqual({ delay: 1, fail: { up: 'image' } });
  vi.stubEnv('LVSLAB_FAKE', 'fail-ssh=one');
  await expect(up()).rejects.toMatchObject({ detail: { params: { node: 'one' } } });
  vi.unstubAllEnvs();
});

test('a machine that is switched off, panics or loses its connection fails in its own way', async () => {
  const machines = await up();
  const size = { cols: 80, rows: 24 };
  const terminal = await machines.terminal('one', 'app-1', size);
  const closed: string[] = [];
  terminal.onClose((how) => closed.push(how));
  terminal.write('cd /etc\r');
  terminal.write('fake drop-ssh\r');
  await expect.poll(() => closed).toEqual(['cut']);
  await expect(machines.shell('one').exec('true')).rejects.toMatchObject({ reason: 'unreachable' });
  expect(await machines.shell('one').exec('hostname')).toMatchObject({ stdout: 'one\n' });
  const text: string[] = [];
  (await machines.terminal('one', 'app-1', size)).onData((chunk) => text.push(chunk));
  // As readline draws it when its terminal has got another size: from the left, what stood there erased.
  expect(text.join('')).toBe('\r\u001b[Jroot@one:/etc# ');
  await expect(machines.shell('one').exec('poweroff')).rejects.toMatchObject({ reason: 'halted' });
  await expect(machines.shell('two').exec('fake panic')).rejects.toMatchObject({ reason: 'unreachable' });
  expect(await machines.console('two')).toContain('Kernel panic');
  expect([await machines.state('one'), await machines.state('two')]).toEqual(['halted', 'crashed']);
});

test('a command that does not end is given up by its timeout and by its signal', async () => {
  const machines = await up();
  const shell = machines.shell('one');
  await expect(shell.exec('while true; do :; done', { timeout: 50 })).rejects.toMatchObject({
    reason: 'timeout',
  });
  const signal = AbortSignal.timeout(30);
  await expect(shell.exec('while sleep 1; do :; done', { signal })).rejects.toMatchObject({
    reason: 'cancelled',
  });
});

test('a pulled cable is seen by both ends and ends with the plug', async () => {
  const machines = await up();
  const ping = async () => (await machines.shell('one').exec('ping -c 1 10.0.0.8')).exit;
  expect(await ping()).toBe(0);
  await machines.link('two', 'lan').set({ up: false });
  expect(await ping()).toBe(1);
  expect((await machines.shell('two').exec('ip -br link show eth0')).stdout).toContain('DOWN');
  await machines.link('two', 'lan').set({ up: true });
  expect(await ping()).toBe(0);
});
