import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duplex, PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Capture, Frame } from '../engine/machines/provider.js';
import type { SshShell } from '../engine/machines/ssh.js';
import { captureBySsh, PcapReader } from './capture.js';

// Vitest's clock leaves this module alone: it shall go by that clock, too.
vi.mock('node:timers/promises', () => ({
  setTimeout: (delay: number, value: unknown, { signal }: { signal?: AbortSignal } = {}) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(resolve, delay, value);
      const abort = () => {
        clearTimeout(timer);
        reject(signal?.reason as Error);
      };
      if (signal?.aborted) abort();
      signal?.addEventListener('abort', abort, { once: true });
    }),
}));

const file = readFileSync(join(import.meta.dirname, '../engine/experiments/fixtures/dr-director.pcap'));
const header = file.subarray(0, 24);

/** The records of a whole capture file, each with its head. */
function recordsOf(pcap: Buffer): readonly Buffer[] {
  const records: Buffer[] = [];
  for (let at = 24; at < pcap.length; at += records.at(-1)!.length)
    records.push(pcap.subarray(at, at + 16 + pcap.readUInt32LE(at + 8)));
  return records;
}
const records = recordsOf(file);
const frames = records.map((record) => record.subarray(16));
const hex = (all: readonly Uint8Array[]) => all.map((bytes) => Buffer.from(bytes).toString('hex'));

test('the recording has what these tests want of it', () => {
  expect(records.length).toBeGreaterThan(100);
  expect(Buffer.concat([header, ...records]).equals(file)).toBe(true);
});

test('a capture file cut in two anywhere gives the same frames', () => {
  const some = Buffer.concat([header, ...records.slice(0, 8)]);
  const expected = hex(frames.slice(0, 8));
  for (let cut = 0; cut <= some.length; cut++) {
    const reader = new PcapReader();
    const found = [...reader.read(some.subarray(0, cut)), ...reader.read(some.subarray(cut))];
    expect(hex(found)).toEqual(expected);
  }
});

test.each([1, 3, 16, 24, 1000, file.length])('pieces of %d bytes give the same frames', (size) => {
  const reader = new PcapReader();
  const found: Uint8Array[] = [];
  for (let at = 0; at < file.length; at += size) found.push(...reader.read(file.subarray(at, at + size)));
  expect(hex(found)).toEqual(hex(frames));
});

test('a frame is told as soon as its last byte is there, and once', () => {
  const reader = new PcapReader();
  expect(reader.read(header)).toEqual([]);
  expect(reader.read(records[0]!.subarray(0, -1))).toEqual([]);
  expect(hex(reader.read(records[0]!.subarray(-1)))).toEqual(hex([frames[0]!]));
  expect(reader.read(new Uint8Array(0))).toEqual([]);
});

test('a frame stays as it is when its piece is used anew', () => {
  const reader = new PcapReader();
  const piece = Buffer.concat([header, records[0]!]);
  const [frame] = reader.read(piece);
  piece.fill(0);
  expect(hex([frame!])).toEqual(hex([frames[0]!]));
});

test('a capture file with times in nanoseconds is one as well', () => {
  const nanoseconds = Buffer.from(header);
  nanoseconds.writeUInt32LE(0xa1b23c4d);
  expect(hex(new PcapReader().read(Buffer.concat([nanoseconds, records[0]!])))).toEqual(hex([frames[0]!]));
});

test.each([
  ['text', Buffer.from('tcpdump: eth0: no such device')],
  ['the big end first', Buffer.from(header).swap32()],
  ['pcapng', Buffer.from('0a0d0d0a1c0000004d3c2b1a', 'hex')],
])('%s is no capture file', (_what, bytes) => {
  expect(() => new PcapReader().read(bytes)).toThrow('not a capture file');
  const reader = new PcapReader();
  expect(reader.read(bytes.subarray(0, 3))).toEqual([]);
  expect(() => reader.read(bytes.subarray(3))).toThrow('not a capture file');
});

test('a frame of absurd length is refused, the longest that there may be is waited for', () => {
  const head = (length: number) => {
    const bytes = Buffer.alloc(16);
    bytes.writeUInt32LE(length, 8);
    return Buffer.concat([header, bytes]);
  };
  expect(new PcapReader().read(head(65_536))).toEqual([]);
  expect(() => new PcapReader().read(head(65_537))).toThrow('65537');
  expect(() => new PcapReader().read(head(0xffff_ffff))).toThrow('4294967295');
});

/**
 * A channel as ssh2 gives one: what the program prints comes by `push`, `end` closes its input, and `close` is told when
 * all is over.
 */
class Channel extends Duplex {
  readonly stderr = new PassThrough();
  /** Whether the program's input was closed. */
  ended = false;
  /** Whether we have closed it altogether. */
  aborted = false;

  constructor() {
    super({ autoDestroy: false, emitClose: false });
  }

  override _read(): void {}

  override _final(done: () => void): void {
    this.ended = true;
    done();
  }

  close(): void {
    this.aborted = true;
    setImmediate(() => this.emit('close'));
  }
}

const shellOf = (stream: (command: string) => Promise<Channel>) => ({ stream }) as unknown as SshShell;

const listening = 'tcpdump: listening on eth1, link-type EN10MB (Ethernet), snapshot length 160 bytes\n';
const nic = { network: 'back', dev: 'eth1', mac: '02:00:00:02:00:0a', address: '172.16.8.10', prefix: 22 };

/** What happens by itself, until nothing more does. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** How far a promise is, whenever that is asked. */
function watch(promise: Promise<unknown>): () => string {
  let state = 'pending';
  promise.then(
    () => (state = 'resolved'),
    (error: Error) => (state = `rejected: ${error.message}`),
  );
  return () => state;
}

let folder = '';
let captures: Capture[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lvslab-capture-'));
});
afterEach(() => {
  vi.useRealTimers();
  for (const capture of captures) void capture.stop();
  captures = [];
  rmSync(folder, { recursive: true, force: true });
});

function capture(shells: Readonly<Record<string, SshShell>>, told: Frame[] = []): Capture {
  const points = Object.entries(shells).map(([node, shell]) => ({ node, nic, shell }));
  const made = captureBySsh(points, (frame) => told.push(frame));
  captures.push(made);
  return made;
}

const useClock = () => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });

test('it is ready when tcpdump listens on every node, and not before', async () => {
  const channels = { director: new Channel(), rs1: new Channel() };
  const made = capture({
    director: shellOf(async () => channels.director),
    rs1: shellOf(async () => channels.rs1),
  });
  const ready = watch(made.ready);
  await settle();
  channels.director.stderr.write(
    'tcpdump: verbose output suppressed, use -v[v]... for full protocol decode\n',
  );
  channels.director.push(header);
  await settle();
  expect(ready()).toBe('pending');
  channels.director.stderr.write(listening);
  await settle();
  expect(ready()).toBe('pending');
  channels.rs1.stderr.write('tcpdump: listen');
  await settle();
  expect(ready()).toBe('pending');
  channels.rs1.stderr.write('ing on eth1, link-type EN10MB\n');
  await settle();
  expect(ready()).toBe('resolved');
});

test('a frame is told with its node, its network and its time', async () => {
  useClock();
  vi.setSystemTime(1_700_000_000_000);
  const channels = { director: new Channel(), rs1: new Channel() };
  const told: Frame[] = [];
  const shells = { director: shellOf(async () => channels.director), rs1: shellOf(async () => channels.rs1) };
  capture(shells, told);
  await settle();
  channels.rs1.push(Buffer.concat([header, records[0]!.subarray(0, 20)]));
  channels.director.push(Buffer.concat([header, records[1]!]));
  await settle();
  vi.setSystemTime(1_700_000_000_250);
  channels.rs1.push(records[0]!.subarray(20));
  await settle();
  const common = { network: 'back' };
  expect(told.map((frame) => ({ ...frame, bytes: hex([frame.bytes])[0] }))).toEqual([
    { ...common, node: 'director', at: 1_700_000_000_000, bytes: hex([frames[1]!])[0] },
    { ...common, node: 'rs1', at: 1_700_000_000_250, bytes: hex([frames[0]!])[0] },
  ]);
});

test('to stop it closes the input of each tcpdump and waits for its last frames', async () => {
  const channels = [new Channel(), new Channel()];
  const told: Frame[] = [];
  const shells = { director: shellOf(async () => channels[0]!), rs1: shellOf(async () => channels[1]!) };
  const made = capture(shells, told);
  await settle();
  expect(channels.map(({ ended }) => ended)).toEqual([false, false]);
  const stopped = watch(made.stop());
  await settle();
  expect(channels.map(({ ended }) => ended)).toEqual([true, true]);
  channels[0]!.push(Buffer.concat([header, records[0]!]));
  channels[0]!.emit('close');
  await settle();
  expect(stopped()).toBe('pending');
  channels[1]!.push(Buffer.concat([header, records[1]!]));
  await settle();
  expect(stopped()).toBe('pending');
  channels[1]!.emit('close');
  await settle();
  expect(stopped()).toBe('resolved');
  expect(told.map(({ node }) => node)).toEqual(['director', 'rs1']);
});

test('a tcpdump that does not end is waited for five seconds', async () => {
  useClock();
  const made = capture({ director: shellOf(async () => new Channel()) });
  await settle();
  const stopped = watch(made.stop());
  await vi.advanceTimersByTimeAsync(4_999);
  expect(stopped()).toBe('pending');
  await vi.advanceTimersByTimeAsync(1);
  expect(stopped()).toBe('resolved');
});

test('once it is stopped no timer holds the process', async () => {
  useClock();
  const channel = new Channel();
  const made = capture({ director: shellOf(async () => channel) });
  await settle();
  const stopped = watch(made.stop());
  await settle();
  channel.emit('close');
  await settle();
  expect(stopped()).toBe('resolved');
  expect(vi.getTimerCount()).toBe(0);
});

test('a channel that comes only after the stop is closed as well', async () => {
  const channel = new Channel();
  const { promise, resolve } = withResolvers<Channel>();
  const made = capture({ director: shellOf(() => promise) });
  const stopped = watch(made.stop());
  resolve(channel);
  await settle();
  expect(channel.ended).toBe(true);
  expect(stopped()).toBe('pending');
  channel.emit('close');
  await settle();
  expect(stopped()).toBe('resolved');
});

test('a node that cannot be reached does not hold the others back, and is tried again', async () => {
  useClock();
  const channel = new Channel();
  let tries = 0;
  const told: Frame[] = [];
  const shells = {
    director: shellOf(async () => channel),
    rs1: shellOf(async () => {
      tries++;
      if (tries < 3) throw new Error('the machine does not run');
      const back = new Channel();
      back.push(Buffer.concat([header, records[0]!]));
      return back;
    }),
  };
  const made = capture(shells, told);
  const ready = watch(made.ready);
  await settle();
  channel.stderr.write(listening);
  await settle();
  expect(ready()).toBe('resolved');
  await vi.advanceTimersByTimeAsync(4_999);
  expect(tries).toBe(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(tries).toBe(2);
  await vi.advanceTimersByTimeAsync(5_000);
  await settle();
  expect(told.map(({ node }) => node)).toEqual(['rs1']);
});

test('a node that went away is looked for again, until it is stopped', async () => {
  useClock();
  const channels: Channel[] = [];
  const made = capture({
    director: shellOf(async () => {
      channels.push(new Channel());
      return channels.at(-1)!;
    }),
  });
  await settle();
  channels[0]!.emit('close');
  await vi.advanceTimersByTimeAsync(5_000);
  expect(channels).toHaveLength(2);
  channels[1]!.emit('close');
  await settle();
  const stopped = watch(made.stop());
  await settle();
  expect(stopped()).toBe('resolved');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(channels).toHaveLength(2);
});

test.each([
  ['sh: 1: tcpdump: not found\n', 'tcpdump on rs1: sh: 1: tcpdump: not found'],
  [
    "tcpdump: eth1: You don't have permission to perform this capture on that device\n(socket: Operation not permitted)\n",
    'Operation not permitted',
  ],
  ['sh: 1: tcpdump: Permission denied\n', 'Permission denied'],
])('where frames cannot be seen, whoever waits hears of it: %j', async (said, message) => {
  const channel = new Channel();
  const made = capture({ rs1: shellOf(async () => channel) });
  const ready = watch(made.ready);
  await settle();
  channel.stderr.write(said);
  await settle();
  channel.emit('close');
  await settle();
  expect(ready()).toContain(`rejected: tcpdump on rs1: `);
  expect(ready()).toContain(message);
});

test('a node that prints something else is told of and given up, and the others go on', async () => {
  const channels = { director: new Channel(), rs1: new Channel() };
  const told: Frame[] = [];
  const shells = { director: shellOf(async () => channels.director), rs1: shellOf(async () => channels.rs1) };
  const made = capture(shells, told);
  const ready = watch(made.ready);
  await settle();
  channels.rs1.push(Buffer.from('Welcome to rs1!\n'));
  channels.rs1.push(Buffer.from('Have a nice day.\n'));
  await settle();
  expect(ready()).toBe('rejected: tcpdump on rs1: not a capture file');
  expect(channels.rs1.aborted).toBe(true);
  channels.director.push(Buffer.concat([header, records[0]!]));
  await settle();
  expect(told.map(({ node }) => node)).toEqual(['director']);
});

/** A shell of this machine, whose programs are those of the test's folder. */
const shellHere = shellOf(async (command) => {
  if (!existsSync(join(folder, 'cat'))) symlinkSync('/bin/cat', join(folder, 'cat'));
  const child = spawn('/bin/sh', ['-c', command], { env: { PATH: folder } });
  const channel = new Channel();
  channel._final = (done) => {
    channel.ended = true;
    child.stdin.end(done);
  };
  child.stdin.on('error', () => {}); // it has ended before us
  child.stdout.on('data', (chunk: Buffer) => channel.push(chunk));
  child.stderr.pipe(channel.stderr);
  // As sshd(8): when the shell has ended, and nobody holds its output.
  child.on('close', () => channel.emit('close'));
  return channel;
});

/** A `tcpdump` that is this script. */
function program(script: string): void {
  const path = join(folder, 'tcpdump');
  writeFileSync(path, script);
  chmodSync(path, 0o755);
}
const javaScript = (script: string) =>
  `#!${process.execPath}\nconst { readFileSync, writeFileSync } = require('node:fs');\n${script}`;
const asked = () => readFileSync(join(folder, 'asked'), 'utf8');
const until = (condition: () => boolean) =>
  vi.waitFor(() => expect(condition()).toBe(true), { timeout: 15_000, interval: 10 });

test('a real shell runs tcpdump until its input is closed, and every frame comes through', async () => {
  writeFileSync(join(folder, 'pcap'), file.subarray(0, 24 + records[0]!.length + records[1]!.length));
  writeFileSync(join(folder, 'last'), records[2]!);
  const script = `
    const pcap = readFileSync('${folder}/pcap');
    const end = () => {
      process.stdout.write(readFileSync('${folder}/last'));
      process.exit();
    };
    process.on('SIGINT', end);
    process.on('SIGTERM', end);
    setInterval(() => {}, 1000);
    writeFileSync('${folder}/asked', process.argv.slice(2).join(' '));
    process.stderr.write(${JSON.stringify(listening)});
    process.stdout.write(pcap);
  `;
  program(javaScript(script));
  const told: Frame[] = [];
  const made = capture({ director: shellHere }, told);
  await made.ready;
  await until(() => told.length === 2);
  await made.stop();
  expect(hex(told.map(({ bytes }) => bytes))).toEqual(hex(frames.slice(0, 3)));
  // One frame of a network is sent by one of its nodes; a promiscuous interface would change what is watched.
  expect(asked()).toMatch(/^-p -i eth1 -Q out -s \d+ -U --immediate-mode -w -$/);
});

test('a real shell without tcpdump says so while its input is open', async () => {
  await expect(capture({ rs1: shellHere }).ready).rejects.toThrow(/^tcpdump on rs1: .*tcpdump: not found$/);
});

test('a tcpdump that ends by itself does not hold anybody back', async () => {
  program(`#!/bin/sh\necho 'tcpdump: eth1: No such device exists' >&2\nexit 1\n`);
  await expect(capture({ rs1: shellHere }).ready).resolves.toBeUndefined();
});

test('a tcpdump that does not heed signals yet is ended by the stop, too', async () => {
  // Until it says otherwise a program has the signals of the shell that started it.
  program(`#!/bin/sh\necho $$ >'${folder}/asked'\nexec /bin/sleep 60\n`);
  const made = capture({ rs1: shellHere });
  await until(() => existsSync(join(folder, 'asked')) && asked() !== '');
  const before = performance.now();
  await made.stop();
  expect(performance.now() - before).toBeLessThan(4_000);
  expect(() => process.kill(Number(asked()), 0)).toThrow('ESRCH');
});

function withResolvers<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((given) => {
    resolve = given;
  });
  return { promise, resolve };
}
