import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LabError } from '../../contract/errors.js';
import { type Lock, lockHolder, takeLock, tryLock } from '../machines/lock.js';

/*
 * A session has one host: the process that has its lock, from before it looks at the machines until it has let go of
 * them. Whoever looks after a session whose host died has the lock meanwhile, and a second one as well, so that a host
 * that wants to begin waits for it instead of being refused.
 */

const lockFile = (folder: string) => join(folder, 'host.lock');

/** Milliseconds: who looks after a dead session saves its machines, which takes two minutes at most (qemu/vm.ts). */
const carePatience = 150_000;
/** Milliseconds in which a process that was killed has gone. */
const killPatience = 5_000;

/** The process that runs a session. */
export function hostPid(folder: string): number | undefined {
  return lockHolder(lockFile(folder));
}

/** For the host's life. @throws LabError `session.running` where another has it */
export async function holdSession(id: string, folder: string): Promise<Lock> {
  const care = await takeLock(join(folder, 'recover.lock'), { patience: carePatience });
  try {
    const lock = await tryLock(lockFile(folder));
    if (typeof lock !== 'number') return lock;
    throw new LabError({ code: 'session.running', params: { id } });
  } finally {
    await care.release();
  }
}

/** Does something for a session that nobody runs. @returns undefined where somebody does */
export async function whileNobodyRuns<T>(folder: string, work: () => Promise<T>): Promise<T | undefined> {
  const care = await takeLock(join(folder, 'recover.lock'), { patience: carePatience });
  try {
    const lock = await tryLock(lockFile(folder));
    if (typeof lock === 'number') return undefined;
    try {
      return await work();
    } finally {
      await lock.release();
    }
  } finally {
    await care.release();
  }
}

/**
 * Ends a host that does not answer; its machines live on.
 * @returns its process id; undefined where nobody has the lock
 */
export async function killHost(folder: string): Promise<number | undefined> {
  const pid = hostPid(folder);
  if (pid === undefined || pid === process.pid) return undefined;
  process.kill(pid, 'SIGKILL');
  const until = Date.now() + killPatience;
  while (hostPid(folder) === pid && Date.now() < until) await sleep(20);
  return pid;
}
