import { expect, test } from 'vitest';
import type { SessionView } from '../../contract/views.js';
import { vrrpTopology } from '../testing/fixtures.js';
import { withMoves } from './cables.js';

const view = { unplugged: [{ node: 'lb1', network: 'lan' }] } as unknown as SessionView;
const cable = { network: 'lan', dev: 'eth0' };

test('a cable is as the hand left it before the engine has answered, and no other is touched', () => {
  const topology = vrrpTopology(1, 'lb1');
  const moved = withMoves(view, topology, [
    { ...cable, node: 'lb1', up: true },
    { ...cable, node: 'lb2', up: false },
  ]);
  expect(moved.view.unplugged).toEqual([{ node: 'lb2', network: 'lan' }]);
  const carriers = (node: string) =>
    moved.topology?.nodes[node]?.links?.map(({ dev, carrier }) => [dev, carrier]);
  expect(carriers('lb1')).toContainEqual(['eth0', true]);
  expect(carriers('lb2')).toContainEqual(['eth0', false]);
  expect(carriers('client')).toContainEqual(['eth0', true]);
});

test('of a cable that was moved twice the last move counts', () => {
  const both = [false, true].map((up) => ({ ...cable, node: 'lb2', up }));
  const moved = withMoves(view, vrrpTopology(1, 'lb1'), both);
  expect(moved.view.unplugged).toEqual([{ node: 'lb1', network: 'lan' }]);
  expect(moved.topology?.nodes['lb2']?.links?.every(({ carrier }) => carrier)).toBe(true);
});

test('with nothing moved nothing is made anew', () => {
  const topology = vrrpTopology(1, 'lb1');
  expect(withMoves(view, topology, [])).toEqual({ view, topology });
  expect(withMoves(view, undefined, [{ ...cable, node: 'lb2', up: false }]).topology).toBeUndefined();
});
