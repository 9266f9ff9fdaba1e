import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Check, checkSchema } from '../../contract/checks.js';
import type { FactsRequest, NodeFacts } from '../../contract/facts.js';
import type { Judgement } from '../../contract/verdict.js';
import { healthy, table, vip } from '../judging/testing/world.js';
import { ExperimentMemory } from '../experiments/memory.js';
import { kernelAnswer } from '../experiments/testing/context.js';
import { ShellError } from '../machines/shell.js';
import { judgeChecks, type RoundContext } from './round.js';
import { fake } from './testing/round.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const check = (id: string, body: object): Check => checkSchema.parse({ id, ...body });
const file = (id: string, path: string, more: object = {}) =>
  check(id, { file: { on: 'director', path }, ...more });

function withFiles(...present: string[]): NodeFacts {
  const all = ['/a', '/b', '/c', '/d'];
  return {
    at: 0,
    files: Object.fromEntries(
      all.map((path) => [path, { path, exists: present.includes(path), content: 'x' }]),
    ),
  };
}

const statuses = (judged: ReadonlyMap<string, Judgement>) =>
  Object.fromEntries([...judged].map(([id, { status }]) => [id, status]));

test('checks are judged on the facts of their node', async () => {
  const { judgements: judged } = await judgeChecks(
    [file('a', '/a'), file('b', '/b')],
    fake(() => withFiles('/a')),
  );
  expect(statuses(judged)).toEqual({ a: 'pass', b: 'fail' });
});

test('what was read for somebody else just now is not asked for once more, and anything else is', async () => {
  const known = (request: FactsRequest) => new Map([['director', { request, facts: withFiles('/a') }]]);
  const checks = [file('a', '/a'), file('b', '/b')];
  const enough = fake(() => withFiles(), { known: known({ network: true, files: ['/a', '/b', '/c'] }) });
  expect(statuses((await judgeChecks(checks, enough)).judgements)).toEqual({ a: 'pass', b: 'fail' });
  // What explains the failure had not been asked for.
  expect(enough.asked.filter(({ request }) => request.files !== undefined)).toEqual([]);
  const less = fake(() => withFiles('/b'), { known: known({ files: ['/a'] }) });
  expect(statuses((await judgeChecks(checks, less)).judgements)).toEqual({ a: 'fail', b: 'pass' });
  expect(less.asked[0]).toMatchObject({ node: 'director', request: { files: ['/a', '/b'] } });
});

test('what needs a check that did not pass is not tried, and says which one', async () => {
  const { judgements: judged } = await judgeChecks(
    [
      file('d', '/d', { needs: ['c'] }),
      file('c', '/c', { needs: ['b'] }),
      file('b', '/b', { needs: ['a'] }),
      file('a', '/a'),
    ],
    fake(() => withFiles('/a', '/c', '/d')),
  );
  expect(statuses(judged)).toEqual({ a: 'pass', b: 'fail', c: 'unknown', d: 'unknown' });
  expect(judged.get('c')?.message).toEqual({ code: 'skipped.needs', params: { check: 'b' } });
  expect(judged.get('d')?.message).toEqual({ code: 'skipped.needs', params: { check: 'c' } });
});

test('no experiment is made for a check whose need did not pass', async () => {
  const context = fake(() => withFiles());
  const arp = check('owner', {
    needs: ['a'],
    'arp-owner': { from: 'client', address: vip, owner: 'director' },
  });
  expect(statuses((await judgeChecks([file('a', '/a'), arp], context)).judgements)).toEqual({
    a: 'fail',
    owner: 'unknown',
  });
  expect(context.ran).toEqual([]);
});

test('a need that is not judged now counts as it was judged before', async () => {
  const checks = [file('b', '/b', { needs: ['a'] })];
  const facts = () => withFiles('/b');
  expect(statuses((await judgeChecks(checks, fake(facts))).judgements)).toEqual({ b: 'unknown' });
  const before = fake(facts, { passedBefore: (id) => id === 'a' });
  expect(statuses((await judgeChecks(checks, before)).judgements)).toEqual({ b: 'pass' });
});

test('a node is asked once, whoever asks and whatever for', async () => {
  const context = fake(() => withFiles('/a', '/b'));
  await judgeChecks(
    [
      file('a', '/a'),
      file('b', '/b', { needs: ['a'] }),
      check('p', { package: { on: ['director', 'rs1'], name: 'ipvsadm' } }),
    ],
    context,
  );
  expect(context.asked).toEqual([
    { node: 'director', request: { files: ['/a', '/b'], packages: ['ipvsadm'] } },
    { node: 'rs1', request: { packages: ['ipvsadm'] } },
  ]);
});

test.each([
  ['unreachable', 'unknown.unreachable'],
  ['timeout', 'unknown.timeout'],
  ['halted', 'unknown.halted'],
  ['failed', 'unknown.facts'],
] as const)('a node that is %s makes its checks unknown and no others', async (reason, code) => {
  const context = fake((node) => (node === 'rs1' ? reason : withFiles('/a')));
  const { judgements: judged } = await judgeChecks(
    [file('a', '/a'), check('r', { file: { on: 'rs1', path: '/a' } })],
    context,
  );
  expect(statuses(judged)).toEqual({ a: 'pass', r: 'unknown' });
  expect(judged.get('r')?.message).toMatchObject({ code, params: { node: 'rs1' } });
});

test('an experiment that could not be made is unknown, not a failure', async () => {
  const { judgements: judged } = await judgeChecks(
    [check('owner', { 'arp-owner': { from: 'client', address: vip, owner: 'director' } })],
    fake((node) => healthy()[node]!),
  );
  expect(judged.get('owner')).toMatchObject({ status: 'unknown', message: { code: 'unknown.unreachable' } });
});

const arping = { stdout: `Unicast reply from ${vip} [02:00:00:00:00:07]  0.6ms\nReceived 1 response(s)\n` };

test('checks that ask for the same experiment share it', async () => {
  const owner = { 'arp-owner': { from: 'client', address: vip, owner: 'director' } };
  const context = fake((node) => healthy()[node]!, { prints: () => arping });
  const { judgements: judged } = await judgeChecks([check('one', owner), check('two', owner)], context);
  expect(statuses(judged)).toEqual({ one: 'pass', two: 'pass' });
  expect(context.ran).toEqual(['client']);
});

test('an experiment is not made again while no node has changed, and is when one has', async () => {
  const owner = check('owner', { 'arp-owner': { from: 'client', address: vip, owner: 'director' } });
  const memory = new ExperimentMemory();
  let sysctls = 'before';
  const round = async (more: Partial<RoundContext> = { memory }) => {
    const context = fake(
      (node) => {
        if (node === 'rs2' && sysctls === '') return 'unreachable';
        return { ...healthy()[node]!, witness: node === 'rs1' ? sysctls : 'same' };
      },
      { prints: () => arping, ...more },
    );
    // Beside a node that cannot be asked nobody is known to be alone.
    const status = sysctls === '' ? 'unknown' : 'pass';
    expect(statuses((await judgeChecks([owner], context)).judgements)).toEqual({ owner: status });
    return context.ran.length;
  };
  expect(await round()).toBe(1);
  expect(await round()).toBe(0);
  expect(await round({})).toBe(1);
  sysctls = 'after';
  expect(await round()).toBe(1);
  expect(await round()).toBe(0);
  vi.advanceTimersByTime(6 * 60_000);
  expect(await round()).toBe(1);
  // A node that cannot be asked may have changed.
  sysctls = '';
  expect(await round()).toBe(1);
  expect(await round()).toBe(1);
});

test('an experiment during which a node was changed is not kept', async () => {
  const owner = check('owner', { 'arp-owner': { from: 'client', address: vip, owner: 'director' } });
  const memory = new ExperimentMemory();
  const witness = ['before', 'after', 'after', 'after'];
  const round = async () => {
    const context = fake(
      (node) => ({
        ...healthy()[node]!,
        witness: node === 'rs1' ? witness[context.ran.length === 0 ? 0 : 1]! : 'same',
      }),
      { prints: () => arping, memory },
    );
    await judgeChecks([owner], context);
    return context.ran.length;
  };
  expect(await round()).toBe(1);
  witness[0] = 'after';
  expect(await round()).toBe(1);
  expect(await round()).toBe(0);
});

test('facts that a later read did not ask for by name again are kept from the earlier one', async () => {
  const key = 'net.ipv4.vs.conntrack';
  const context = fake(
    (node) => {
      const facts = healthy()[node]!;
      return node === 'rs1' ? { ...facts, sysctls: { ...facts.sysctls, [key]: 1 } } : facts;
    },
    { prints: () => arping },
  );
  const { judgements: judged } = await judgeChecks(
    [
      check('conntrack', { sysctl: { on: 'rs1', keys: [key], equals: 1 } }),
      check('owner', { 'arp-owner': { from: 'client', address: vip, owner: 'director' } }),
      check('late', { needs: ['owner'], sysctl: { on: 'rs1', keys: [key], equals: 1 } }),
    ],
    context,
  );
  const reads = context.asked.filter(({ node }) => node === 'rs1').map(({ request }) => request.sysctls);
  expect(reads).toHaveLength(2);
  expect(reads[0]).toContain(key);
  expect(reads[1] ?? []).not.toContain(key);
  expect(statuses(judged)).toEqual({ conntrack: 'pass', owner: 'pass', late: 'pass' });
});

test('what a cause needs to be seen is asked for when a check fails, and not before', async () => {
  const spoilt = (node: string): NodeFacts => {
    const facts = healthy()[node]!;
    return node === 'director' ? { ...facts, addresses: facts.addresses!.slice(0, 1) } : facts;
  };
  const answers = check('owner', { 'arp-owner': { from: 'client', address: vip, owner: 'director' } });
  const asked = async (facts: (node: string) => NodeFacts, prints: typeof arping) => {
    const context = fake(facts, { prints: () => prints });
    const { judgements: judged } = await judgeChecks([answers], context);
    return { judged: judged.get('owner'), asked: context.asked.filter(({ node }) => node === 'director') };
  };
  expect((await asked((node) => healthy()[node]!, arping)).asked).toEqual([]);
  const silence = { stdout: 'Received 0 response(s)\n' };
  const failed = await asked(spoilt, silence);
  expect(failed.judged).toMatchObject({ status: 'fail', diagnosis: { code: 'vip-not-on-director' } });
  expect(failed.asked[0]?.request).toMatchObject({ network: true, keepalived: true });
});

const few = (connections: number): NodeFacts => ({
  ...withFiles('/a'),
  ...healthy()['director'],
  files: withFiles('/a').files!,
  ipvs: table((service) => ({ ...service, connections })),
});

const stats = check('stats', {
  'ipvs-stats': { on: 'director', tcp: `${vip}:80`, connections: 20 },
});

test('a failure that time may mend is looked at once more, with what waited for it; what passed is not', async () => {
  const context = fake((node, turn) => (node === 'director' ? few(turn <= 2 ? 0 : 20) : healthy()[node]!));
  const checks = [file('a', '/a'), stats, file('after', '/a', { needs: ['stats', 'a'] })];
  const judging = judgeChecks(checks, context);
  await vi.advanceTimersByTimeAsync(2000);
  const before = context.asked.length;
  await vi.advanceTimersByTimeAsync(1000);
  expect(statuses((await judging).judgements)).toEqual({ a: 'pass', stats: 'pass', after: 'pass' });
  expect(context.asked.length).toBeGreaterThan(before);
  const again = context.asked.slice(before).filter(({ node }) => node === 'director');
  expect(again.map(({ request }) => request.ipvs)).toEqual([true]);
});

test('a failure that time does not mend is looked at once more only', async () => {
  const context = fake((node) => (node === 'director' ? few(0) : healthy()[node]!));
  const judging = judgeChecks([stats], context);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(statuses((await judging).judgements)).toEqual({ stats: 'fail' });
  // Each time for the check, and for its cause.
  expect(context.asked.filter(({ node }) => node === 'director')).toHaveLength(4);
});

test('a failure that time cannot mend is not waited for', async () => {
  const context = fake(() => withFiles());
  expect(statuses((await judgeChecks([file('a', '/a')], context)).judgements)).toEqual({ a: 'fail' });
  expect(context.asked).toHaveLength(1);
});

test('a cancelled round ends while it waits', async () => {
  const controller = new AbortController();
  const context = fake((node) => (node === 'director' ? few(0) : healthy()[node]!), {
    signal: controller.signal,
  });
  const ended = judgeChecks([stats], context).catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(100);
  controller.abort();
  expect(await ended).toMatchObject({ reason: 'cancelled' });
});

test('a cancelled experiment ends the round', async () => {
  const context: RoundContext = {
    ...fake((node) => healthy()[node]!),
    shell: () => ({ exec: () => Promise.reject(new ShellError('cancelled', 'cancelled')) }),
  };
  const owner = check('owner', { 'arp-owner': { from: 'client', address: vip, owner: 'director' } });
  await expect(judgeChecks([owner], context)).rejects.toMatchObject({ reason: 'cancelled' });
});

test('the witness is read in the same looks as the facts, before and after experiments', async () => {
  const context = fake((node, turn) => ({ ...healthy()[node]!, witness: `${turn}` }), {
    watch: true,
    prints: () => arping,
  });
  const owner = check('owner', { 'arp-owner': { from: 'client', address: vip, owner: 'director' } });
  const counted = check('counted', { 'ipvs-stats': { on: 'director', tcp: `${vip}:80`, connections: 1 } });
  const { before, after } = await judgeChecks([owner, counted], context);
  expect([before, after]).toEqual(['1\n1\n1\n1', '2\n2\n2\n2']);
  const asked = context.asked.filter(({ node }) => node === 'director').map(({ request }) => request);
  expect(asked).toMatchObject([
    { ipvs: true, witness: true },
    { ipvs: true, witness: true },
  ]);
});

test('servers tell who they are by one file for all requests of a round, which is gone before nodes are looked at again', async () => {
  const url = `http://${vip}/`;
  const log: string[] = [];
  const tokens = new Map<string, string>();
  const context = fake(
    (node) => {
      log.push('look');
      return { ...healthy()[node]!, witness: 'same' };
    },
    {
      watch: true,
      prints: (node, command) => {
        const token = /tok-\w+/.exec(command)?.[0];
        if (token !== undefined) tokens.set(node, token);
        const what = token === undefined ? (command.includes('rm -f') ? 'remove' : 'ask') : 'write';
        log.push(`${what} ${node}`);
        const lines = ['rs1', 'rs2'].map((name, n) => `${n} ok 200 ${tokens.get(name)} 5 4000${n} 0`);
        return what === 'ask' ? { stdout: `${lines.join('\n')}\n` } : {};
      },
    },
  );
  let secrets = 0;
  const { judgements } = await judgeChecks(
    [
      check('one', { http: { from: 'client', url, requests: 2 } }),
      check('spread', {
        needs: ['one'],
        'http-spread': { from: 'client', url, requests: 4, over: { rs1: 1, rs2: 1 } },
      }),
    ],
    { ...context, secret: () => `s${++secrets}` },
  );
  expect(judgements.get('one')?.status).toBe('pass');
  const each = (what: string) => ['director', 'rs1', 'rs2'].map((node) => `${what} ${node}`);
  const done = log.join('\n').replace(/^(look\n)+/, '');
  expect(done.split('\n').filter((line) => line !== 'look')).toEqual([
    ...each('write'),
    'ask client',
    'ask client',
    ...each('remove'),
  ]);
  // After the last request everything is read of every node, for the witness.
  expect(done).toMatch(/remove rs2\n(look\n?){4}$/);
});

test('what later checks look at is read with the witness, once nothing is made any more', async () => {
  const context = fake((node) => ({ ...healthy()[node]!, witness: 'same' }), {
    watch: true,
    prints: () => arping,
  });
  const { judgements } = await judgeChecks(
    [
      check('owner', { 'arp-owner': { from: 'client', address: vip, owner: 'director' } }),
      check('stats', {
        needs: ['owner'],
        'ipvs-stats': { on: 'director', tcp: `${vip}:80`, connections: 2 },
      }),
    ],
    context,
  );
  expect(statuses(judgements)).toEqual({ owner: 'pass', stats: 'pass' });
  // Of each node once before the experiment, and once after it.
  expect(context.asked.map(({ node }) => node).toSorted()).toEqual(
    ['client', 'director', 'rs1', 'rs2'].flatMap((node) => [node, node]),
  );
  expect(context.asked.findLast(({ node }) => node === 'director')?.request).toMatchObject({
    ipvs: true,
    witness: true,
  });
});

test('what needs a check that disturbed is judged by how the nodes are after it, and other checks by how they were', async () => {
  vi.useRealTimers();
  let written = false;
  const context = fake(() => withFiles(...(written ? ['/a', '/b', '/c'] : [])), {
    prints: (_, command) => {
      written ||= command.includes('touch');
      return kernelAnswer(command) ?? {};
    },
  });
  const watching = { ...context, capture: () => ({ ready: Promise.resolve(), stop: async () => {} }) };
  const frames = { do: [{ on: 'rs1', run: 'touch' }], seconds: 0, expect: [{ arp: 'reply', times: 0 }] };
  const { judgements } = await judgeChecks(
    [
      check('made', { frames }),
      file('after', '/a', { needs: ['made'] }),
      file('later', '/b', { needs: ['after'] }),
      file('before', '/c'),
    ],
    { ...watching, once: true },
  );
  expect(statuses(judgements)).toEqual({ made: 'pass', after: 'pass', later: 'pass', before: 'fail' });
});
