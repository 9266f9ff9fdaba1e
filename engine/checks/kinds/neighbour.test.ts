import { expect, test } from 'vitest';
import type { Neighbour } from '../../../contract/facts.js';
import { arp, drTopology, healthy, vip } from '../../judging/testing/world.js';
import { wantsOfOne } from '../plan.js';
import { check, type Facts, judged, silent, spoil, unread } from '../testing/judged.js';
import { neighbourJudge } from './neighbour.js';

const body = { neighbour: { on: 'client', address: vip, owner: 'director' } };
const entry = (more: Partial<Neighbour>): Neighbour => ({
  address: vip,
  dev: 'eth0',
  state: 'REACHABLE',
  ...more,
});
const client = (...neighbours: Neighbour[]): Facts => spoil('client', () => ({ neighbours }));

test.each(['REACHABLE', 'STALE', 'DELAY', 'PERMANENT'])(
  'the owner’s MAC is right while it is %s',
  (state) => {
    expect(judged(body, client(entry({ mac: '02:00:00:00:00:07', state })))).toMatchObject({
      status: 'pass',
      message: { code: 'neighbour.ok', params: { nodes: ['client'], address: vip, owner: 'director' } },
    });
  },
);

test.each([
  ['nobody has been asked', client(entry({ address: '10.0.0.8', mac: '02:00:00:00:00:08' }))],
  ['nobody has answered yet', client(entry({ state: 'INCOMPLETE' }))],
  ['nobody answered', client(entry({ state: 'FAILED' }))],
])('there is no MAC where %s', (_what, facts) => {
  const params = { node: 'client', address: vip };
  expect(judged(body, facts)).toMatchObject({
    status: 'fail',
    message: { code: 'neighbour.none', params },
    diagnosis: { code: 'neighbour-unresolved', params },
  });
});

const ofRs2 = entry({ mac: '02:00:00:00:00:09', state: 'STALE' });

test('the MAC of a realserver that answers ARP has that for its cause', () => {
  const facts = { ...client(ofRs2), rs2: { ...healthy()['rs2']!, sysctls: arp({}, {}) } };
  expect(judged(body, facts)).toMatchObject({
    status: 'fail',
    message: {
      code: 'neighbour.wrong',
      params: { node: 'client', address: vip, mac: '02:00:00:00:00:09', found: 'rs2', owner: 'director' },
    },
    diagnosis: { code: 'rs-answers-arp', params: { node: 'rs2' } },
  });
});

test.each([
  ['a machine that answers no more', ofRs2, 'rs2', 'rs2'],
  ['a machine that is not in the lab', entry({ mac: '02:00:00:00:00:99' }), '', '02:00:00:00:00:99'],
])('the MAC of %s is an old one', (_what, neighbour, node, found) => {
  expect(judged(body, client(neighbour))).toMatchObject({
    status: 'fail',
    message: { code: 'neighbour.wrong', params: { found: node } },
    diagnosis: { code: 'stale-neighbour', params: { node: 'client', address: vip, found } },
  });
});

test.each([
  ['a node that does not answer', body, silent('client'), 'unknown.unreachable'],
  ['a table that could not be read', body, unread('client', 'neighbours'), 'unknown.facts'],
  [
    'an owner of whom the lab knows nothing',
    { neighbour: { ...body.neighbour, owner: 'lb9' } },
    client(ofRs2),
    'unknown.facts',
  ],
])('%s is unknown', (_what, asked, facts, code) => {
  expect(judged(asked, facts)).toMatchObject({ status: 'unknown', message: { code } });
});

test('the table is read, not asked for anew, and may be moved by what others ask for', () => {
  expect(wantsOfOne(check(body), drTopology)).toEqual({
    facts: { client: { network: true } },
    experiments: [],
  });
  expect(neighbourJudge.moves).toBe(true);
});

test('where it has to last, an entry that expires is not enough', () => {
  const lasting = { neighbour: { ...body.neighbour, permanent: true } };
  expect(judged(lasting, client(entry({ mac: '02:00:00:00:00:07', state: 'PERMANENT' }))).status).toBe(
    'pass',
  );
  expect(judged(lasting, client(entry({ mac: '02:00:00:00:00:07', state: 'STALE' })))).toMatchObject({
    status: 'fail',
    message: { code: 'neighbour.expires', params: { node: 'client', owner: 'director', state: 'STALE' } },
  });
});
