import { link, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LabError } from '../../contract/errors.js';

/** Whether a process lives. A number may have been given to another process since: see {@link processMark}. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Fields of a process from its state on (proc(5), /proc/pid/stat field 3 and after); none where there is no /proc. */
function processFields(pid: number): readonly string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}

/** When a process started, in clock ticks since boot (field 22); empty where there is no /proc. */
export function processMark(pid: number): string {
  return processFields(pid)[19] ?? '';
}

/** Whether a process has been stopped (state T, or t by a debugger): it does nothing until it is continued. */
export function isStopped(pid: number): boolean {
  return /^[Tt]$/.test(processFields(pid)[0] ?? '');
}

/** Whether a process has ended and waits for its parent to take notice: its number is in use, and it holds nothing. */
function isZombie(pid: number): boolean {
  return /^[ZXx]$/.test(processFields(pid)[0] ?? '');
}

/** The living process that has a lock. */
export function lockHolder(path: string): number | undefined {
  try {
    const content = readFileSync(path, 'utf8');
    return holderLives(content) ? Number(content.split(' ')[0]) : undefined;
  } catch {
    return undefined;
  }
}

function holderLives(content: string): boolean {
  const [pid, mark] = content.split(' ');
  const number = Number(pid);
  if (!Number.isInteger(number) || number <= 0 || !isAlive(number) || isZombie(number)) return false;
  return processMark(number) === (mark ?? '');
}

export interface Lock {
  release(): Promise<void>;
  /** For whoever ends at once. */
  releaseNow(): void;
}

export interface LockOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onWait?: (holder: number) => void;
  readonly patience?: number;
}

/**
 * Takes a lock file, waiting for its living holder. A lock whose holder died is broken.
 * @param onWait called about twice a second while waiting, with the holder's process id
 * @param patience milliseconds to wait at most; without it the signal is all that ends a wait for one that works
 * @throws the signal's reason when aborted while waiting; LabError `lock.held` for a holder that is stopped, or too slow
 */
export async function takeLock(
  path: string,
  { signal, onWait, patience = Number.POSITIVE_INFINITY }: LockOptions,
): Promise<Lock> {
  await mkdir(dirname(path), { recursive: true });
  const content = `${process.pid} ${processMark(process.pid)}`;
  const until = Date.now() + patience;
  let emptyRounds = 0;
  for (;;) {
    signal?.throwIfAborted();
    try {
      const file = await open(path, 'wx');
      await file.writeFile(content);
      await file.close();
      break;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    const holder = await readFile(path, 'utf8').catch(() => undefined);
    if (holder === undefined) continue;
    // Empty: between its holder's open and write, unless it stays so.
    emptyRounds = holder === '' ? emptyRounds + 1 : 0;
    if (holder === '' ? emptyRounds > 4 : !holderLives(holder)) {
      await breakLock(path, holder);
      continue;
    }
    const pid = Number(holder.split(' ')[0]);
    onWait?.(pid);
    if (Date.now() > until || isStopped(pid))
      throw new LabError({ code: 'lock.held', params: { path, pid } });
    await sleep(500, undefined, signal === undefined ? {} : { signal });
  }
  const release = async (): Promise<void> => {
    if ((await readFile(path, 'utf8').catch(() => '')) === content) await rm(path, { force: true });
  };
  const releaseNow = (): void => {
    try {
      if (readFileSync(path, 'utf8') === content) rmSync(path, { force: true });
    } catch {
      // its folder has gone
    }
  };
  return { release, releaseNow };
}

/** Takes a lock that nobody living has. @returns the holder's process id when there is one */
export async function tryLock(path: string): Promise<Lock | number> {
  class Held extends Error {}
  let holder = 0;
  const onWait = (pid: number) => {
    if (pid === 0) return; // between its open and its write
    holder = pid;
    throw new Held();
  };
  return takeLock(path, { onWait }).catch((error: unknown) => {
    if (error instanceof Held) return holder;
    throw error;
  });
}

/** Removes a dead holder's lock. Another waiter may have replaced it meanwhile: then it goes back. */
async function breakLock(path: string, deadContent: string): Promise<void> {
  const broken = `${path}.broken-${process.pid}`;
  try {
    await rename(path, broken);
  } catch {
    return;
  }
  if ((await readFile(broken, 'utf8').catch(() => '')) !== deadContent)
    await link(broken, path).catch(() => undefined);
  await rm(broken, { force: true });
}
