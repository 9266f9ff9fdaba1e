import { link, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Whether a process lives. A number may have been given to another process since: see {@link processMark}. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** When a process started, in clock ticks since boot (proc(5), /proc/pid/stat field 22); empty where there is no /proc. */
export function processMark(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

function holderLives(content: string): boolean {
  const [pid, mark] = content.split(' ');
  const number = Number(pid);
  return Number.isInteger(number) && number > 0 && isAlive(number) && processMark(number) === (mark ?? '');
}

export interface BuildLock {
  release(): Promise<void>;
}

/**
 * Takes a lock file, waiting for its living holder. A lock whose holder died is broken.
 * @param onWait called about twice a second while waiting, with the holder's process id
 * @throws the signal's reason when aborted while waiting
 */
export async function takeLock(
  path: string,
  { signal, onWait }: { signal?: AbortSignal | undefined; onWait?: (holder: number) => void },
): Promise<BuildLock> {
  await mkdir(dirname(path), { recursive: true });
  const content = `${process.pid} ${processMark(process.pid)}`;
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
    onWait?.(Number(holder.split(' ')[0]));
    await sleep(500, undefined, signal === undefined ? {} : { signal });
  }
  const release = async (): Promise<void> => {
    if ((await readFile(path, 'utf8').catch(() => '')) === content) await rm(path, { force: true });
  };
  return { release };
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
