import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { decodeFrame } from '../experiments/decode.js';
import { drTopology, vip } from '../judging/testing/world.js';
import { Ways } from './ways.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

type Host = 'client' | 'director' | 'rs1';
const hex = (number: number, bytes = 1) => number.toString(16).padStart(bytes * 2, '0');
const macOf = (name: Host) =>
  drTopology.nodes.find((node) => node.name === name)!.interfaces[0]!.mac.replaceAll(':', '');

interface Segment {
  readonly source: string;
  readonly destination: string;
  readonly flags: 'S' | 'S.' | 'R.' | '.';
  readonly sequence: number;
  readonly acknowledged?: number;
}

const bits = { S: 0x02, 'S.': 0x12, 'R.': 0x14, '.': 0x10 };
const ipHex = (address: string) =>
  address
    .split('.')
    .map(Number)
    .map((each) => hex(each))
    .join('');

function packet(protocol: number, source: string, destination: string, rest: string): string {
  return `4500${hex(20 + rest.length / 2, 2)}0001400040${hex(protocol)}0000${ipHex(source)}${ipHex(destination)}${rest}`;
}

function segment({ source, destination, flags, sequence, acknowledged = 0 }: Segment): string {
  const [from, fromPort] = source.split(':');
  const [to, toPort] = destination.split(':');
  const header = `${hex(Number(fromPort), 2)}${hex(Number(toPort), 2)}${hex(sequence, 4)}${hex(acknowledged, 4)}50${hex(bits[flags])}ffff00000000`;
  return packet(6, from!, to!, header);
}

function watched() {
  const told = vi.fn<() => void>();
  const ways = new Ways(drTopology, new Map(), told);
  const send = (from: Host, to: Host | undefined, ip: string) => {
    const bytes = Buffer.from(
      `${to === undefined ? 'ffffffffffff' : macOf(to)}${macOf(from)}0800${ip}`,
      'hex',
    );
    ways.note({ at: 1000, network: 'lan', node: from, bytes }, decodeFrame(bytes)!);
  };
  const drawn = () => {
    const { way } = ways.latest();
    const arrows = (hops: readonly { from: string; to?: string }[] = []) =>
      hops.map(({ from, to }) => `${from} > ${to ?? '?'}`);
    return { there: arrows(way?.there), back: arrows(way?.back), answer: way?.answer };
  };
  return { ways, told, send, drawn };
}

const cip = '10.0.0.100:40001';
const asked = { source: cip, destination: `${vip}:80`, flags: 'S', sequence: 7000 } as const;

test('DR: the reply goes past the director', () => {
  const { ways, told, send, drawn } = watched();
  send('client', 'director', segment(asked));
  send('director', 'rs1', segment(asked));
  send(
    'rs1',
    'client',
    segment({ source: `${vip}:80`, destination: cip, flags: 'S.', sequence: 5, acknowledged: 7001 }),
  );
  expect(drawn()).toEqual({
    there: ['client > director', 'director > rs1'],
    back: ['rs1 > client'],
    answer: 'accepted',
  });
  expect(ways.latest().way).toMatchObject({ at: 1000, client: 'client', service: `${vip}:80` });
  expect(told).not.toHaveBeenCalled();
  vi.runAllTimers();
  expect(told).toHaveBeenCalledTimes(1);
});

test('NAT and FULLNAT: what changes its addresses on the way is known again, there and back', () => {
  const { ways, send, drawn } = watched();
  send('client', 'director', segment(asked));
  const inside = { source: '10.0.0.7:61000', destination: '10.0.0.8:8080' } as const;
  send('director', 'rs1', segment({ ...inside, flags: 'S', sequence: 7000 }));
  const answer = { flags: 'S.', sequence: 0xffffffff, acknowledged: 7001 } as const;
  send('rs1', 'director', segment({ source: inside.destination, destination: inside.source, ...answer }));
  send('director', 'client', segment({ source: `${vip}:80`, destination: cip, ...answer }));
  expect(drawn()).toMatchObject({
    there: ['client > director', 'director > rs1'],
    back: ['rs1 > director', 'director > client'],
  });
  expect(ways.latest().way?.there[1]?.packet).toContain('10.0.0.7.61000 > 10.0.0.8.8080: tcp S');
});

test('TUN: what is in a tunnel is told with it', () => {
  const { ways, send, drawn } = watched();
  send('client', 'director', segment(asked));
  send('director', 'rs1', packet(4, '10.0.0.7', '10.0.0.8', segment(asked)));
  expect(drawn().there).toEqual(['client > director', 'director > rs1']);
  expect(ways.latest().way?.there[1]?.packet).toMatch(/^10\.0\.0\.7 > 10\.0\.0\.8: ipip.*\[10\.0\.0\.100/);
});

test('a refusal is an answer; what nobody answers has none, and is one way however often it is sent', () => {
  const { send, drawn } = watched();
  for (let times = 0; times < 3; times += 1) send('client', 'director', segment(asked));
  expect(drawn()).toEqual({ there: ['client > director'], back: [], answer: undefined });
  send(
    'director',
    'client',
    segment({ source: `${vip}:80`, destination: cip, flags: 'R.', sequence: 0, acknowledged: 7001 }),
  );
  expect(drawn()).toMatchObject({ back: ['director > client'], answer: 'refused' });
});

test('the largest number wraps around', () => {
  const { send, drawn } = watched();
  send('client', 'director', segment({ ...asked, sequence: 0xffffffff }));
  send(
    'director',
    'client',
    segment({ source: `${vip}:80`, destination: cip, flags: 'S.', sequence: 1, acknowledged: 0 }),
  );
  expect(drawn().back).toEqual(['director > client']);
});

test('health checks of realservers are not followed, nor is what began unseen', () => {
  const { ways, told, send } = watched();
  send('director', 'rs1', segment({ ...asked, source: '10.0.0.7:50000', destination: '10.0.0.8:80' }));
  send(
    'rs1',
    'client',
    segment({ source: `${vip}:80`, destination: cip, flags: 'S.', sequence: 5, acknowledged: 9 }),
  );
  send('client', 'director', segment({ ...asked, flags: '.', acknowledged: 9 }));
  vi.runAllTimers();
  expect(ways.latest()).toEqual({});
  expect(told).not.toHaveBeenCalled();
});

test('a packet that goes round is cut off, and a flood leaves the latest', () => {
  const { ways, send, drawn } = watched();
  for (let ttl = 64; ttl > 0; ttl -= 1) {
    const looping = segment(asked).replace(/^(.{16})../, `$1${hex(ttl)}`);
    send(ttl % 2 === 0 ? 'client' : 'director', ttl % 2 === 0 ? 'director' : 'client', looping);
  }
  expect(drawn().there).toHaveLength(16);
  for (let index = 0; index < 500; index += 1)
    send('client', undefined, segment({ ...asked, sequence: 10_000 + index }));
  expect(drawn().there).toEqual(['client > ?']);
  ways.clear();
  expect(ways.latest()).toEqual({});
});
