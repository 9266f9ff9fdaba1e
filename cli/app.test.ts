import { expect, test, vi } from 'vitest';
import { writeCode } from '../contract/class-code.js';
import { SessionStore } from '../engine/session/store.js';
import {
  open,
  running,
  start,
  terminal,
  watch,
  Watched,
  watchTopology,
  windowTests,
} from './testing/window.js';

// All that a window asks, over a channel, of an engine whose nodes are recorded.

windowTests();

test('the library has the labs, without what solves them', async () => {
  const client = open();
  const labs = await client.call('labs', {});
  expect(labs.map(({ id }) => id)).toContain('dr-by-hand');
  expect(await client.call('sessions', {})).toEqual([]);
  const { session, view } = await start(client);
  const news = await view.until('running', running);
  const lab = await client.call('lab', { session });
  // It is a hundred times what changes, and never changes itself.
  expect(Object.keys(news)).not.toContain('lab');
  expect(JSON.stringify(news).length).toBeLessThan(10_000);
  expect(lab.steps.map(({ checks }) => checks.length).reduce((sum, count) => sum + count)).toBe(23);
  expect(lab.steps[2]!.text['zh-CN']).toContain('10.0.0.29');
  // Solutions and what checks look for stay in the engine.
  expect(JSON.stringify(lab.steps.map(({ text: _, ...step }) => step))).not.toContain('ipvsadm -A');
});

test('work in a terminal is judged by itself: passes appear, failures only when they were asked for', async () => {
  const client = open();
  const { session, view } = await start(client);
  await view.until('running', running);
  watchTopology(client, session);
  const director = await terminal(client, session, 'director');
  await director.type('apt-get install -y ipvsadm');
  const half = await view.until('ipvsadm', ({ verdicts }) => verdicts['ipvsadm']?.status === 'pass');
  expect(half.verdicts['ip-vs']).toBeUndefined();
  await client.call('check', { session });
  expect(view.last?.verdicts['ip-vs']).toMatchObject({
    status: 'fail',
    diagnosis: { code: 'module-not-loaded' },
  });
  await director.type('modprobe ip_vs');
  const done = await view.until('step two', ({ current }) => current === 'web-servers');
  expect(done.done).toEqual(['install']);
  expect(done.solved).toEqual([]);
});

test('the topology shows the table, the VIP, who answers ARP for it, and a cable', async () => {
  const client = open();
  const { session, view } = await start(client);
  await view.until('running', running);
  const topology = watchTopology(client, session);
  const { steps } = await client.call('lab', { session });
  for (const step of steps.slice(0, 6)) await client.call('solve', { session, step: step.id });
  const seen = await topology.until('the VIP', ({ vips, nodes }) => {
    const [vip] = vips;
    return (
      vip?.holders.join() === 'director' &&
      vip.onLoopback.length === 2 &&
      nodes['director']?.ipvs?.length === 1
    );
  });
  expect(seen.vips[0]!.onLoopback.toSorted()).toEqual(['rs1', 'rs2']);
  expect(seen.nodes['director']!.ipvs![0]).toMatchObject({ address: '10.0.0.29', port: 80, scheduler: 'rr' });
  expect(seen.nodes['director']!.ipvs![0]!.servers.map(({ node, method }) => `${node} ${method}`)).toEqual([
    'rs1 dr',
    'rs2 dr',
  ]);
  await topology.until('ARP', ({ vips }) => vips[0]?.arp?.node === 'director');
  await client.call('setLink', { session, node: 'rs1', network: 'lan', up: false });
  await topology.until('no carrier', ({ nodes }) => nodes['rs1']?.links?.[0]?.carrier === false);
});

test('each level of help is asked for by its name, says before what it costs, and commands cost what is left', async () => {
  const client = open();
  const { session, view } = await start(client);
  await view.until('running', running);
  watchTopology(client, session);
  const director = await terminal(client, session, 'director');
  await director.type('apt-get install -y ipvsadm');
  await view.until('ipvsadm', ({ verdicts }) => verdicts['ipvsadm']?.status === 'pass');
  await client.call('check', { session });
  expect(view.last!.verdicts['ip-vs']!.diagnosis?.code).toBe('module-not-loaded');
  const help = () => view.last!.hints['ip-vs']!;
  const levels = () => help().shown.map(({ level }) => level);
  expect(help()).toEqual({ shown: [], next: { level: 'nudge', price: 0 } });
  await client.call('hint', { session, check: 'ip-vs', level: 'nudge' });
  await view.until('a nudge', () => levels().join() === 'nudge');
  expect(view.last!.solved).toEqual([]);
  // The first check of the step has passed by hand: its point stays.
  const price = (await client.call('lab', { session })).steps[0]!.checks.find(
    ({ id }) => id === 'ip-vs',
  )!.points;
  expect(help().next).toEqual({ level: 'command', price });
  await client.call('hint', { session, check: 'ip-vs', level: 'command' });
  const last = await view.until('commands', () => levels().length === 2);
  expect(help().shown[1]!.commands?.['director']).toContain('modprobe ip_vs');
  expect(help().next).toBeUndefined();
  expect(last.solved).toEqual(['install']);
  expect(last.unearned).toEqual({ 'ip-vs': { code: 'shown', params: {} } });
  expect((await client.call('solution', { session, step: 'arp' }))['rs1']).toContain('arp_ignore');
  await view.until('noted', ({ solved }) => solved.includes('arp'));
});

test('a whole lab is graded, and its report can be taken away; the library shows the best grade', async () => {
  const client = open();
  const { session, view } = await start(client);
  await view.until('running', running);
  const { steps } = await client.call('lab', { session });
  for (const step of steps) await client.call('solve', { session, step: step.id });
  await client.call('grade', { session });
  const report = await client.call('report', { session });
  expect(report.summary).toMatchObject({ checks: 23, passed: 23, earned: 0 });
  const junit = await client.call('exportReport', { session, format: 'junit', language: 'en' });
  expect(junit).toMatchObject({ mime: 'application/xml', name: `${session}.xml` });
  expect(junit.text).toContain('<testsuites');
  const [dr] = (await client.call('labs', {})).filter(({ id }) => id === 'dr-by-hand');
  expect(dr!.best).toEqual({ earned: 0, points: report.summary.points });
});

test('a suspended session goes on in another engine, with its progress and its nodes', async () => {
  const first = open();
  const { session, view } = await start(first);
  await view.until('running', running);
  await first.call('solve', { session, step: 'install' });
  await first.call('suspend', { session });
  expect(view.last?.state).toBe('suspended');
  await expect(first.call('check', { session })).rejects.toMatchObject({ code: 'session.not-running' });

  const second = open();
  expect(await second.call('sessions', {})).toMatchObject([{ id: session, state: 'suspended', done: 1 }]);
  await second.call('resume', { session });
  const again = watch(second, session);
  await again.until('running again', running);
  const director = await terminal(second, session, 'director');
  await director.type('lsmod | grep ip_vs');
  await director.shown.until('the module', (text) => /\nip_vs +\d/.test(text));
  await second.call('end', { session });
  expect(again.last?.state).toBe('ended');
  await second.call('forget', { session });
  expect(await second.call('sessions', {})).toEqual([]);
});

test('a node that crashes is shown, its checks are unknown, and the others go on', async () => {
  const client = open();
  const { session, view } = await start(client);
  await view.until('running', running);
  await client.call('solve', { session, step: 'install' });
  const rs1 = await terminal(client, session, 'rs1');
  await rs1.type('recorded crash');
  const seen = await view.until('the crash', ({ nodes }) =>
    nodes.some(({ name, state }) => name === 'rs1' && state === 'crashed'),
  );
  expect(seen.state).toBe('running');
  await client.call('check', { session });
  expect(view.last!.verdicts['own-page-rs1']?.status).toBe('unknown');
  expect(view.last!.verdicts['own-page-rs2']?.status).toBe('fail');
});

test('a terminal that was cut off is connected again, and a view that comes later sees what was printed', async () => {
  const client = open();
  const { session, view } = await start(client);
  await view.until('running', running);
  const rs1 = await terminal(client, session, 'rs1');
  await rs1.type('printed-before');
  await rs1.shown.until('the answer', (text) => text.includes('This is a recording'));
  const replayed = new Watched<string>();
  void client
    .call(
      'watchTerminal',
      { terminal: rs1.id },
      {
        onEvent: (event) => event.type === 'replay' && replayed.hear(event.data),
      },
    )
    .catch(() => undefined);
  expect(await replayed.until('the replay', () => true)).toContain('printed-before');
  await rs1.type('recorded drop-ssh');
  await vi.waitFor(() => expect(rs1.states.slice(-2)).toEqual(['cut', 'open']), 10_000);
  await client.call('closeTerminal', { terminal: rs1.id });
  expect(view.last!.terminals).toEqual([]);
  await expect(client.call('writeTerminal', { terminal: rs1.id, data: 'x' })).rejects.toMatchObject({
    code: 'terminal.unknown',
  });
});

test('a terminal that is not read makes its node wait, and not a byte is lost', async () => {
  const client = open();
  const { session, view } = await start(client);
  await view.until('running', running);
  const { terminal: id } = await client.call('openTerminal', { session, node: 'rs1' });
  let received = 0;
  const shown = new Watched<number>();
  void client
    .call(
      'watchTerminal',
      { terminal: id },
      {
        onEvent: (event) => {
          if (event.type === 'state') return;
          received += event.data.length;
          shown.hear(received);
        },
      },
    )
    .catch(() => undefined);
  await shown.until('a prompt', (characters) => characters > 5);
  await client.call('writeTerminal', { terminal: id, data: 'recorded flood 2\r' });
  await shown.until('the limit', (characters) => characters > 256 * 1024);
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(received).toBeLessThan(1024 * 1024);
  let taken = 0;
  while (received < 2_000_000) {
    const now = received;
    await client.call('tookTerminal', { terminal: id, characters: now - taken });
    taken = now;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  expect(received).toBeGreaterThanOrEqual(2_000_000);
});

test.each([
  ['a node that does not start', { fail: { up: 'node', node: 'rs1' } }, 'node.start-failed'],
  ['an image that cannot be made', { fail: { up: 'image' } }, 'image.network'],
] as const)('%s: the view says what failed, and leaves nothing', async (_what, options, code) => {
  const client = open(options);
  const { view } = await start(client);
  const failed = await view.until('the failure', ({ state }) => state === 'failed');
  expect(failed.error?.code).toBe(code);
  expect((await client.call('sessions', {}))[0]?.state).toBe('ended');
});

test('a start can be cancelled', async () => {
  const client = open({ delay: 500 });
  const { session, view } = await start(client);
  await view.until('starting', ({ state }) => state === 'starting');
  await client.call('cancel', { session });
  const failed = await view.until('the end', ({ state }) => state === 'failed');
  expect(failed.error?.code).toBe('cancelled');
});

test('settings are kept, and a broken file costs no more than what is broken', async () => {
  const client = open();
  expect(await client.call('settings', {})).toMatchObject({ theme: 'system', language: 'system' });
  await client.call('setSettings', { settings: { theme: 'dark' } });
  await client.call('setSettings', { settings: { fontSize: 16 } });
  expect(await open().call('settings', {})).toMatchObject({ theme: 'dark', fontSize: 16 });
  await expect(client.call('setSettings', { settings: { fontSize: 1000 } })).rejects.toThrow();
});

test('who is in a class begins with values of their own, unless others are asked for', async () => {
  const secret = Uint8Array.from({ length: 16 }, (_, index) => index);
  const code = writeCode({ kind: 'ticket', digest: Uint8Array.of(0xea, 0xdc), seed: secret, student: 's-1' });
  const client = open();
  const started = async (values: 'own' | 'others' | { readonly seed: string }) => {
    const { session } = await client.call('start', { lab: 'dr-by-hand', values });
    return new SessionStore().read(session)!;
  };
  expect(await started('own')).toMatchObject({ drawn: false });
  await expect(
    client.call('setSettings', { settings: { class: { code: `${code}0`, student: 's-1' } } }),
  ).rejects.toThrow();
  await client.call('setSettings', { settings: { class: { code, student: 's-1' } } });
  const mine = await started('own');
  expect(mine).toMatchObject({
    drawn: true,
    seed: '000102030405060708090a0b0c0d0e0f',
    class: { digest: 'eadc', student: 's-1' },
  });
  const others = await started('others');
  expect([others.drawn, others.class, others.seed === mine.seed]).toEqual([true, undefined, false]);
  expect(await started({ seed: 'x' })).toEqual(expect.not.objectContaining({ class: expect.anything() }));
  await client.call('setSettings', { settings: { class: null } });
  expect(await started('own')).toMatchObject({ drawn: false });
});
