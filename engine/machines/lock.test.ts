import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isAlive, lockHolder, processMark, takeLock, tryLock } from './lock.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lvslab-lock-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  return child.pid ?? 0;
}

test('the second one waits until the first lets go', async () => {
  const path = join(folder, 'lock');
  const first = await takeLock(path, {});
  const holders: number[] = [];
  let released = false;
  const waiting = takeLock(path, { onWait: (holder) => holders.push(holder) }).then((lock) => {
    expect(released).toBe(true);
    return lock;
  });
  await new Promise((resolve) => setTimeout(resolve, 50));
  released = true;
  await first.release();
  await (await waiting).release();
  expect(holders[0]).toBe(process.pid);
  expect(await readdir(folder)).toEqual([]);
});

test("a dead process's lock is broken", async () => {
  const path = join(folder, 'lock');
  await writeFile(path, `${await deadPid()} 1`);
  await (await takeLock(path, {})).release();
  expect(await readdir(folder)).toEqual([]);
});

test.skipIf(processMark(process.pid) === '')(
  'a lock is broken when its number belongs to a younger process',
  async () => {
    const path = join(folder, 'lock');
    await writeFile(path, `${process.pid} 1`);
    await (await takeLock(path, {})).release();
    expect(await readdir(folder)).toEqual([]);
  },
);

test('waiting ends when it is cancelled', async () => {
  const path = join(folder, 'lock');
  const lock = await takeLock(path, {});
  const controller = new AbortController();
  const waiting = takeLock(path, { signal: controller.signal });
  controller.abort();
  await expect(waiting).rejects.toThrow('aborted');
  await lock.release();
});

test('a process is known to live or not', async () => {
  expect(isAlive(process.pid)).toBe(true);
  expect(isAlive(await deadPid())).toBe(false);
});

test('what nobody living has is taken at once, and what somebody has is told with its holder', async () => {
  const path = join(folder, 'lock');
  await writeFile(path, `${await deadPid()} 1`);
  expect(lockHolder(path)).toBeUndefined();
  const lock = await tryLock(path);
  if (typeof lock === 'number') throw new Error('taken');
  expect(lockHolder(path)).toBe(process.pid);
  expect(await tryLock(path)).toBe(process.pid);
  lock.releaseNow();
  expect(await readdir(folder)).toEqual([]);
});

test('a holder that is stopped, or slower than there is patience for, is named instead of waited for', async () => {
  const path = join(folder, 'lock');
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000); console.log()'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    await once(child.stdout, 'data');
    const { pid = 0 } = child;
    await writeFile(path, `${pid} ${processMark(pid)}`);
    const held = { detail: { code: 'lock.held', params: { path, pid } } };
    await expect(takeLock(path, { patience: 0 })).rejects.toMatchObject(held);
    child.kill('SIGSTOP');
    await expect(takeLock(path, {})).rejects.toMatchObject(held);
  } finally {
    child.kill('SIGKILL');
  }
});
