import { expect, test } from 'vitest';
import { failures, labSession, solve } from './testing/lab-session.js';

// The engine's own experiments wait for seconds of real time; the labs run beside each other.

test.concurrent.each(['keepalived-single', 'keepalived-multi', 'keepalived-lvs'])(
  'lab %s has no check that passes unsolved and no other solved, with failover and health checks',
  { timeout: 60_000 },
  async (name) => {
    const { session } = labSession(name);
    await session.start();
    const early = (await session.grade()).filter((verdict) => verdict.status === 'pass');
    expect(early.map((verdict) => verdict.check)).toEqual([]);
    await solve(session);
    expect(await failures(session)).toEqual([]);
    await session.destroy();
  },
);

test.concurrent('files that differ, a filter and a kill are told apart on simulated directors', {
  timeout: 60_000,
}, async () => {
  const { session } = labSession('keepalived-single');
  await session.start();
  await solve(session, 'start');
  await session.machines.checkpoint('solved');
  const found: Record<string, unknown> = {};
  for (const id of ['vrid', 'filtered', 'killed']) {
    await session.machines.restore('solved');
    await session.makeMistake(id);
    const verdict = (await session.probe(['one-master'])).get('one-master');
    found[id] = verdict?.diagnosis?.code;
  }
  expect(found).toEqual({ vrid: 'vrid-differs', filtered: 'vrrp-filtered', killed: 'vip-left-after-kill' });
  await session.destroy();
});
