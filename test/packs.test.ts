import { spawn, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { productRoot } from '../engine/product.js';
import { Sandbox } from './support.js';

// A pack as it goes from a trainer to a learner, by the command as it is shipped: over processes that are killed, and a disk that is full.

let folder = '';
let trainer: Sandbox;
const sandboxes: Sandbox[] = [];
const at = (...names: string[]) => join(folder, ...names);
const files: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lvslab-packs-'));
  trainer = someone();
  await told(trainer, 'pack', 'init', at('net'));
  await told(trainer, 'pack', 'keygen', at('me'), '--no-password');
  for (const version of ['1.0.0', '1.1.0']) {
    const yaml = at('net', 'pack.yaml');
    writeFileSync(yaml, readFileSync(yaml, 'utf8').replace(/^version: .*$/m, `version: ${version}`));
    // Large enough that a process can be killed while it is written.
    writeFileSync(at('net', 'LICENSE.txt'), noise(4_000_000, version));
    const file = at(`net-${version}.lvspack`);
    await told(trainer, 'pack', 'build', at('net'), '-o', file);
    await told(trainer, 'pack', 'sign', file, '--key', at('me.key'));
    files.push(file);
  }
}, 120_000);
afterAll(async () => {
  for (const sandbox of sandboxes) await sandbox.dispose();
  rmSync(folder, { recursive: true, force: true });
});

function someone(): Sandbox {
  const made = new Sandbox();
  sandboxes.push(made);
  return made;
}

/** Text that compresses little, and is the same each time. */
function noise(bytes: number, seed: string): string {
  let state = Buffer.from(seed).reduce((sum, byte) => sum + byte, 7);
  const letters = Array.from({ length: bytes }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return String.fromCharCode(33 + ((state >>> 16) % 90));
  });
  return letters.join('');
}

async function told(who: Sandbox, ...argv: string[]): Promise<string> {
  const { exit, stdout, stderr } = await who.lvslab('--lang', 'en', ...argv);
  if (exit !== 0) throw new Error(`${argv.join(' ')}: ${exit}\n${stdout}\n${stderr}`);
  return stdout;
}

interface Listed {
  readonly id: string;
  readonly versions: readonly {
    readonly version: string;
    readonly current: boolean;
    readonly damaged?: true;
  }[];
}

async function listed(who: Sandbox): Promise<readonly Listed[]> {
  return JSON.parse(await told(who, '--json', 'pack', 'list')) as readonly Listed[];
}

const versionsOf = ([pack]: readonly Listed[]) => pack?.versions.map(({ version }) => version) ?? [];

/** Runs the command and kills it after a while; whether it was still at work then. */
async function killed(who: Sandbox, after: number, ...argv: string[]): Promise<boolean> {
  const child = spawn(process.execPath, [join(productRoot, 'bin', 'lvslab.js'), ...argv], {
    env: { ...process.env, ...who.env },
    stdio: 'ignore',
  });
  const ended = new Promise<boolean>((resolve) => child.on('exit', (_, signal) => resolve(signal !== null)));
  await Promise.race([sleep(after), ended]);
  child.kill('SIGKILL');
  return ended;
}

/** How long a command takes when nobody kills it, in milliseconds. */
async function duration(act: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await act();
  return performance.now() - start;
}

test('whenever an installation, an update or a removal is killed, a pack is there whole or not at all', async () => {
  const usual = await duration(() => told(someone(), 'pack', 'install', files[0]!, '--yes'));
  const tries = 10;
  let atWork = 0;
  for (let number = 0; number < tries; number += 1) {
    const who = someone();
    // From when the program has been loaded to a little after the end.
    const moment = (share: number) => usual * (0.35 + 0.7 * share);
    if (await killed(who, moment(number / tries), 'pack', 'install', files[0]!, '--yes')) atWork += 1;
    const installed = versionsOf(await listed(who));
    expect([[], ['1.0.0']]).toContainEqual(installed);
    // What was left is in nobody's way.
    await told(who, 'pack', 'install', files[0]!, '--yes');
    if (await killed(who, moment(number / tries), 'pack', 'install', files[1]!, '--yes')) atWork += 1;
    const updated = versionsOf(await listed(who));
    expect([['1.0.0'], ['1.1.0', '1.0.0']]).toContainEqual(updated);
    expect(await told(who, 'labs')).toContain('first-lab');
    await told(who, 'pack', 'install', files[1]!);
    if (await killed(who, moment(number / tries), 'pack', 'remove', 'net')) atWork += 1;
    for (const { versions } of await listed(who)) expect(versions.some(({ damaged }) => damaged)).toBe(false);
    await told(who, 'pack', 'install', files[1]!);
    expect((await listed(who))[0]?.versions.find(({ current }) => current)?.version).toBe('1.1.0');
    // Whatever was left half written or half removed is gone by now.
    const left = readdirSync(join(who.data, 'packs')).filter((name) => name.endsWith('.partial'));
    expect(left).toEqual([]);
  }
  expect(atWork).toBeGreaterThan(tries / 2);
}, 600_000);

/** Runs the command on a terminal (script(1)), and types when it asks. @returns what was on the screen, and its exit code */
async function onTerminal(who: Sandbox, keys: string, ...argv: string[]): Promise<string> {
  const command = [process.execPath, join(productRoot, 'bin', 'lvslab.js'), '--lang', 'en', ...argv].join(
    ' ',
  );
  const child = spawn('script', ['-qec', `${command}; echo exit $?`, '/dev/null'], {
    env: { ...process.env, ...who.env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let screen = '';
  let typed = false;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    screen += text;
    if (typed || !screen.includes('[y/N]')) return;
    typed = true;
    child.stdin.write(keys);
  });
  await new Promise((resolve) => child.once('exit', resolve));
  return screen;
}

test('who is asked can say yes, no, or go away', async () => {
  const who = someone();
  const install = (keys: string) => onTerminal(who, keys, 'pack', 'install', files[0]!);
  for (const [keys, said] of [
    ['n\n', /was not installed, and nothing was changed\.\s+exit 2/],
    ['\u0003', /Cancelled\s+exit 3/],
    ['\u0004', /Cancelled\s+exit 3/],
  ] as const) {
    expect(await install(keys)).toMatch(said);
    expect(await listed(who)).toEqual([]);
  }
  expect(await install('y\n')).toMatch(/is installed[^]*exit 0/);
  expect(versionsOf(await listed(who))).toEqual(['1.0.0']);
}, 120_000);

// A file system of its own needs a namespace that its user may mount in (unshare(1)).
const canMount =
  spawnSync('unshare', ['-rm', 'sh', '-c', 'mount -t tmpfs -o size=64k none /mnt'], { stdio: 'ignore' })
    .status === 0;

test.skipIf(!canMount)(
  'a full disk refuses an update in one sentence, and what was there stays',
  async () => {
    const disk = at('disk');
    mkdirSync(disk);
    const lvslab = (argv: string) => `node ${join(productRoot, 'bin', 'lvslab.js')} --lang en pack ${argv}`;
    const script = [
      `mount -t tmpfs -o size=9m none ${disk}`,
      `export LVSLAB_DATA=${disk}`,
      `${lvslab(`install ${files[0]} --yes`)} >/dev/null`,
      `head -c 2m /dev/zero >${disk}/filler`,
      `${lvslab(`install ${files[1]}`)}; echo exit $?`,
      `ls ${disk}/packs; ls ${disk}/packs/net`,
      `rm ${disk}/filler`,
      `${lvslab(`install ${files[1]}`)} >/dev/null; echo exit $?`,
      lvslab('list'),
    ].join('\n');
    const { stdout, stderr } = spawnSync('unshare', ['-rm', 'sh', '-c', script], {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C.UTF-8', XDG_RUNTIME_DIR: folder },
    });
    const [, first = '', second = ''] = stdout.split(/^exit /m);
    expect(first).toMatch(/^[23]\n/);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toMatch(/no room|disk is full/i);
    expect(first).not.toContain('.partial');
    expect(first).toMatch(/\n1\.0\.0-[0-9a-f]{12}\n/);
    expect(second).toMatch(/^0\n[^]*1\.1\.0-[^]*1\.0\.0-/);
  },
  120_000,
);

test('a trainer’s lab is proven, shipped and graded on somebody else’s computer', async () => {
  const proven = at('proven');
  cpSync(at('net'), proven, { recursive: true });
  rmSync(join(proven, 'LICENSE.txt'));
  await told(trainer, 'pack', 'test', proven);
  expect(existsSync(join(proven, 'first-lab', 'proof.json'))).toBe(true);
  const file = at('proven.lvspack');
  await told(trainer, 'pack', 'build', proven, '-o', file);
  await told(trainer, 'pack', 'sign', file, '--key', at('me.key'));
  const learner = someone();
  expect(await told(learner, 'pack', 'install', file, '--key', at('me.pub'))).toMatch(
    /its publisher has proven 1 of 1 lab on machines \(\d{4}-\d\d-\d\d\)/,
  );
  // A learner's pack has no solution to be typed in: the learner does it.
  await told(learner, 'up', 'net/first-lab', '-d');
  const [session = ''] = learner.sessions();
  const record = () => readFileSync(join(learner.folder(session), 'session.json'), 'utf8');
  const before = record();
  // A newer state beside it, of other values, and then nothing of the pack any more: the session runs on as it was.
  const yaml = join(proven, 'pack.yaml');
  writeFileSync(yaml, readFileSync(yaml, 'utf8').replace(/^version: .*$/m, 'version: 2.0.0'));
  const lab = join(proven, 'first-lab', 'lab.yaml');
  writeFileSync(lab, readFileSync(lab, 'utf8').replace('default: cedar', 'default: delta'));
  await told(trainer, 'pack', 'build', proven, '-o', at('newer.lvspack'));
  await told(trainer, 'pack', 'sign', at('newer.lvspack'), '--key', at('me.key'));
  expect(await told(learner, 'pack', 'install', at('newer.lvspack'))).toMatch(
    /has proven none of these labs/,
  );
  expect(versionsOf(await listed(learner))).toEqual(['2.0.0', '1.1.0']);
  await told(learner, 'pack', 'remove', 'net');
  expect(await told(learner, 'step', 'serve')).toContain('cedar');
  await told(
    learner,
    'ssh',
    'server',
    '--',
    'systemctl start nginx; echo served by cedar >/var/www/html/index.html',
  );
  await told(learner, 'answer', 'refused-or-silent', '0');
  expect(await told(learner, 'check', '--grade')).toMatch(/✔/);
  const report = JSON.parse(await told(learner, '--json', 'report', session)) as {
    earned: number;
    points: number;
  };
  expect(report.earned).toBe(report.points);
  expect(record()).toBe(before);
  await told(learner, 'down', session);
}, 600_000);
