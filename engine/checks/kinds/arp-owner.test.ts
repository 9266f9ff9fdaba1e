import { expect, test } from 'vitest';
import { judgeOne } from '../../judging/evaluate.js';
import { arp, drTopology, healthy, vip, world } from '../../judging/testing/world.js';
import { arpAnswer, check, spoil } from '../testing/judged.js';

const owner = check({ 'arp-owner': { from: 'client', address: vip, owner: 'director' } });

test('several ARP answers are explained by the realserver that gives one', () => {
  const facts = spoil('rs2', () => ({ sysctls: arp({ lo: 1 }, { lo: 2 }) }));
  const judged = judgeOne(owner, world(drTopology, facts, [arpAnswer('director', 'rs2')]));
  expect(judged).toMatchObject({
    status: 'fail',
    message: { code: 'arp-owner.several' },
    diagnosis: { code: 'arp-only-on-lo', params: { node: 'rs2' } },
  });
});

test('somebody who answers and is not in the lab is told by the MAC', () => {
  const [request, result] = arpAnswer();
  const stranger = { ...result, macs: ['02:00:00:00:00:99'] } as typeof result;
  expect(judgeOne(owner, world(drTopology, healthy(), [[request, stranger]]))).toMatchObject({
    status: 'fail',
    diagnosis: { code: 'unexpected-arp-owner' },
  });
});
