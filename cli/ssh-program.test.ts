import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeKeyPair } from '../engine/machines/keys.js';
import { SshShell } from '../engine/machines/ssh.js';
import { runProgram } from './ssh-program.js';

// ssh2 is CommonJS and these names are not visible to ES modules.
const { Server } = createRequire(import.meta.url)('ssh2') as typeof import('ssh2');

// Against an SSH server that runs programs of this machine.

const hostKeys = makeKeyPair('host');
let folder = '';
let shell: SshShell;
let stop = () => {};
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lvslab-ssh-program-'));
  const identityFile = join(folder, 'id_ed25519');
  writeFileSync(identityFile, makeKeyPair('user').private, { mode: 0o600 });
  const server = new Server({ hostKeys: [hostKeys.private] }, (connection) => {
    connection.on('error', () => {});
    connection.on('authentication', (attempt) => attempt.accept());
    connection.on('session', (accept) => {
      accept().on('exec', (acceptExec, _reject, { command }) => {
        const channel = acceptExec();
        const child = spawn('sh', ['-c', command]);
        child.stdin.on('error', () => {}); // it may end before its input
        channel.pipe(child.stdin);
        child.stdout.pipe(channel, { end: false });
        child.stderr.pipe(channel.stderr, { end: false });
        child.on('close', (code) => {
          if (code !== null) channel.exit(code);
          channel.close();
        });
      });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  shell = new SshShell(() => ({
    host: '127.0.0.1',
    port,
    user: 'root',
    identityFile,
    hostKey: hostKeys.public,
  }));
  stop = () => void server.close();
});
afterAll(() => {
  shell.disconnect();
  stop();
  rmSync(folder, { recursive: true, force: true });
});

async function run(command: string, stdin: Readable) {
  const streams = { stdin, stdout: new PassThrough(), stderr: new PassThrough() };
  const [out, err] = [buffer(streams.stdout), buffer(streams.stderr)];
  const exit = await runProgram(shell, command, streams);
  streams.stdout.end();
  streams.stderr.end();
  return { exit, stdout: await out, stderr: (await err).toString() };
}

test('a script on standard input runs, and its exit code is ours', async () => {
  const { exit, stdout, stderr } = await run(
    'bash',
    Readable.from(['echo judged\n', 'echo bad >&2\n', 'exit 7\n']),
  );
  expect({ exit, stdout: stdout.toString(), stderr }).toEqual({
    exit: 7,
    stdout: 'judged\n',
    stderr: 'bad\n',
  });
});

test('bytes pass both ways as they are, megabytes of them, until the input ends', async () => {
  const bytes = Buffer.from(Uint8Array.from({ length: 3_000_000 }, (_, at) => (at * 7) % 256));
  const { exit, stdout } = await run(
    'cat',
    Readable.from([bytes.subarray(0, 1_000_001), bytes.subarray(1_000_001)]),
  );
  expect(exit).toBe(0);
  expect(stdout.equals(bytes)).toBe(true);
});

test('a program that ends before its input, which goes on for ever, ends us', async () => {
  const endless = new Readable({ read() {} });
  endless.push('first\nsecond\n');
  const { exit, stdout } = await run('head -n 1', endless);
  expect([exit, stdout.toString()]).toEqual([0, 'first\n']);
});

test('a program that a signal ends has no exit code of its own: 255, as with ssh(1)', async () => {
  expect((await run('kill -9 $$', Readable.from([]))).exit).toBe(255);
});
