import { expect, test } from 'vitest';
import type { NodeFacts } from '../../../contract/facts.js';
import { judgeOne } from '../../judging/evaluate.js';
import { address, haTopology, vip, world } from '../../judging/testing/world.js';
import { arpAnswer, balancer, check, conf, good, second } from '../testing/judged.js';

const oneMaster = check({
  'one-master': { among: ['lb1', 'lb2'], instance: 'VI_1', vip, from: 'client', expect: 'lb1' },
});

test('one master with the VIP and the ARP answer passes', () => {
  const facts = { lb1: balancer(7, 'MASTER', good), lb2: balancer(8, 'BACKUP', second) };
  expect(judgeOne(oneMaster, world(haTopology, facts, [arpAnswer('lb1')])).message.code).toBe(
    'one-master.ok',
  );
});

test.each<[string, NodeFacts, NodeFacts, string]>([
  ['VRIDs', balancer(7, 'MASTER', good), balancer(8, 'MASTER', second.replace('55', '56')), 'vrid-differs'],
  [
    'passwords',
    balancer(7, 'MASTER', good),
    balancer(8, 'MASTER', second.replace('1111', '2222')),
    'auth-differs',
  ],
  [
    'intervals',
    balancer(7, 'MASTER', good),
    balancer(8, 'MASTER', conf('BACKUP', 100, 'advert_int 3')),
    'advert-int-differs',
  ],
  [
    'a filter',
    balancer(7, 'MASTER', good),
    {
      ...balancer(8, 'MASTER', second),
      firewall:
        'table inet filter {\n\tchain input {\n\t\ttype filter hook input priority filter; policy accept;\n\t\tip protocol 112 drop\n\t}\n}\n',
    },
    'vrrp-filtered',
  ],
  [
    'a filter on the way out',
    {
      ...balancer(7, 'MASTER', good),
      firewall:
        'table inet filter {\n\tchain output {\n\t\ttype filter hook output priority filter; policy accept;\n\t\tip protocol 112 drop\n\t}\n}\n',
    },
    balancer(8, 'MASTER', second),
    'vrrp-filtered',
  ],
  [
    'silence that nothing explains',
    balancer(7, 'MASTER', good),
    balancer(8, 'MASTER', second, {
      instances:
        balancer(8, 'MASTER', second).keepalived?.instances.map((each) => ({ ...each, stats: {} })) ?? [],
    }),
    'both-masters',
  ],
  ['priorities', balancer(7, 'BACKUP', good), balancer(8, 'MASTER', conf('MASTER', 150)), 'equal-priority'],
  [
    'a VIP that kill -9 left',
    balancer(7, 'MASTER', good, { running: false, instances: [] }),
    balancer(8, 'MASTER', second),
    'vip-left-after-kill',
  ],
  [
    'a daemon that does not run',
    balancer(7, 'BACKUP', good, { running: false, instances: [] }),
    balancer(8, 'MASTER', second),
    'keepalived-not-running',
  ],
  [
    'a file that was not reloaded',
    balancer(7, 'MASTER', good),
    {
      ...balancer(8, 'MASTER', second),
      keepalived: {
        ...(balancer(8, 'MASTER', second).keepalived as NonNullable<NodeFacts['keepalived']>),
        config: conf('BACKUP', 90),
      },
    },
    'config-not-reloaded',
  ],
  [
    'an interface that is not there',
    balancer(7, 'BACKUP', good.replace('eth0', 'ens3'), { running: false, instances: [] }),
    balancer(8, 'MASTER', second),
    'interface-missing',
  ],
])('what is wrong between two balancers is told: %s', (_what, lb1, lb2, code) => {
  const judged = judgeOne(oneMaster, world(haTopology, { lb1, lb2 }, [arpAnswer('lb1', 'lb2')]));
  expect(judged).toMatchObject({ status: 'fail', diagnosis: { code } });
});

test('who has a VIP by right, as MASTER of another instance, is no stranger', () => {
  const both = (lb: NodeFacts): NodeFacts => {
    const [first] = lb.keepalived!.instances;
    const other = { ...first!, name: 'VI_2', vrid: 56, state: 'MASTER' as const, vipSet: true };
    return {
      ...lb,
      addresses: [...lb.addresses!, address('eth0', vip, 24)],
      keepalived: { ...lb.keepalived!, instances: [first!, other] },
    };
  };
  const facts = { lb1: balancer(7, 'MASTER', good), lb2: both(balancer(8, 'BACKUP', second)) };
  const master = judgeOne(oneMaster, world(haTopology, facts, [arpAnswer('lb1', 'lb2')]));
  const told = [master.diagnosis, ...(master.also ?? []).map(({ diagnosis }) => diagnosis)];
  expect(told.map((each) => each?.code)).not.toContain('backup-has-vip');
});

test('the wrong master, as in the middle of an election, is told where nothing says why', () => {
  const expected = check({
    'one-master': { among: ['lb1', 'lb2'], instance: 'VI_1', vip, expect: 'lb2' },
  });
  const facts = { lb1: balancer(7, 'MASTER', conf('BACKUP', 90)), lb2: balancer(8, 'BACKUP', second) };
  expect(judgeOne(expected, world(haTopology, facts)).diagnosis?.code).toBe('wrong-master');
});
