import { expect, test } from 'vitest';
import type { NodeFacts } from '../../../contract/facts.js';
import { judgeOne } from '../../judging/evaluate.js';
import { address, haTopology, vip, world } from '../../judging/testing/world.js';
import { balancer, check, conf, good, second } from '../testing/judged.js';

test.each<[string, NodeFacts, string]>([
  [
    'added to a backup',
    { ...balancer(8, 'BACKUP', second), addresses: [address('eth0', vip, 24)] },
    'backup-has-vip',
  ],
  ['of a master', balancer(8, 'MASTER', conf('BACKUP', 200)), 'priority-decides'],
  [
    'of a daemon that was killed',
    balancer(8, 'MASTER', second, { running: false, instances: [] }),
    'vip-left-after-kill',
  ],
  [
    'beside one whose file has a longer address',
    balancer(8, 'MASTER', second.replace(`${vip}/24`, `${vip}1/24`), { running: false, instances: [] }),
    'address-left',
  ],
])('an address that should not be there: %s', (_what, lb2, code) => {
  const facts = { lb1: balancer(7, 'BACKUP', good), lb2 };
  const judged = judgeOne(check({ 'no-address': { on: 'lb2', address: vip } }), world(haTopology, facts));
  expect(judged).toMatchObject({ status: 'fail', diagnosis: { code } });
});
