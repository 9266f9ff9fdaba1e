import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Qmp, QmpError, type QmpEvent } from './qmp.js';

let folder = '';
let path = '';
const servers: Server[] = [];
const sockets: Socket[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lvslab-qmp-'));
  path = join(folder, 'qmp');
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) server.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Command {
  readonly execute: string;
  readonly id: number;
  readonly arguments?: Readonly<Record<string, unknown>>;
}
type Say = (message: unknown) => void;

const greeting = { QMP: { version: { qemu: { major: 7, minor: 2, micro: 11 } }, capabilities: ['oob'] } };

/** A QEMU that greets, takes qmp_capabilities, and does with the rest what the test says. */
async function qemu(onCommand: (command: Command, say: Say, socket: Socket) => void): Promise<Command[]> {
  const commands: Command[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    const say: Say = (message) => void socket.write(`${JSON.stringify(message)}\r\n`);
    say(greeting);
    let rest = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop()!;
      for (const line of lines) {
        const command = JSON.parse(line) as Command;
        commands.push(command);
        if (command.execute === 'qmp_capabilities') say({ return: {}, id: command.id });
        else onCommand(command, say, socket);
      }
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return commands;
}

async function problem(run: Promise<unknown>): Promise<string> {
  const error: unknown = await run.then(
    () => new Error('it did not fail'),
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(QmpError);
  return (error as QmpError).problem;
}

test('after the greeting the capabilities are settled, then commands go with their arguments', async () => {
  const commands = await qemu(({ id }, say) => say({ return: { status: 'running' }, id }));
  const qmp = await Qmp.connect(path);
  expect(await qmp.execute('query-status')).toEqual({ status: 'running' });
  await qmp.execute('set_link', { name: 'nic0', up: false });
  expect(commands.map(({ id: _id, ...command }) => command)).toEqual([
    { execute: 'qmp_capabilities' },
    { execute: 'query-status' },
    { execute: 'set_link', arguments: { name: 'nic0', up: false } },
  ]);
  expect(new Set(commands.map(({ id }) => id)).size).toBe(3);
  qmp.close();
});

test('answers find their command by its id, whatever their order', async () => {
  const held: Command[] = [];
  await qemu((command, say) => {
    held.push(command);
    if (held.length === 3) for (const { execute, id } of held.toReversed()) say({ return: execute, id });
  });
  const qmp = await Qmp.connect(path);
  const names = ['one', 'two', 'three'];
  expect(await Promise.all(names.map((name) => qmp.execute(name)))).toEqual(names);
  qmp.close();
});

test('an error names the command, its class and what QEMU says', async () => {
  await qemu(({ id }, say) =>
    say({ error: { class: 'CommandNotFound', desc: 'The command fly has not been found' }, id }),
  );
  const qmp = await Qmp.connect(path);
  const error: unknown = await qmp.execute('fly').catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(QmpError);
  expect(error).toMatchObject({
    command: 'fly',
    problem: 'CommandNotFound',
    message: 'fly: The command fly has not been found',
  });
  qmp.close();
});

test('events reach those who listen, also between a command and its answer', async () => {
  await qemu(({ id }, say) => {
    say({ event: 'STOP', timestamp: { seconds: 1, microseconds: 2 } });
    say({ event: 'SHUTDOWN', data: { guest: true, reason: 'guest-shutdown' } });
    say({ return: {}, id });
  });
  const qmp = await Qmp.connect(path);
  const events: QmpEvent[] = [];
  const off = qmp.onEvent((event) => events.push(event));
  await qmp.execute('stop');
  off();
  await qmp.execute('stop');
  expect(events).toEqual([
    { event: 'STOP', data: {} },
    { event: 'SHUTDOWN', data: { guest: true, reason: 'guest-shutdown' } },
  ]);
  qmp.close();
});

test('a QEMU that ends rejects what waits, and whatever is asked later', async () => {
  await qemu((_command, _say, socket) => socket.destroy());
  const qmp = await Qmp.connect(path);
  expect(qmp.open).toBe(true);
  const both = await Promise.all([problem(qmp.execute('quit')), problem(qmp.execute('query-status'))]);
  expect(both).toEqual(['Closed', 'Closed']);
  await qmp.closed;
  expect(qmp.open).toBe(false);
  expect(await problem(qmp.execute('cont'))).toBe('Closed');
});

test('a command without an answer is given up, its late answer harms no other', async () => {
  let late: Command | undefined;
  await qemu((command, say) => {
    if (command.execute === 'slow') late = command;
    else {
      say({ return: 'too late', id: late?.id });
      say({ return: 'quick', id: command.id });
    }
  });
  const qmp = await Qmp.connect(path);
  expect(await problem(qmp.execute('slow', undefined, 20))).toBe('Timeout');
  expect(await qmp.execute('quick')).toBe('quick');
  expect(qmp.open).toBe(true);
  qmp.close();
});

test('an answer may come in pieces, and lines that are no JSON are passed over', async () => {
  await qemu(({ id }, _say, socket) => {
    const text = `\u00ffgarbage\n{broken\n\n${JSON.stringify({ return: { name: '答' }, id })}\n`;
    for (const byte of Buffer.from(text)) socket.write(Buffer.of(byte));
  });
  const qmp = await Qmp.connect(path);
  expect(await qmp.execute('query-name')).toEqual({ name: '答' });
  qmp.close();
});

test('where nobody listens there is nothing to connect to', async () => {
  await expect(Qmp.connect(path)).rejects.toMatchObject({ code: 'ENOENT' });
});

test('a QEMU that ends before it has taken the capabilities is an error', async () => {
  const server = createServer((socket) => socket.end(`${JSON.stringify(greeting)}\n`));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(path, resolve));
  await expect(Qmp.connect(path)).rejects.toBeInstanceOf(QmpError);
});
