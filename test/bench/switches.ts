import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { until } from './wait.js';

const frameBytes = 1514;
const seconds = 2;

/** Frames from one port to the other, `headerBytes` of big-endian length before each. */
function batch(headerBytes: 2 | 4, source: number, target: number): Buffer {
  const frames = 64;
  const record = Buffer.alloc(headerBytes + frameBytes);
  if (headerBytes === 4) record.writeUInt32BE(frameBytes);
  else record.writeUInt16BE(frameBytes);
  record.writeUIntBE(0x525400000000 + target, headerBytes, 6);
  record.writeUIntBE(0x525400000000 + source, headerBytes + 6, 6);
  record.writeUInt16BE(0x0800, headerBytes + 12);
  return Buffer.concat(Array.from({ length: frames }, () => record));
}

/** Sends as fast as the stream takes it, for a while; the bytes that arrive at the other end, as Gbit/s of frames. */
async function throughput(
  input: Writable,
  output: Readable,
  headerBytes: 2 | 4,
  hello: (data: Buffer) => void,
): Promise<number> {
  hello(batch(headerBytes, 2, 0xff).subarray(0, headerBytes + frameBytes)); // the receiver tells the switch where it is
  let received = 0;
  output.on('data', (chunk: Buffer) => {
    received += chunk.length;
  });
  await new Promise((resolve) => setTimeout(resolve, 200));
  received = 0;
  input.on('error', () => {}); // its process is ended while frames are still under way
  const data = batch(headerBytes, 1, 2);
  const started = performance.now();
  let sending = true;
  const pump = () => {
    while (sending && input.write(data)) {
      // as long as there is room
    }
    if (sending) input.once('drain', pump);
  };
  pump();
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  sending = false;
  const elapsed = (performance.now() - started) / 1000;
  const frames = received / (headerBytes + frameBytes);
  return (frames * frameBytes * 8) / elapsed / 1e9;
}

/** Our switch, in a process of its own as the other one is. */
export async function ourSwitch(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'lvslab-bench-'));
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('./switch-process.js', import.meta.url)), folder],
    { stdio: 'inherit' },
  );
  try {
    const ports = ['a', 'b'].map((name) => join(folder, name));
    await until(() => ports.every((port) => existsSync(port)));
    const [a, b] = (await Promise.all(ports.map(dial))) as [Socket, Socket];
    const result = await throughput(a, b, 4, (data) => b.write(data));
    a.destroy();
    b.destroy();
    return result;
  } finally {
    child.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** vde_switch with two vde_plugs, which carry frames over standard input and output. */
export async function vdeSwitch(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'lvslab-bench-'));
  const socket = join(folder, 'switch');
  const child = spawn('vde_switch', ['-s', socket], { stdio: ['pipe', 'ignore', 'inherit'] });
  const plugs: ChildProcessByStdio<Writable, Readable, null>[] = [];
  try {
    await until(() => existsSync(join(socket, 'ctl')));
    for (let index = 0; index < 2; index += 1)
      plugs.push(spawn('vde_plug', [socket], { stdio: ['pipe', 'pipe', 'inherit'] }));
    const [a, b] = plugs as [(typeof plugs)[0], (typeof plugs)[0]];
    await new Promise((resolve) => setTimeout(resolve, 500));
    return await throughput(a.stdin, b.stdout, 2, (data) => b.stdin.write(data));
  } finally {
    for (const plug of plugs) plug.kill();
    child.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function dial(path: string): Promise<Socket> {
  const socket = connect(path);
  await new Promise((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  return socket;
}
