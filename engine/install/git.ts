import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { LabError } from '../../contract/errors.js';
import { gitLimits } from '../../contract/limits.js';

/** How a repository may be had. `ext` runs whatever its address says (git-remote-ext(1)). */
const protocols = ['https', 'http', 'ssh', 'git', 'file'];

/**
 * The newest state of a repository's main branch, without its history. It is only read: no hooks, no submodules, no links.
 * @param folder must not exist yet
 * @throws LabError install.git-missing, install.git-failed; the signal's reason
 */
export async function cloneInto(url: string, folder: string, signal: AbortSignal | undefined): Promise<void> {
  const failed = (detail: string) => new LabError({ code: 'install.git-failed', params: { url, detail } });
  if (url.startsWith('-')) throw failed(url);
  const large = new AbortController();
  const watch = setInterval(() => {
    if (bytesIn(folder, gitLimits.bytes) > gitLimits.bytes) large.abort();
  }, 500);
  const allowed = protocols.flatMap((name) => ['-c', `protocol.${name}.allow=always`]);
  try {
    const result = await execa(
      'git',
      [
        '-c',
        'protocol.allow=never',
        ...allowed,
        '-c',
        'core.symlinks=false',
        '-c',
        'core.hooksPath=',
        'clone',
        '--quiet',
        '--depth=1',
        '--single-branch',
        '--no-tags',
        '--',
        url,
        folder,
      ],
      {
        reject: false,
        stdin: 'ignore',
        timeout: gitLimits.seconds * 1000,
        cancelSignal: signal === undefined ? large.signal : AbortSignal.any([signal, large.signal]),
        // Nobody is there to be asked for a password.
        env: { GIT_TERMINAL_PROMPT: '0', GIT_SSH_COMMAND: 'ssh -oBatchMode=yes', LC_ALL: 'C' },
        maxBuffer: 100_000,
      },
    );
    signal?.throwIfAborted();
    if (large.signal.aborted) throw failed(`more than ${gitLimits.bytes} bytes`);
    if (result.timedOut) throw failed(`no end within ${gitLimits.seconds} s`);
    if (result.code === 'ENOENT') throw new LabError({ code: 'install.git-missing', params: {} });
    if (result.failed) throw failed(result.stderr.trim().split('\n').at(-1) ?? result.shortMessage ?? '');
  } finally {
    clearInterval(watch);
  }
}

/** Bytes that an inode and its name are counted as. */
const entryBytes = 4096;

/** Bytes of all files below a folder; it is not counted further than a limit. */
function bytesIn(folder: string, limit: number): number {
  let bytes = 0;
  const look = (path: string): void => {
    try {
      for (const entry of readdirSync(path, { withFileTypes: true })) {
        if (bytes > limit) return;
        const each = join(path, entry.name);
        // An entry takes room on the disk, also an empty one.
        bytes += entryBytes;
        if (entry.isDirectory()) look(each);
        else if (entry.isFile()) bytes += statSync(each).size;
      }
    } catch {
      // it comes and goes while git works
    }
  };
  look(folder);
  return bytes;
}
