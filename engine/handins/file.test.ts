import { expect, test } from 'vitest';
import type { HandInHead, NodeState } from '../../contract/handin.js';
import { makeSecretKey } from '../signing/secret-key.js';
import { type HandIn, readHandIn, writeHandIn } from './file.js';

const digest = `sha256:${'a'.repeat(64)}`;
const head: HandInHead = {
  format: 1,
  session: 'dr-by-hand-1a2b',
  lab: 'dr-by-hand',
  pack: { id: 'lvs', version: '1.0.0' },
  digest,
  seed: 's',
  drawn: true,
  provider: 'qemu',
  learner: '李雷',
  product: '0.1.0',
  made: 1_800_000_000_000,
  nodes: [
    { node: 'director', state: 'taken' },
    { node: 'rs1', state: 'off' },
  ],
};
const director: NodeState = {
  node: 'director',
  added: [{ name: 'ldirectord', version: '1:4.10.0-1+deb12u1' }],
  removed: [],
  files: [
    { kind: 'file', mode: '0644', uid: 0, gid: 0, path: '/etc/ipvsadm.rules', content: 'LUEK' },
    { kind: 'gone', path: '/etc/motd' },
  ],
  left: [{ path: '/root/big', why: 'large', bytes: 3e6 }],
  kernel: {
    links: ['dev eth0 up arp on mtu 1500'],
    addresses: ['10.0.0.10/32 dev eth0 label eth0:0 scope global'],
    routes: [],
    rules: [],
    neighbours: [],
    queues: [],
    sysctls: { 'net/ipv4/ip_forward': '1' },
    modules: ['ip_vs'],
    ipvs: ['-A -t 10.0.0.10:80 -s rr'],
  },
  units: ['keepalived.service'],
  processes: [{ program: '/usr/sbin/keepalived', folder: '/', arguments: ['keepalived', '-n'] }],
};
const handIn: HandIn = { head, journal: Buffer.from('{"at":1}\n'), states: [director] };

async function* once(bytes: Buffer) {
  yield bytes;
}

async function written(given: HandIn): Promise<Buffer> {
  const made = await writeHandIn(given, makeSecretKey());
  if (!made.ok) throw new Error(JSON.stringify(made.problem));
  return made.archive;
}

test('a hand-in is read as it was written, and its signature holds', async () => {
  const read = await readHandIn(once(await written(handIn)));
  expect(read).toMatchObject({ ok: true, handIn: { head, states: [director] }, signature: { valid: true } });
  expect(read.ok && read.handIn.journal.toString()).toBe('{"at":1}\n');
});

test.each<[string, (given: NodeState) => unknown, string]>([
  [
    'a path that climbs',
    (state) => ({ ...state, files: [{ kind: 'gone', path: '/etc/../../x' }] }),
    'files.0.path',
  ],
  [
    'a path that is not absolute',
    (state) => ({ ...state, files: [{ kind: 'gone', path: 'etc' }] }),
    'files.0.path',
  ],
  [
    'a rule that is a command',
    (state) => ({ ...state, kernel: { ...state.kernel, routes: ['default; reboot'] } }),
    'kernel.routes.0',
  ],
  [
    'two lines in one',
    (state) => ({ ...state, kernel: { ...state.kernel, ipvs: ['-C\n-A'] } }),
    'kernel.ipvs.0',
  ],
  [
    'a sysctl outside of the network',
    (state) => ({ ...state, kernel: { ...state.kernel, sysctls: { 'kernel/core_pattern': '|/x' } } }),
    'kernel.sysctls.kernel/core_pattern',
  ],
  ['the state of another node', (state) => ({ ...state, node: 'rs1' }), 'node'],
  ['a unit that is words', (state) => ({ ...state, units: ['a b'] }), 'units.0'],
  ['what nobody asked for', (state) => ({ ...state, extra: 1 }), ''],
])('%s is refused with its place', async (_what, change, at) => {
  const changed = { ...handIn, states: [{ ...director, ...(change(director) as NodeState) }] };
  // The file is named by what the state says: the writer trusts its caller.
  const named = {
    ...changed,
    head: { ...head, nodes: [{ node: changed.states[0]!.node, state: 'taken' as const }] },
  };
  const lied = at === 'node' ? { ...named, head } : named;
  const read = await readHandIn(once(await written(lied)));
  expect(read.ok ? 'read' : read.problem).toEqual(
    at === 'node'
      ? { kind: 'missing', path: 'nodes/director.json' }
      : { kind: 'shape', path: 'nodes/director.json', at },
  );
});

test('a file that is cut, or has a byte changed, is told apart from a hand-in', async () => {
  const whole = await written(handIn);
  for (const bytes of [
    whole.subarray(0, whole.length - 30),
    Buffer.concat([whole, Buffer.from('x')]),
    Buffer.from('PK'),
  ])
    expect(await readHandIn(once(bytes))).toMatchObject({ ok: false, problem: { kind: 'archive' } });
});
