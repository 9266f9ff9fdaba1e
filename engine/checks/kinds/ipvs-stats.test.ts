import { expect, test } from 'vitest';
import { judgeOne } from '../../judging/evaluate.js';
import { drTopology, healthy, table, vip, world } from '../../judging/testing/world.js';
import { check, spoil } from '../testing/judged.js';

test('totals that lag ask to be read again', () => {
  const stats = check({ 'ipvs-stats': { on: 'director', tcp: `${vip}:80`, connections: 50 } });
  expect(judgeOne(stats, world(drTopology, healthy()))).toMatchObject({ status: 'fail', retryAfter: 2200 });
});

test('a tool that tells more connections than the kernel counted is not believed', () => {
  const stats = check({ 'ipvs-stats': { on: 'director', tcp: `${vip}:80`, connections: 2 } });
  const counted = table((service) => ({ ...service, connections: 30 }));
  const facts = spoil('director', () => ({ ipvs: { ...counted, total: 27 } }));
  expect(judgeOne(stats, world(drTopology, facts))).toMatchObject({
    status: 'unknown',
    message: { code: 'unknown.contradicted' },
  });
});
