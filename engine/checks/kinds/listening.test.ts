import { expect, test } from 'vitest';
import type { NodeFacts } from '../../../contract/facts.js';
import { drTopology, vip } from '../../judging/testing/world.js';
import { wantsOfOne } from '../plan.js';
import { check, judged, silent, spoil, unread } from '../testing/judged.js';
import { listeningJudge } from './listening.js';

const at = (...listeners: NonNullable<NodeFacts['listeners']>) => spoil('rs2', () => ({ listeners }));
const web = { listening: { on: ['rs1', 'rs2'], port: 80 } };
const onVip = { listening: { on: ['rs1', 'rs2'], port: '80', address: vip } };

test.each([
  ['all addresses', '0.0.0.0'],
  ['all addresses, as nginx with [::] does', '::'],
  ['the VIP alone', vip],
])('a web server that listens on %s is reached at the VIP', (_what, address) => {
  expect(judged(onVip, at({ address, port: 80 }))).toMatchObject({
    status: 'pass',
    message: { code: 'listening.ok', params: { nodes: ['rs1', 'rs2'], port: 80 } },
  });
});

test('whichever of its listeners is reached will do', () => {
  const both = at({ address: '10.0.0.9', port: 80 }, { address: vip, port: 80 });
  expect(judged(onVip, both).status).toBe('pass');
});

test('a web server on its RIP alone is not reached at the VIP, and all that it listens on is told', () => {
  const elsewhere = at({ address: '10.0.0.9', port: 80 }, { address: '127.0.0.1', port: 80 });
  expect(judged(onVip, elsewhere)).toMatchObject({
    status: 'fail',
    message: {
      code: 'listening.elsewhere',
      params: { node: 'rs2', port: 80, address: vip, found: ['10.0.0.9', '127.0.0.1'] },
    },
    diagnosis: { code: 'web-listens-elsewhere', params: { node: 'rs2', found: '10.0.0.9, 127.0.0.1' } },
  });
  // Nobody asked for an address.
  expect(judged(web, elsewhere).status).toBe('pass');
});

test.each([
  ['nothing', [], 'web-not-running', {}],
  ['SSH alone', [{ address: '0.0.0.0', port: 22 }], 'web-not-running', {}],
  ['port 8080', [{ address: '0.0.0.0', port: 8080 }], 'web-other-port', { found: '8080' }],
])('with %s at a realserver port 80 is closed there', (_what, listeners, code, params) => {
  expect(judged(web, at(...listeners))).toMatchObject({
    status: 'fail',
    message: { code: 'listening.none', params: { node: 'rs2', port: 80 } },
    diagnosis: { code, params: { node: 'rs2', port: '80', ...params } },
  });
});

test('sockets that could not be read are unknown', () => {
  expect(judged(web, silent('rs2'))).toMatchObject({
    status: 'unknown',
    message: { code: 'unknown.unreachable', params: { node: 'rs2' } },
  });
  expect(judged(web, unread('rs2', 'listeners')).message.code).toBe('unknown.facts');
  expect(wantsOfOne(check(web), drTopology).facts).toEqual({
    rs1: { listeners: true },
    rs2: { listeners: true },
  });
});

test('a reboot lost the service where nothing listens on the port, not where it listens elsewhere', () => {
  const lost = (listeners: NodeFacts['listeners']) =>
    listeningJudge.notKept?.({ on: ['rs1'], port: '80', address: vip }, () => ({
      at: 0,
      listeners: listeners!,
    }));
  expect(lost([{ address: '0.0.0.0', port: 22 }])).toEqual({
    code: 'service-not-kept',
    params: { node: 'rs1', port: '80' },
  });
  const elsewhere = [
    { address: '0.0.0.0', port: 22 },
    { address: '10.0.0.8', port: 80 },
  ];
  expect(lost(elsewhere)).toBeUndefined();
  expect(listeningJudge.notKept?.({ on: ['rs1'], port: 80 }, () => undefined)).toBeUndefined();
});
