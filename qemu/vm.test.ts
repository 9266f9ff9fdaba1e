import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LabError } from '../contract/errors.js';
import { QmpError } from './qmp.js';
import { killPid, livePid, QemuExit, stuckOr, Vm, type VmFiles } from './vm.js';

let folder = '';
let pidFile = '';
const children: ChildProcess[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lvslab-vm-'));
  pidFile = join(folder, 'a.pid');
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** A process with these words on its command line; it lives until it is killed. */
async function process_(...words: readonly string[]): Promise<{ pid: number; ended: Promise<unknown> }> {
  const child = spawn('sh', ['-c', 'echo ready; read -r never', 'sh', ...words], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  children.push(child);
  const ended = new Promise((resolve) => child.once('exit', (_code, signal) => resolve(signal)));
  await new Promise((resolve) => child.stdout.once('data', resolve));
  return { pid: child.pid!, ended };
}

const alive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe.runIf(process.platform === 'linux')('a pid file', () => {
  test('of a process with the file on its command line is of a live machine, which can be killed', async () => {
    const { pid, ended } = await process_('-pidfile', pidFile);
    writeFileSync(pidFile, `${pid}\n`);
    expect(livePid(pidFile)).toBe(pid);
    killPid(pidFile);
    expect(await ended).toBe('SIGKILL');
    expect(livePid(pidFile)).toBeUndefined();
  });

  test('whose number another process has now is of no machine, and that process is not killed', async () => {
    const { pid } = await process_('-pidfile', join(folder, 'b.pid'));
    writeFileSync(pidFile, String(pid));
    expect(livePid(pidFile)).toBeUndefined();
    killPid(pidFile);
    expect(alive(pid)).toBe(true);
  });

  test('is not told by a part of a word: the path must be a word of its own', async () => {
    const { pid } = await process_(`${pidFile}.old`, `x${pidFile}`);
    writeFileSync(pidFile, String(pid));
    expect(livePid(pidFile)).toBeUndefined();
    killPid(pidFile);
    expect(alive(pid)).toBe(true);
  });

  test.each(['', 'none', '-1', '0', '1', '999999999'])('with %j in it is of no machine', (text) => {
    writeFileSync(pidFile, text);
    expect(livePid(pidFile)).toBeUndefined();
    expect(() => killPid(pidFile)).not.toThrow();
  });

  test('that is not there is of no machine', () => {
    expect(livePid(pidFile)).toBeUndefined();
    expect(() => killPid(pidFile)).not.toThrow();
  });
});

function files(): VmFiles {
  return {
    qmp: join(folder, 'a.qmp'),
    pid: pidFile,
    log: join(folder, 'a.log'),
    console: join(folder, 'a.console'),
  };
}

test('a QEMU that is not installed is named with the way to get it', async () => {
  const program = join(folder, 'qemu-none');
  const error: unknown = await Vm.start('a', program, [], files()).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(LabError);
  expect((error as LabError).detail).toMatchObject({ code: 'host.qemu-missing', params: { program } });
});

test('a QEMU that ends at once is quoted, with its exit code', async () => {
  const args = ['-c', 'echo "qemu: -machine q36: unsupported machine type" >&2; exit 1'];
  const error: unknown = await Vm.start('a', 'sh', args, files()).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(QemuExit);
  expect(error).toMatchObject({
    exit: 1,
    output: 'qemu: -machine q36: unsupported machine type',
    portTaken: false,
  });
});

test.each([
  ["Could not set up host forwarding rule 'tcp:127.0.0.1:2222-:22'", true],
  ['Failed to bind socket: Address already in use', true],
  ['Could not open root.squashfs', false],
])('from %j it is known whether the port was taken: %s', (output, taken) => {
  expect(new QemuExit(1, output).portTaken).toBe(taken);
});

test('where no QEMU answers there is none to adopt', async () => {
  expect(await Vm.adopt('a', files())).toBeUndefined();
});

test('a QEMU that does not answer is an error with its way out, and another error stays itself', () => {
  const timeout = new QmpError('cont', 'Timeout', 'no answer within 10000 ms');
  expect(stuckOr('rs1', timeout)).toMatchObject({
    detail: { code: 'node.stuck', params: { node: 'rs1', detail: 'cont: no answer within 10000 ms' } },
  });
  const other = new TypeError('ours');
  expect(stuckOr('rs1', other)).toBe(other);
});
