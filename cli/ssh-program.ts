import type { Readable, Writable } from 'node:stream';
import type { SshShell } from '../engine/machines/ssh.js';

/** What ssh(1) exits with when the connection ended and not the program. */
export const cut = 255;

export interface Streams {
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
}

/**
 * A node's program without a terminal, as ssh(1) runs it: its input, output and errors are ours byte by byte, its input
 * ends where ours ends.
 * @returns its exit code; 255 when it was ended by a signal, or the connection was
 * @throws ShellError
 */
export async function runProgram(
  shell: Pick<SshShell, 'stream'>,
  command: string,
  { stdin, stdout, stderr }: Streams,
): Promise<number> {
  const channel = await shell.stream(command);
  const endInput = () => channel.end();
  // Input that cannot be read (a folder) is input that has ended.
  stdin.on('error', endInput);
  channel.on('error', () => {}); // 'close' follows
  stdin.pipe(channel);
  channel.pipe(stdout, { end: false });
  channel.stderr.pipe(stderr, { end: false });
  try {
    return await new Promise<number>((resolve) => {
      let exit = cut;
      channel.on('exit', (code: number | null) => {
        exit = code ?? cut;
      });
      channel.on('close', () => resolve(exit));
    });
  } finally {
    // It may have ended before its input did.
    stdin.unpipe(channel);
    stdin.off('error', endInput);
    stdin.pause();
  }
}
