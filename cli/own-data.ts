import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { taskDataVariable } from '../engine/gradebook/local.js';
import { takeLock } from '../engine/machines/lock.js';
import { SessionStore } from '../engine/session/store.js';

/**
 * Sessions of a grader are in a data folder of their own: nothing of theirs is in the user's list, and no other command takes their machines
 * for left ones.
 */
export async function withOwnData<T>(minutes: number, work: (store: SessionStore) => Promise<T>): Promise<T> {
  const given = process.env[taskDataVariable];
  const data = given ?? mkdtempSync(join(tmpdir(), 'lvslab-grade-'));
  mkdirSync(data, { recursive: true, mode: 0o700 });
  process.env['LVSLAB_DATA'] = data;
  // The task of a grader that was killed may go on here by itself: it is let finish.
  const lock = await takeLock(join(data, 'task.lock'), { patience: minutes * 60_000 });
  try {
    return await work(new SessionStore());
  } finally {
    await lock.release();
    if (given === undefined) rmSync(data, { recursive: true, force: true });
  }
}
