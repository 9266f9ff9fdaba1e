import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { vi } from 'vitest';
import { isStopped, processMark } from '../../engine/machines/lock.js';

/**
 * A process that has a session's lock, and does nothing.
 * @param folder the session's
 */
export async function stoppedHost(
  folder: string,
): Promise<{ readonly child: ChildProcess; readonly end: () => void }> {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000); console.log()'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(child.stdout, 'data');
  const { pid = 0 } = child;
  writeFileSync(join(folder, 'host.lock'), `${pid} ${processMark(pid)}`);
  child.kill('SIGSTOP');
  await vi.waitUntil(() => isStopped(pid));
  return { child, end: () => void child.kill('SIGKILL') };
}
