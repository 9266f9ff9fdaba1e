import type { SshAccess } from '../../contract/machines.js';
import { createRequire } from 'node:module';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server as TcpServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection, ServerChannel } from 'ssh2';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { makeKeyPair } from './keys.js';
import { ShellError } from './shell.js';
import { type SshOptions, SshShell } from './ssh.js';

// ssh2 is CommonJS and these names are not visible to ES modules.
const { Server, utils } = createRequire(import.meta.url)('ssh2') as typeof import('ssh2');

const hostKeys = makeKeyPair('host');
const otherKeys = makeKeyPair('other');
const userKeys = makeKeyPair('user');
const rsaKeys = utils.generateKeyPairSync('rsa', { bits: 2048 });

let folder = '';
let identityFile = '';
const shells: SshShell[] = [];
const stops: (() => void)[] = [];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lvslab-ssh-'));
  identityFile = join(folder, 'id_ed25519');
  writeFileSync(identityFile, userKeys.private, { mode: 0o600 });
});
afterEach(() => {
  for (const shell of shells.splice(0)) shell.disconnect();
  for (const stop of stops.splice(0)) stop();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Command = (channel: ServerChannel, command: string, connection: Connection) => void;

interface Node {
  readonly port: number;
  /** Connections that were authenticated so far. */
  readonly connections: Connection[];
}

/** A node's sshd: takes the one user key, and does with a command what the test says. */
async function sshd(
  command: Command,
  keys = hostKeys,
  onSize: (rows: number, cols: number) => void = () => {},
): Promise<Node> {
  const connections: Connection[] = [];
  const wanted = (utils.parseKey(userKeys.public) as { getPublicSSH(): Buffer }).getPublicSSH();
  const server = new Server({ hostKeys: [keys.private] }, (connection) => {
    connection.on('error', () => {});
    connection.on('authentication', (attempt) => {
      if (attempt.method === 'publickey' && attempt.key.data.equals(wanted)) attempt.accept();
      else attempt.reject(['publickey']);
    });
    connection.on('ready', () => {
      connections.push(connection);
      connection.on('session', (accept) => {
        const shell = accept();
        shell.on('pty', (acceptPty, _reject, { rows, cols }) => {
          onSize(rows, cols);
          acceptPty();
        });
        shell.on('window-change', (_accept, _reject, { rows, cols }) => onSize(rows, cols));
        shell.on('exec', (acceptExec, _reject, info) => command(acceptExec(), info.command, connection));
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stops.push(() => {
    for (const connection of connections) connection.end();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, connections };
}

/** Something on a port that is no sshd. */
async function tcp(onConnection: (socket: Socket, count: number) => void): Promise<{ port: number }> {
  let count = 0;
  const sockets = new Set<Socket>();
  const server: TcpServer = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    onConnection(socket, ++count);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stops.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port };
}

function shellTo(port: number, options: SshOptions & { readonly hostKey?: string } = {}): SshShell {
  const access: SshAccess = {
    host: '127.0.0.1',
    port,
    user: 'root',
    identityFile,
    hostKey: options.hostKey ?? hostKeys.public,
  };
  const shell = new SshShell(() => access, options);
  shells.push(shell);
  return shell;
}

const says =
  (stdout: string, exit = 0, stderr = ''): Command =>
  (channel) => {
    channel.write(stdout);
    channel.stderr.write(stderr);
    channel.exit(exit);
    channel.end();
  };

async function failure(run: Promise<unknown>): Promise<ShellError> {
  const error: unknown = await run.then(
    () => new Error('it did not fail'),
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(ShellError);
  return error as ShellError;
}

test('a command comes back with its output, its errors and its exit code', async () => {
  const { port } = await sshd((channel, command) =>
    says(`ran ${command} 答`, 3, 'oops')(channel, command, null!),
  );
  expect(await shellTo(port).exec('ip -br addr')).toEqual({
    exit: 3,
    stdout: 'ran ip -br addr 答',
    stderr: 'oops',
  });
});

test('a command that a signal ended has a code that is not 0', async () => {
  const { port } = await sshd((channel) => {
    channel.exit('KILL', false, '');
    channel.end();
  });
  expect((await shellTo(port).exec('kill -9 $$')).exit).toBe(255);
});

test('input reaches the command, and its end', async () => {
  const { port } = await sshd((channel) => {
    let input = '';
    channel.on('data', (chunk: Buffer) => {
      input += chunk.toString();
    });
    channel.on('end', () => says(`got ${input}`)(channel, '', null!));
  });
  expect((await shellTo(port).exec('cat', { input: 'a script\n' })).stdout).toBe('got a script\n');
  expect((await shellTo(port).exec('cat')).stdout).toBe('got ');
});

test('commands share one connection, also those that run at the same time', async () => {
  const { port, connections } = await sshd((channel, command) => says(command)(channel, command, null!));
  const shell = shellTo(port);
  const ran = await Promise.all(['a', 'b', 'c'].map((command) => shell.exec(command)));
  expect(ran.map(({ stdout }) => stdout)).toEqual(['a', 'b', 'c']);
  await shell.exec('d');
  expect(connections).toHaveLength(1);
});

test('output is told as it comes', async () => {
  const { port } = await sshd((channel) => says('one\ntwo\n')(channel, '', null!));
  const seen: string[] = [];
  await shellTo(port).exec('x', { onStdout: (chunk) => seen.push(chunk) });
  expect(seen.join('')).toBe('one\ntwo\n');
});

test('of each stream no more is kept than was asked for, and the exit code comes all the same', async () => {
  const { port } = await sshd((channel) =>
    says('o'.repeat(300_000), 1, 'e'.repeat(300_000))(channel, '', null!),
  );
  const { exit, stdout, stderr } = await shellTo(port).exec('yes', { maxOutput: 1000 });
  expect({ exit, stdout: stdout.length, stderr: stderr.length }).toEqual({
    exit: 1,
    stdout: 1000,
    stderr: 1000,
  });
});

test('another host key than the pinned one is refused at once, and no command is sent', async () => {
  let ran = 0;
  const { port, connections } = await sshd(() => {
    ran += 1;
  }, otherKeys);
  let attempts = 0;
  const shell = shellTo(port, { reconnectTimeout: 60_000, gone: () => void (attempts += 1) });
  expect(await failure(shell.exec('true', { timeout: 60_000 }))).toMatchObject({ reason: 'unreachable' });
  expect({ ran, attempts, connections: connections.length }).toEqual({ ran: 0, attempts: 1, connections: 0 });
});

test('a host key of another kind is refused', async () => {
  const { port, connections } = await sshd(says(''), rsaKeys);
  expect(await failure(shellTo(port, { reconnectTimeout: 1 }).exec('true'))).toMatchObject({
    reason: 'unreachable',
  });
  expect(connections).toHaveLength(0);
});

test('a user key that is refused is refused at once', async () => {
  const { port } = await sshd(says(''));
  const wrong = join(folder, 'wrong');
  writeFileSync(wrong, otherKeys.private, { mode: 0o600 });
  const access: SshAccess = {
    host: '127.0.0.1',
    port,
    user: 'root',
    identityFile: wrong,
    hostKey: hostKeys.public,
  };
  let attempts = 0;
  const shell = new SshShell(() => access, {
    reconnectTimeout: 60_000,
    gone: () => void (attempts += 1),
  });
  expect(await failure(shell.exec('true', { timeout: 60_000 }))).toMatchObject({ reason: 'unreachable' });
  expect(attempts).toBe(1);
});

test('a command that does not end is given up, and the connection goes on serving others', async () => {
  const { port, connections } = await sshd((channel, command) => {
    if (command === 'quick') says('ok')(channel, command, null!);
  });
  const shell = shellTo(port);
  await shell.connect();
  const error = await failure(shell.exec('sleep infinity', { timeout: 100 }));
  expect(error).toMatchObject({ reason: 'timeout' });
  expect(error.message).toContain('sleep infinity');
  expect((await shell.exec('quick')).stdout).toBe('ok');
  expect(connections).toHaveLength(1);
});

test.each(['', 'half of its out'])(
  'a connection that is cut in the middle of a command (after %j) is trouble, and the next command gets a new one',
  async (output) => {
    const { port, connections } = await sshd((channel, command, connection) => {
      if (command === 'whoami') return says('root')(channel, command, connection);
      channel.write(output);
      const { _sock: socket } = connection as unknown as { _sock: Socket };
      socket.destroySoon();
    });
    const shell = shellTo(port);
    expect(await failure(shell.exec('reboot'))).toMatchObject({ reason: 'unreachable' });
    expect((await shell.exec('whoami')).stdout).toBe('root');
    expect(connections).toHaveLength(2);
  },
);

test('where a machine has gone the reason is that it does not run', async () => {
  const { port } = await sshd((_channel, _command, connection) => connection.end());
  let halted = false;
  const shell = shellTo(port, { gone: () => (halted ? 'halted' : undefined) });
  await shell.connect();
  halted = true;
  expect(await failure(shell.exec('poweroff'))).toMatchObject({ reason: 'halted' });
  expect(await failure(shell.exec('true'))).toMatchObject({ reason: 'halted' });
});

test('a signal that comes in the middle of a command cancels it', async () => {
  const controller = new AbortController();
  const { port } = await sshd(() => controller.abort());
  const shell = shellTo(port);
  expect(await failure(shell.exec('sleep infinity', { signal: controller.signal }))).toMatchObject({
    reason: 'cancelled',
  });
});

test('a signal that has come already cancels before anything is sent, connected or not', async () => {
  const ran: string[] = [];
  const { port, connections } = await sshd((channel, command) => {
    ran.push(command);
    says('')(channel, command, null!);
  });
  const shell = shellTo(port);
  const signal = AbortSignal.abort();
  expect(await failure(shell.exec('one', { signal }))).toMatchObject({ reason: 'cancelled' });
  expect(connections).toHaveLength(0);
  await shell.connect();
  expect(await failure(shell.exec('two', { signal }))).toMatchObject({ reason: 'cancelled' });
  await shell.exec('three');
  expect(ran).toEqual(['three']);
});

test('who cancels while the connection is being made stops waiting at once, and others do not', async () => {
  const held: Socket[] = [];
  const { port: real } = await sshd(says('done'));
  // Lets the first connection wait for its greeting.
  const { port } = await tcp((socket) => held.push(socket));
  const shell = shellTo(port);
  const controller = new AbortController();
  const cancelled = failure(shell.exec('one', { signal: controller.signal }));
  const patient = shell.exec('two');
  await expect.poll(() => held.length).toBe(1);
  controller.abort();
  expect(await cancelled).toMatchObject({ reason: 'cancelled' });
  const through = connect(real, '127.0.0.1');
  held[0]!.pipe(through).pipe(held[0]!);
  expect(await patient).toMatchObject({ exit: 0, stdout: 'done' });
});

test('where nobody listens the node is unreachable', async () => {
  const { port } = await tcp(() => {});
  for (const stop of stops.splice(0)) stop();
  expect(await failure(shellTo(port, { reconnectTimeout: 1 }).exec('true'))).toMatchObject({
    reason: 'unreachable',
  });
});

test.each([
  ['closes at once', (socket: Socket) => socket.end()],
  ['resets at once', (socket: Socket) => socket.resetAndDestroy()],
  ['closes after its greeting', (socket: Socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n')],
  ['is no SSH server', (socket: Socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')],
  ['sends garbage', (socket: Socket) => socket.end(Buffer.alloc(100_000, 0xff))],
  ['greets and sends garbage', (socket: Socket) => socket.end(`SSH-2.0-x\r\n${'\u0001'.repeat(5000)}`)],
])('a server that %s is unreachable, and nothing crashes', async (_what, behave) => {
  const { port } = await tcp(behave);
  const error = await failure(shellTo(port, { reconnectTimeout: 1 }).exec('true'));
  expect(error).toMatchObject({ reason: 'unreachable' });
});

test('a server that answers only after some attempts is waited for', async () => {
  const node = await sshd(says('up'));
  const { connect } = await import('node:net');
  const { port } = await tcp((socket, count) => {
    if (count <= 2) return void socket.destroy();
    const onward = connect(node.port, '127.0.0.1');
    onward.on('error', () => {});
    socket.pipe(onward).pipe(socket);
  });
  expect((await shellTo(port).exec('true')).stdout).toBe('up');
});

test('a server that takes the connection and says nothing is given up', async () => {
  const { port } = await tcp(() => {});
  expect(await failure(shellTo(port, { reconnectTimeout: 1 }).exec('true'))).toMatchObject({
    reason: 'unreachable',
  });
});

test('a kept shell is told another size before its own, so that it draws its line anew', async () => {
  const sizes: string[] = [];
  let speak = (_text: string) => {};
  const node = await sshd(
    (channel) => {
      speak = (text) => void channel.write(text);
    },
    hostKeys,
    (rows, cols) => sizes.push(`${rows} ${cols}`),
  );
  const terminal = await shellTo(node.port).keptTerminal('app-1', { rows: 24, cols: 80 });
  const paste = '\u001b[?2004h';
  let heard = '';
  let early: readonly string[] = [];
  terminal.onData((chunk) => {
    heard += chunk;
    // bash prints this before it listens to a change, and its prompt afterwards.
    if (chunk !== paste) return;
    setTimeout(() => {
      early = [...sizes];
      speak('# ');
    }, 30);
  });
  // Before the other side has spoken nobody is there to see a change.
  terminal.resize({ rows: 30, cols: 100 });
  const clear = '\u001b[H\u001b[J';
  speak(clear);
  await expect.poll(() => heard).toBe(clear);
  expect(sizes).toEqual(['23 80']);
  speak(paste);
  await expect.poll(() => sizes).toEqual(['23 80', '30 100']);
  expect(early).toEqual(['23 80']);
  expect(heard).toBe(`${clear}${paste}# `);
  terminal.resize({ rows: 31, cols: 100 });
  await expect.poll(() => sizes.at(-1)).toBe('31 100');
});

test('a kept shell that says nothing gets its size all the same', async () => {
  const sizes: string[] = [];
  const node = await sshd(
    (channel) => void channel.write('\u001b[H\u001b[J'),
    hostKeys,
    (rows, cols) => sizes.push(`${rows} ${cols}`),
  );
  const terminal = await shellTo(node.port).keptTerminal('app-1', { rows: 24, cols: 80 });
  terminal.onData(() => {});
  await expect.poll(() => sizes, { timeout: 5000 }).toEqual(['23 80', '24 80']);
});

test('what was disconnected on purpose is connected again when it is used', async () => {
  const { port, connections } = await sshd((channel) => says('x')(channel, '', null!));
  const shell = shellTo(port);
  await shell.exec('one');
  shell.disconnect();
  shell.disconnect();
  expect((await shell.exec('two')).stdout).toBe('x');
  expect(connections).toHaveLength(2);
});

test.each([
  ['a command', (shell: SshShell) => shell.exec('two')],
  ['a terminal', (shell: SshShell) => shell.terminal({ rows: 24, cols: 80, term: 'xterm' })],
  ['a stream', (shell: SshShell) => shell.stream('two')],
])('%s that is asked for on a connection that goes just now cannot reach the node', async (_what, ask) => {
  const { port } = await sshd((channel) => says('x')(channel, '', null!));
  const shell = shellTo(port);
  await shell.exec('one');
  const asked = ask(shell);
  shell.disconnect();
  expect(await failure(asked)).toMatchObject({ reason: 'unreachable', message: 'Not connected' });
  expect((await shell.exec('three')).stdout).toBe('x');
});
