import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { getEventListeners } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { VagrantCommand, type VagrantOptions } from './command.js';
import type { Entry } from './machine-readable.js';
import { VagrantError, type VagrantFailure, type VagrantReason } from './vagrant-error.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lvslab-vagrant-'));
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true, force: true });
});

const path = (name: string) => join(folder, name);
const text = (name: string) => (existsSync(path(name)) ? readFileSync(path(name), 'utf8') : '');
const until = (condition: () => boolean) =>
  vi.waitFor(() => expect(condition()).toBe(true), { timeout: 15_000, interval: 10 });

/** A `vagrant` that is this shell script; it starts in the test's folder. */
function fake(script: string, options: Partial<VagrantOptions> = {}): VagrantCommand {
  const program = path(`vagrant-${Math.random().toString(36).slice(2)}`);
  writeFileSync(program, `#!/bin/sh\ncd '${folder}'\n${script}\n`);
  chmodSync(program, 0o755);
  return new VagrantCommand({ folder, program, ...options });
}

/** Waits for a file `go`; a test that failed leaves nobody waiting. */
const hold = 'until [ -e go ] || [ ! -e "$0" ]; do sleep 0.02; done';

/** A `vagrant` that prints a recording and ends with this code. */
function replay(name: string, exit = 0): VagrantCommand {
  return fake(`cat '${join(import.meta.dirname, 'fixtures', `${name}.txt`)}'\nexit ${exit}`);
}

async function failure(run: Promise<unknown>): Promise<VagrantError> {
  const error: unknown = await run.then(
    () => new Error('it did not fail'),
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(VagrantError);
  return error as VagrantError;
}

test.each<[words: string, call: (vagrant: VagrantCommand) => Promise<unknown>]>([
  ['status --machine-readable', (vagrant) => vagrant.status()],
  ['status --machine-readable rs1', (vagrant) => vagrant.status({ nodes: ['rs1'] })],
  ['up --no-install-provider --machine-readable', (vagrant) => vagrant.up()],
  [
    'up --no-install-provider --provider libvirt --no-provision --parallel --no-destroy-on-error --machine-readable director rs1',
    (vagrant) =>
      vagrant.up({
        provider: 'libvirt',
        provision: false,
        parallel: true,
        destroyOnError: false,
        nodes: ['director', 'rs1'],
      }),
  ],
  ['halt --force --machine-readable rs1', (vagrant) => vagrant.halt({ force: true, nodes: ['rs1'] })],
  ['suspend --machine-readable', (vagrant) => vagrant.suspend()],
  ['resume --no-provision --machine-readable', (vagrant) => vagrant.resume({ provision: false })],
  ['destroy --force --machine-readable', (vagrant) => vagrant.destroy()],
  [
    'snapshot save --force --machine-readable rs1 before',
    (vagrant) => vagrant.snapshotSave('before', { node: 'rs1', force: true }),
  ],
  [
    'snapshot restore --no-provision --no-start --machine-readable before',
    (vagrant) => vagrant.snapshotRestore('before', { provision: false, start: false }),
  ],
  ['snapshot list --machine-readable', (vagrant) => vagrant.snapshotList()],
  [
    'snapshot delete --machine-readable rs1 before',
    (vagrant) => vagrant.snapshotDelete('before', { node: 'rs1' }),
  ],
  ['ssh-config --machine-readable', (vagrant) => vagrant.sshConfig()],
  ['box list --machine-readable', (vagrant) => vagrant.boxList()],
  [
    'box add --name lvs-lab/node --provider libvirt --force --machine-readable /boxes/my node.box',
    (vagrant) =>
      vagrant.boxAdd({ name: 'lvs-lab/node', file: '/boxes/my node.box', provider: 'libvirt', force: true }),
  ],
  [
    'box remove --force --provider libvirt --all --machine-readable lvs-lab/node',
    (vagrant) => vagrant.boxRemove('lvs-lab/node', { provider: 'libvirt', version: 'all' }),
  ],
  ['box outdated --global --machine-readable', (vagrant) => vagrant.boxOutdated()],
  ['plugin list --machine-readable', (vagrant) => vagrant.pluginList()],
])('vagrant %s', async (words, call) => {
  await call(fake('echo "$*" > words'));
  expect(text('words')).toBe(`${words}\n`);
});

test('Vagrant is told where the environment is, and to keep off network and colours', async () => {
  const env = { VAGRANT_HOME: '/home/learner/.vagrant.d', VAGRANT_NO_COLOR: '' };
  const vagrant = fake('env > variables; cat > input', { env, dotfile: path('state') });
  await vagrant.up();
  expect(text('variables').split('\n')).toEqual(
    expect.arrayContaining([
      `VAGRANT_CWD=${folder}`,
      `VAGRANT_DOTFILE_PATH=${path('state')}`,
      'VAGRANT_HOME=/home/learner/.vagrant.d',
      'VAGRANT_CHECKPOINT_DISABLE=1',
      'VAGRANT_NO_COLOR=1',
      'VAGRANT_BOX_UPDATE_CHECK_DISABLE=1',
      'LC_ALL=C.UTF-8',
    ]),
  );
  expect(text('input')).toBe('');
});

test('the version', async () => {
  expect(await replay('version').version()).toBe('2.3.4');
  expect(await failure(fake('echo hello').version())).toMatchObject({ reason: 'failed' });
});

test('the status of each node', async () => {
  const long = 'The Libvirt domain is not created. Run `vagrant up` to create it.';
  const rest = { provider: 'libvirt', state: 'not_created', short: 'not created', long };
  expect(await replay('status').status()).toEqual([
    { node: 'director', ...rest },
    { node: 'rs1', ...rest },
  ]);
});

test('boxes, their age, and plug-ins', async () => {
  const box = { name: 'lvs-lab/tiny', provider: 'libvirt' };
  expect(await replay('box-list').boxList()).toEqual([
    { ...box, version: '0', info: { author: 'Li, Wei', notes: 'a, b' } },
  ]);
  expect(await replay('box-list-empty').boxList()).toEqual([]);
  expect(await replay('box-outdated').boxOutdated()).toEqual([
    {
      ...box,
      age: 'unknown',
      text: "* 'lvs-lab/tiny' for 'libvirt' wasn't added from a catalog, no version information",
    },
  ]);
  expect(await replay('plugin-list').pluginList()).toEqual([
    { name: 'vagrant-libvirt', version: '0.11.2', scope: 'system' },
  ]);
});

test('an outdated box, a current one, and one whose catalog does not answer', async () => {
  const say = (kind: string, words: string) => `echo "1,,ui,${kind},* 'lvs-lab/node' for 'libvirt'${words}"`;
  const vagrant = fake(
    [
      say('warn', ' is outdated! Current: 1.0. Latest: 1.2'),
      say('success', ' (v1.2) is up to date'),
      say('error', ': Error loading metadata: Could not resolve host'),
    ].join('\n'),
  );
  expect(await vagrant.boxOutdated()).toMatchObject([
    { age: 'outdated', latest: '1.2' },
    { age: 'current' },
    { age: 'unknown' },
  ]);
});

test('how nodes are reached, and their snapshots', async () => {
  expect((await replay('ssh-config').sshConfig()).map(({ host }) => host)).toEqual(['director', 'rs1']);
  expect(await replay('snapshot-list').snapshotList()).toEqual(
    new Map([
      ['director', ['before', 'step 2, ready']],
      ['rs1', []],
    ]),
  );
  expect(await replay('snapshot-list-not-created').snapshotList()).toEqual(
    new Map([
      ['director', []],
      ['rs1', []],
    ]),
  );
});

test('a snapshot that Vagrant did not take is an error, though Vagrant says success', async () => {
  const error = await failure(replay('snapshot-save-not-created').snapshotSave('before'));
  expect(error).toMatchObject({ reason: 'not-created', exit: 0 });
  expect(error.message).toContain('director, rs1');
  const saved = ['metadata,provider,libvirt', 'action,snapshot_save,start', 'action,snapshot_save,end'];
  const vagrant = fake(saved.map((line) => `echo '1,rs1,${line}'`).join('\n'));
  await expect(vagrant.snapshotSave('before')).resolves.toBeUndefined();
});

test('events come as they are printed, each with its node', async () => {
  const events: Entry[] = [];
  await replay('up-parallel').up({ onEvent: (entry) => events.push(entry) });
  expect(events.filter(({ type }) => type === 'action')).toEqual([
    { type: 'action', target: 'director', action: 'up', at: 'start' },
    { type: 'action', target: 'rs1', action: 'up', at: 'start' },
  ]);
});

const errors = 'Vagrant::Errors';
test.each<[recording: string, reason: VagrantReason, errorClass: string | undefined, message: string]>([
  [
    'up-locked',
    'locked',
    `${errors}::MachineActionLockedError`,
    "An action 'up' was attempted on the machine 'director',",
  ],
  [
    'up-box-missing',
    'box-missing',
    `${errors}::BoxAddShortNotFound`,
    "The box 'lvs-lab/nosuch' could not be found or",
  ],
  [
    'box-add-no-file',
    'box-missing',
    `${errors}::DownloaderError`,
    'An error occurred while downloading the remote file.',
  ],
  [
    'box-remove-missing',
    'box-missing',
    `${errors}::BoxRemoveNotFound`,
    'The box you requested to be removed',
  ],
  [
    'box-add-again',
    'failed',
    `${errors}::BoxAlreadyExists`,
    "The box you're attempting to add already exists.",
  ],
  [
    'up-no-libvirtd',
    'libvirt-unreachable',
    'VagrantPlugins::ProviderLibvirt::Errors::FogLibvirtConnectionError',
    'Error while connecting to Libvirt:',
  ],
  [
    'destroy-no-libvirtd',
    'libvirt-unreachable',
    'VagrantPlugins::ProviderLibvirt::Errors::FogLibvirtConnectionError',
    'Error while connecting to Libvirt:',
  ],
  [
    'up-parallel-no-libvirtd',
    'libvirt-unreachable',
    `${errors}::BatchMultiError`,
    'An error occurred while executing multiple',
  ],
  [
    'up-unknown-provider',
    'plugin-missing',
    `${errors}::ProviderNotFound`,
    "The provider 'nosuch' could not be found,",
  ],
  [
    'up-no-virtualbox',
    'plugin-missing',
    `${errors}::ProviderNotUsable`,
    "The provider 'virtualbox' that was requested",
  ],
  [
    'ssh-config-not-created',
    'not-created',
    `${errors}::SSHNotReady`,
    'The provider for this Vagrant-managed machine',
  ],
  [
    'snapshot-restore-not-created',
    'not-created',
    'NoMethodError',
    "undefined method `include?' for nil:NilClass",
  ],
  [
    'no-vagrantfile',
    'failed',
    `${errors}::NoEnvironmentError`,
    'A Vagrant environment or target machine is required',
  ],
  ['no-folder', 'failed', undefined, 'Vagrant failed to initialize at a very early stage:'],
  ['up-broken-vagrantfile', 'failed', undefined, 'Vagrant failed to initialize at a very early stage:'],
  [
    'up-invalid-config',
    'failed',
    `${errors}::ConfigInvalid`,
    'There are errors in the configuration of this machine.',
  ],
  [
    'up-unknown-node',
    'failed',
    `${errors}::MachineNotFound`,
    "The machine with the name 'nosuch' was not found",
  ],
  ['unknown-option', 'failed', `${errors}::CLIInvalidOptions`, 'An invalid option was specified.'],
  [
    'up-no-kvm',
    'failed',
    'Libvirt::Error',
    'Call to virDomainCreateWithFlags failed: internal error: qemu unexpectedly closed',
  ],
  [
    'up-interrupted',
    'failed',
    `${errors}::VagrantInterrupt`,
    'Vagrant exited after cleanup due to external interrupt.',
  ],
  ['up-interrupted-twice', 'failed', undefined, 'Exiting immediately, without cleanup!'],
])('%s fails: %s', async (recording, reason, errorClass, message) => {
  const error = await failure(replay(recording, 1).up({ nodes: ['my node'] }));
  expect(error).toMatchObject({
    name: 'VagrantError',
    reason,
    errorClass,
    exit: 1,
  } satisfies Partial<VagrantFailure> & {
    name: string;
  });
  expect(error.message.startsWith(message)).toBe(true);
  expect(error.command).toMatch(/\/vagrant-\w+ up --no-install-provider --machine-readable 'my node'$/);
  expect(error.lines.length).toBeGreaterThan(0);
  expect(error.lines.join('\n')).not.toContain('\tfrom ');
});

test('a Vagrantfile that is no Ruby is told with the place', async () => {
  const { message } = await failure(replay('up-broken-vagrantfile', 1).up());
  expect(message).toContain('/home/learner/labs/broken/Vagrantfile:6: unterminated string meets end of file');
});

test("a full disk within a node is not this host's", async () => {
  const vagrant = fake(
    "echo '1,rs1,ui,detail,    rs1: tar: No space left on device'\necho '1,,ui,error,The SSH command failed!'\nexit 1",
  );
  expect(await failure(vagrant.up())).toMatchObject({
    reason: 'failed',
    message: 'The SSH command failed!',
    lines: ['rs1: tar: No space left on device', 'The SSH command failed!'],
  });
});

test('a program that is not there', async () => {
  const vagrant = new VagrantCommand({ folder, program: path('nosuch') });
  expect(await failure(vagrant.version())).toMatchObject({ reason: 'missing', exit: undefined, lines: [] });
});

test('broken UTF-8, half a line, and much of it', async () => {
  const logs: string[] = [];
  const vagrant = fake(
    "i=0; while [ $i -lt 2000 ]; do echo line $i; i=$((i+1)); done\nprintf '\\377\\n1,rs1,ui,in'\nkill -9 $$",
  );
  const onEvent = (entry: Entry) => logs.push(entry.type === 'log' ? entry.text : '');
  const error = await failure(vagrant.up({ onEvent }));
  expect(error).toMatchObject({ reason: 'failed', exit: undefined });
  expect(logs).toHaveLength(2002);
  expect(error.lines).toHaveLength(20);
  expect(error.lines.slice(-3)).toEqual(['line 1999', '\uFFFD', '1,rs1,ui,in']);
});

test('commands on one folder never overlap, whatever object they were asked of; a failed one holds up none', async () => {
  const script = 'mkdir busy || exit 9; sleep 0.05; rmdir busy; echo "$1" >> order; [ "$1" != suspend ]';
  const [one, two] = [fake(script), fake(script, { folder: `${folder}/./` })];
  const ends = await Promise.allSettled([one.status(), two.suspend(), one.halt(), two.boxList(), one.up()]);
  expect(ends.map(({ status }) => status)).toEqual([
    'fulfilled',
    'rejected',
    'fulfilled',
    'fulfilled',
    'fulfilled',
  ]);
  expect(text('order')).toBe('status\nsuspend\nhalt\nbox\nup\n');
});

test('environments do not wait for each other', async () => {
  const wait = 'echo $1 >> started; ' + hold;
  mkdirSync(path('other'));
  const both = [fake(wait).up(), fake(wait, { folder: path('other') }).halt()];
  await until(() => text('started').split('\n').length === 3);
  writeFileSync(path('go'), '');
  await expect(Promise.all(both)).resolves.toHaveLength(2);
});

/** Prints `ready`, writes down each interrupt, and ends when there is a file `go`. */
const patient = 'trap "echo interrupt >> interrupts" INT\necho ready\n' + hold + '\nexit 1';

/** Aborts when the fake says that it is ready. */
function abortWhenReady(abort = new AbortController()) {
  const onEvent = (entry: Entry) => {
    if (entry.type === 'log' && entry.text === 'ready') abort.abort();
  };
  return { signal: abort.signal, onEvent };
}

test('an abort interrupts once and waits for the end', async () => {
  const options = abortWhenReady();
  let ended = false;
  const error = failure(fake(patient).up(options)).finally(() => {
    ended = true;
  });
  await until(() => text('interrupts') !== '');
  expect(ended).toBe(false);
  writeFileSync(path('go'), '');
  expect(await error).toMatchObject({ reason: 'cancelled', exit: 1 });
  expect(text('interrupts')).toBe('interrupt\n');
  expect(getEventListeners(options.signal, 'abort')).toEqual([]);
});

test('neither more aborts nor the time limit interrupt again', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const abort = new AbortController();
  const vagrant = fake(patient, { patience: 3_600_000 });
  const error = failure(vagrant.up({ ...abortWhenReady(abort), timeout: 1_200_000 }));
  await until(() => text('interrupts') !== '');
  abort.abort();
  vi.advanceTimersByTime(1_800_000);
  writeFileSync(path('go'), '');
  expect(await error).toMatchObject({ reason: 'cancelled', exit: 1 });
  expect(text('interrupts')).toBe('interrupt\n');
});

test('what ends well in spite of an abort was cancelled all the same', async () => {
  const vagrant = fake(`trap 'exit 0' INT\necho ready\nwhile [ -e "$0" ]; do sleep 0.02; done`);
  expect(await failure(vagrant.up(abortWhenReady()))).toMatchObject({ reason: 'cancelled', exit: 0 });
});

test("an interrupt reaches Vagrant below a launcher that ignores it, as that of HashiCorp's packages does", async () => {
  const program = `process.once('SIGINT', () => { console.log('undone'); process.exit(1); }); console.log('ready'); setInterval(() => {}, 1000);`;
  writeFileSync(path('ruby.mjs'), program);
  const options = abortWhenReady();
  const error = await failure(fake(`trap '' INT\n'${process.execPath}' ruby.mjs\nexit $?`).up(options));
  expect(error).toMatchObject({ reason: 'cancelled', exit: 1, lines: ['ready', 'undone'] });
});

/** Whether a process runs; a dead one whose parent has not asked for it does not. */
function runs(pid: string): boolean {
  try {
    return !execFileSync('ps', ['-o', 'stat=', '-p', pid], { encoding: 'utf8' }).startsWith('Z');
  } catch {
    return false;
  }
}

test('when patience is over the whole group is killed', async () => {
  const script = `trap '' INT\nsleep 1000 &\necho $! > child\necho ready\nwait`;
  const error = await failure(fake(script, { patience: 50 }).up(abortWhenReady()));
  expect(error).toMatchObject({ reason: 'cancelled', exit: undefined });
  const child = text('child').trim();
  expect(child).toMatch(/^\d+$/);
  await until(() => !runs(child));
});

test('a time limit acts like an abort', async () => {
  const vagrant = fake('while [ -e "$0" ]; do sleep 0.02; done');
  expect(await failure(vagrant.up({ timeout: 20 }))).toMatchObject({ reason: 'timeout', exit: undefined });
});

test('an abort before the start starts nothing', async () => {
  const signal = AbortSignal.abort();
  const vagrant = fake('touch started');
  expect(await failure(vagrant.up({ signal }))).toMatchObject({ reason: 'cancelled', exit: undefined });
  expect(await failure(vagrant.version({ signal }))).toMatchObject({ reason: 'cancelled' });
  expect(existsSync(path('started'))).toBe(false);
});

test('an abort while waiting for its turn ends at once, starts nothing, and lets none pass', async () => {
  const vagrant = fake('echo $1 >> started; ' + hold);
  const abort = new AbortController();
  const first = vagrant.up();
  const second = failure(vagrant.halt({ signal: abort.signal }));
  const third = vagrant.suspend();
  abort.abort();
  expect(await second).toMatchObject({ reason: 'cancelled' });
  await until(() => text('started') !== '');
  expect(text('started')).toBe('up\n');
  writeFileSync(path('go'), '');
  await Promise.all([first, third]);
  expect(text('started')).toBe('up\nsuspend\n');
  expect(getEventListeners(abort.signal, 'abort')).toEqual([]);
});

test('no listener stays on a signal that was never used', async () => {
  const { signal } = new AbortController();
  const [good, bad] = [fake('exit 0'), fake('exit 3')];
  await Promise.all([good.up({ signal }), failure(bad.up({ signal })), good.halt({ signal })]);
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});

test('something that Vagrant left running and that holds its output open does not hold us', async () => {
  const pids: string[] = [];
  const onEvent = (entry: Entry) => pids.push(entry.type === 'log' ? entry.text : '');
  await fake('sleep 1000 &\necho $!').up({ onEvent });
  expect(runs(pids[0] ?? '')).toBe(true);
  process.kill(Number(pids[0]), 'SIGKILL');
});
