import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { EthernetSwitch } from './switch.js';

let folder = '';
let lan: EthernetSwitch;
const machines: Machine[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lvslab-switch-'));
  lan = new EthernetSwitch();
});
afterEach(() => {
  vi.useRealTimers();
  for (const machine of machines.splice(0)) machine.socket.destroy();
  lan.close();
  rmSync(folder, { recursive: true, force: true });
});

const path = (port: string) => join(folder, port);

/** What QEMU's `-netdev stream` does: a length of four bytes, then the frame. */
class Machine {
  readonly socket: Socket;
  readonly got: string[] = [];
  closed = false;
  #rest = Buffer.alloc(0);
  #wake: () => void = () => {};

  constructor(socket: Socket) {
    this.socket = socket;
    machines.push(this);
    socket.on('error', () => {});
    socket.on('close', () => {
      this.closed = true;
      this.#wake();
    });
    socket.on('data', (chunk: Buffer) => {
      this.#rest = Buffer.concat([this.#rest, chunk]);
      while (this.#rest.length >= 4 && this.#rest.length >= 4 + this.#rest.readUInt32BE(0)) {
        const end = 4 + this.#rest.readUInt32BE(0);
        this.got.push(this.#rest.subarray(4 + 14, end).toString());
        this.#rest = this.#rest.subarray(end);
      }
      this.#wake();
    });
  }

  send(...frames: readonly Buffer[]): void {
    this.socket.write(Buffer.concat(frames.map(record)));
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Waits for this payload, and gives all that came up to then. */
  async upTo(payload: string): Promise<readonly string[]> {
    await this.until(() => this.got.includes(payload));
    return this.got.splice(0, this.got.indexOf(payload) + 1);
  }
}

async function plug(port: string): Promise<Machine> {
  if (!existsSync(path(port))) await lan.open(port, path(port));
  const socket = connect(path(port));
  await new Promise<void>((resolve) => socket.once('connect', resolve));
  const machine = new Machine(socket);
  // The switch takes a connection in a turn of its own; one that answers has been taken.
  await vi.waitFor(() => expect(lan.connected(port)).toBe(true), { timeout: 15_000, interval: 1 });
  return machine;
}

const everybody = 0xffffffffffff;

/** A frame between two MACs that are small numbers. */
function frame(to: number, from: number, payload: string): Buffer {
  const header = Buffer.alloc(14);
  header.writeUIntBE(to, 0, 6);
  header.writeUIntBE(from, 6, 6);
  header.writeUInt16BE(0x0800, 12);
  return Buffer.concat([header, Buffer.from(payload)]);
}

function record(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** Three machines with the MACs 2, 4 and 6, which the switch does not know yet. */
async function three(): Promise<[Machine, Machine, Machine]> {
  return [await plug('a'), await plug('b'), await plug('c')];
}

test('a broadcast reaches everybody but its sender', async () => {
  const [a, b, c] = await three();
  a.send(frame(everybody, 2, 'hello'));
  expect(await b.upTo('hello')).toEqual(['hello']);
  expect(await c.upTo('hello')).toEqual(['hello']);
  b.send(frame(everybody, 4, 'end'));
  expect(await a.upTo('end')).toEqual(['end']);
});

test('a frame for somebody unknown is flooded, one for somebody who has spoken goes there only', async () => {
  const [a, b, c] = await three();
  a.send(frame(4, 2, 'where is b?'));
  await b.upTo('where is b?');
  await c.upTo('where is b?');
  b.send(frame(2, 4, 'here'), frame(2, 4, 'and here'));
  expect(await a.upTo('and here')).toEqual(['here', 'and here']);
  a.send(frame(4, 2, 'secret'), frame(everybody, 2, 'end'));
  expect(await b.upTo('end')).toEqual(['secret', 'end']);
  expect(await c.upTo('end')).toEqual(['end']);
});

test('a group address is flooded and never learnt as a source', async () => {
  const [a, b, c] = await three();
  const group = 0x01005e000012;
  a.send(frame(group, group, 'from a group'));
  await b.upTo('from a group');
  b.send(frame(group, 4, 'to the group'));
  expect(await a.upTo('to the group')).toEqual(['to the group']);
  expect(await c.upTo('to the group')).toEqual(['from a group', 'to the group']);
});

test('a machine that moves to another port is found there once it speaks', async () => {
  const [a, b, c] = await three();
  b.send(frame(everybody, 4, 'I am here'));
  await a.upTo('I am here');
  c.send(frame(everybody, 4, 'now I am here'));
  await a.upTo('now I am here');
  a.send(frame(4, 2, 'to the new place'), frame(everybody, 2, 'end'));
  expect(await c.upTo('end')).toEqual(['I am here', 'to the new place', 'end']);
  expect(await b.upTo('end')).toEqual(['now I am here', 'end']);
});

test('a frame for a machine on the port that it came from goes nowhere', async () => {
  const [a, b, c] = await three();
  a.send(frame(everybody, 2, 'one'), frame(everybody, 8, 'another behind the same port'));
  a.send(frame(8, 2, 'between them'), frame(everybody, 2, 'end'));
  for (const other of [b, c])
    expect(await other.upTo('end')).toEqual(['one', 'another behind the same port', 'end']);
});

test('a frame that comes byte by byte is one frame, and several in one piece are several', async () => {
  const [a, b] = await three();
  for (const byte of record(frame(everybody, 2, 'in pieces'))) {
    a.socket.write(Buffer.of(byte));
    await new Promise((resolve) => setImmediate(resolve));
  }
  a.send(frame(everybody, 2, '1'), frame(everybody, 2, '2'), frame(everybody, 2, '3'));
  expect(await b.upTo('3')).toEqual(['in pieces', '1', '2', '3']);
});

test('whatever the pieces, the same frames come out in their order', async () => {
  const [a, b] = await three();
  let run = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.stringMatching(/^[a-z]{0,200}$/), { maxLength: 20 }),
      fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 20 }),
      async (payloads, sizes) => {
        const end = `end ${++run}`;
        const wanted = [...payloads, end];
        const bytes = Buffer.concat(wanted.map((payload) => record(frame(everybody, 2, payload))));
        for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
          const size = sizes[turn % sizes.length]!;
          a.socket.write(bytes.subarray(at, at + size));
          at += size;
          if (turn % 3 === 0) await new Promise((resolve) => setImmediate(resolve));
        }
        expect(await b.upTo(end)).toEqual(wanted);
      },
    ),
    { numRuns: 40 },
  );
});

test('what is shorter than an Ethernet header is dropped, and what follows is not', async () => {
  const [a, b] = await three();
  a.socket.write(Buffer.concat([record(Buffer.alloc(0)), record(Buffer.alloc(13, 0xff))]));
  a.send(frame(everybody, 2, 'whole'));
  expect(await b.upTo('whole')).toEqual(['whole']);
});

test('the largest frame that QEMU sends passes, and a larger length ends the connection', async () => {
  const [a, b] = await three();
  const largest = 'x'.repeat(69_632 - 14);
  a.send(frame(everybody, 2, largest));
  expect((await b.upTo(largest))[0]).toHaveLength(largest.length);
  a.socket.write(Buffer.from([0x00, 0x01, 0x10, 0x01, 1, 2, 3]));
  await a.until(() => a.closed);
  await vi.waitFor(() => expect(lan.connected('a')).toBe(false));
  const again = await plug('a');
  again.send(frame(everybody, 2, 'I am back'));
  expect(await b.upTo('I am back')).toEqual(['I am back']);
});

test('nothing reaches a machine whose cable is out, and the others talk on', async () => {
  const [a, b, c] = await three();
  lan.set('a', { up: false });
  b.send(frame(everybody, 4, 'lost for a'));
  await c.upTo('lost for a');
  lan.set('a', { up: true });
  b.send(frame(everybody, 4, 'end'));
  expect(await a.upTo('end')).toEqual(['end']);
});

test('nothing that a machine sends while its cable is out arrives, then or later', async () => {
  const [a, b] = await three();
  lan.set('a', { up: false });
  const seen: string[] = [];
  lan.tap((port) => seen.push(port));
  a.send(frame(everybody, 2, 'lost'));
  // b's frames go through the same switch after a's have been read: ask until one has gone round.
  for (let turn = 0; turn < 20; turn += 1) {
    b.send(frame(everybody, 4, `round ${turn}`));
    await machines[2]!.upTo(`round ${turn}`);
  }
  lan.set('a', { up: true });
  a.send(frame(everybody, 2, 'back'));
  expect(await b.upTo('back')).toEqual(['back']);
  expect(seen.filter((port) => port === 'a')).toHaveLength(1);
});

test('what was learnt of a port is forgotten when its cable is pulled', async () => {
  const [a, b, c] = await three();
  b.send(frame(everybody, 4, 'b is here'));
  await a.upTo('b is here');
  await c.upTo('b is here');
  lan.set('b', { up: false });
  a.send(frame(4, 2, 'where is b now?'));
  expect(await c.upTo('where is b now?')).toEqual(['where is b now?']);
});

test('a share of 1 loses every frame, a share of 0 none', async () => {
  const [a, b, c] = await three();
  lan.set('b', { loss: 1 });
  a.send(frame(everybody, 2, 'one'));
  await c.upTo('one');
  lan.set('b', { loss: 0 });
  a.send(frame(everybody, 2, 'two'));
  expect(await b.upTo('two')).toEqual(['two']);
});

test('a delay holds frames back as long as both cables together say, in their order and unchanged', async () => {
  const [a, b] = await three();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  lan.set('a', { delay: 40 });
  lan.set('b', { delay: 60 });
  const seen: string[] = [];
  let wake: () => void = () => {};
  lan.tap((port) => {
    seen.push(port);
    wake();
  });
  const entered = async (count: number) => {
    while (seen.length < count) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  a.send(frame(everybody, 2, 'first'), frame(everybody, 2, 'second'));
  await entered(2);
  await vi.advanceTimersByTimeAsync(99);
  expect(b.got).toEqual([]);
  // The switch's buffer is used again meanwhile: what is held back must be a copy.
  lan.set('a', { delay: 1000 });
  a.send(frame(everybody, 2, 'XXXXX'), frame(everybody, 2, 'XXXXXX'));
  await entered(4);
  await vi.advanceTimersByTimeAsync(1);
  vi.useRealTimers();
  expect(await b.upTo('second')).toEqual(['first', 'second']);
});

test('a flood of addresses ends nothing: the oldest leave the table, and speaking once brings one back', async () => {
  const [a, b, c] = await three();
  b.send(frame(everybody, 4, 'b is here'));
  await a.upTo('b is here');
  // As `macof` does it, from every address that there is; all to a, so that nobody else has to read them.
  const sources = 40_000;
  const flood = Array.from({ length: 1000 }, (_, at) => at * 2 + 8);
  for (let round = 0; round < sources / flood.length; round += 1) {
    b.send(...flood.map((mac) => frame(2, round * 2000 + mac, 'x')));
    a.send(frame(everybody, 2, `round ${round}`));
    await b.upTo(`round ${round}`);
    await c.upTo(`round ${round}`);
  }
  b.send(frame(2, 6, 'end of the flood'));
  await a.upTo('end of the flood');
  // b's own address has left: what is for it goes everywhere, as in a real switch that is flooded.
  a.send(frame(4, 2, 'who is 4?'));
  expect(await c.upTo('who is 4?')).toContain('who is 4?');
  await b.upTo('who is 4?');
  b.send(frame(2, 4, 'here again'));
  await a.upTo('here again');
  a.send(frame(4, 2, 'for b alone'), frame(everybody, 2, 'end'));
  expect(await b.upTo('end')).toContain('for b alone');
  expect(await c.upTo('end')).not.toContain('for b alone');
});

test('a delay holds back no more than a queue takes', async () => {
  const [a, b] = await three();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  lan.set('a', { delay: 300 });
  let entered = 0;
  const all = new Promise<void>((resolve) => {
    lan.tap(() => {
      entered += 1;
      if (entered === 1000) resolve();
    });
  });
  // 60 MB are on their way; a port's queue is 8 MiB.
  const big = 'x'.repeat(60_000);
  for (let sent = 0; sent < 1000; sent += 50)
    a.send(...Array.from({ length: 50 }, () => frame(everybody, 2, big)));
  await all;
  await vi.advanceTimersByTimeAsync(300);
  vi.useRealTimers();
  lan.set('a', { delay: 0 });
  await b.until(() => b.got.length >= 100);
  a.send(frame(everybody, 2, 'still works'));
  await b.until(() => b.got.includes('still works'));
  expect(b.got.length).toBeLessThan(150);
});

test('a tap sees the port and the bytes of every frame that enters, until it is taken off', async () => {
  const [a, b, c] = await three();
  const seen: [string, string][] = [];
  const off = lan.tap((port, bytes) => seen.push([port, bytes.toString('hex')]));
  const one = frame(everybody, 2, 'one');
  const two = frame(2, 4, 'two');
  a.send(one);
  await b.upTo('one');
  b.send(two);
  await a.upTo('two');
  off();
  c.send(frame(everybody, 6, 'unseen'));
  await a.upTo('unseen');
  expect(seen).toEqual([
    ['a', one.toString('hex')],
    ['b', two.toString('hex')],
  ]);
});

test('a machine that dials again replaces its old connection, and half a frame of it is forgotten', async () => {
  const [a, b] = await three();
  a.socket.write(record(frame(everybody, 2, 'half of a frame')).subarray(0, 20));
  a.send();
  const again = await plug('a');
  await a.until(() => a.closed);
  expect(lan.connected('a')).toBe(true);
  again.send(frame(everybody, 2, 'restored'));
  expect(await b.upTo('restored')).toEqual(['restored']);
  b.send(frame(2, 4, 'welcome'));
  expect(await again.upTo('welcome')).toEqual(['welcome']);
  expect(a.got).toEqual([]);
});

test('a port without a machine loses its frames and holds up nobody', async () => {
  const [a, b, c] = await three();
  c.socket.destroy();
  await vi.waitFor(() => expect(lan.connected('c')).toBe(false));
  a.send(frame(everybody, 2, 'hello'));
  expect(await b.upTo('hello')).toEqual(['hello']);
});

test('a port that does not exist cannot be set, and is not connected', () => {
  expect(() => lan.set('none', { up: false })).toThrow(RangeError);
  expect(lan.connected('none')).toBe(false);
});

test('a closed switch lets its machines go and leaves no sockets behind', async () => {
  const all = await three();
  lan.close();
  for (const machine of all) await machine.until(() => machine.closed);
  expect(['a', 'b', 'c'].filter((port) => existsSync(path(port)))).toEqual([]);
});
