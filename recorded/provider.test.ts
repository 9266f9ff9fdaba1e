import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { ProviderProgress } from '../contract/machines.js';
import type { Topology } from '../engine/machines/provider.js';
import { type Film, packFilm } from './film.js';
import type { RecordedMachines } from './machines.js';
import { type RecordedOptions, withEnvironment } from './options.js';
import { RecordedProvider } from './provider.js';

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

const film: Film = {
  version: 1,
  lab: 'small',
  deeds: [
    { node: 'one', text: 'cat <<E\nhello\nE', output: 'hello\n', exit: 0 },
    { node: 'one', text: 'ls', output: 'mark\n', exit: 0 },
  ],
  scripts: [],
  said: [],
  scenes: [{ done: [], facts: {}, results: [], prints: [], frames: [] }],
};

function place(): { id: string; folder: string } {
  const folder = mkdtempSync(join(tmpdir(), 'recorded-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'session.json'), '{"labId":"small"}');
  mkdirSync(join(folder, 'films'));
  writeFileSync(join(folder, 'films', 'small.br'), packFilm(film));
  return { id: 'test', folder };
}

async function up(
  options: RecordedOptions = {},
  progress?: (event: ProviderProgress) => void,
): Promise<RecordedMachines> {
  const own = place();
  const provider = new RecordedProvider({ delay: 0, films: [join(own.folder, 'films')], ...options });
  return (await provider.up(own, topology, progress === undefined ? {} : { progress })) as RecordedMachines;
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

test('a start that is cancelled says so, and a lab without a film how to make one', async () => {
  const control = new AbortController();
  const started = new RecordedProvider({ delay: 10_000 }).up(place(), topology, { signal: control.signal });
  control.abort();
  await expect(started).rejects.toMatchObject({ detail: { code: 'cancelled' } });
  await expect(up({ films: [] })).rejects.toMatchObject({
    detail: { code: 'recording.none', params: { lab: 'small' } },
  });
});

test('doctor says what it is told to', async () => {
  const worst = async (options: RecordedOptions) =>
    (await new RecordedProvider(options).doctor()).map((finding) => finding.status);
  expect(await worst({})).toEqual(['ok', 'ok']);
  expect(await worst({ doctor: 'problem' })).toContain('problem');
  expect(await worst({ doctor: 'warning' })).toContain('warning');
});

test('LVSLAB_RECORDED sets the same options', async () => {
  expect(withEnvironment({}, 'slow=2000 fail-up=rs1 doctor-problem films=/f')).toEqual({
    delay: 2000,
    fail: { up: 'node', node: 'rs1' },
    doctor: 'problem',
    films: ['/f'],
  });
  expect(withEnvironment({ delay: 1 }, 'slow=5 fail-image')).toEqual({ delay: 1, fail: { up: 'image' } });
  vi.stubEnv('LVSLAB_RECORDED', 'fail-ssh=one');
  await expect(up()).rejects.toMatchObject({ detail: { params: { node: 'one' } } });
  vi.unstubAllEnvs();
});

test('a connection that is cut, a machine that is switched off and one that panics fail in their own ways', async () => {
  const machines = await up();
  const terminal = await machines.terminal('one', 'app-1');
  const closed: string[] = [];
  terminal.onClose((how) => closed.push(how));
  terminal.write('ls -l');
  const other = await machines.terminal('one', 'app-2');
  other.write('recorded drop-ssh\r');
  expect(closed).toEqual(['cut']);
  await expect(machines.shell('one').exec('true')).rejects.toMatchObject({ reason: 'unreachable' });
  expect(await machines.shell('one').exec('true')).toMatchObject({ exit: 127 });
  const text: string[] = [];
  (await machines.terminal('one', 'app-1')).onData((chunk) => text.push(chunk));
  // What was being typed is still there.
  expect(text.join('')).toBe('\r\u001b[Jroot@one:~# ls -l');
  await machines.power('one', 'off');
  await expect(machines.shell('one').exec('true')).rejects.toMatchObject({ reason: 'halted' });
  (await machines.terminal('two', 'app-1')).write('recorded panic\r');
  expect(await machines.console('two')).toContain('Kernel panic');
  expect([await machines.state('one'), await machines.state('two')]).toEqual(['halted', 'crashed']);
});

test('a terminal prints what was printed then, a line at a time, and is edited before it is sent', async () => {
  const machines = await up();
  const terminal = await machines.terminal('one', 'app-1');
  let text = '';
  terminal.onData((chunk) => {
    text += chunk;
  });
  terminal.write('cat <<E\rhello\rE\r');
  expect(text).toBe('root@one:~# cat <<E\r\n> hello\r\n> E\r\nhello\r\nroot@one:~# ');
  text = '';
  terminal.write('lx\x7fs\r');
  expect(text).toBe('lx\b\u001b[Ks\r\nmark\r\nroot@one:~# ');
  text = '';
  terminal.pause();
  terminal.write('rm -rf /\r');
  expect(text).toBe('');
  terminal.resume();
  expect(text).toContain('This is a recording');
});
