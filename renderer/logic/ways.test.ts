import { expect, test } from 'vitest';
import type { WayView } from '../../contract/ways.js';
import { drLab } from '../testing/fixtures.js';
import { type Box, layOut, overlap } from './topology-layout.js';
import { arrowsOf, hopsOf } from './ways.js';

const hop = (from: string, to: string | undefined) => ({
  from,
  ...(to === undefined ? {} : { to }),
  network: 'lan',
  packet: '10.0.0.100.40001 > 10.0.0.29.80: tcp S',
});
const dr: WayView = {
  at: 0,
  client: 'client',
  source: '10.0.0.100:40001',
  service: '10.0.0.29:80',
  there: [hop('client', 'director'), hop('director', 'rs1')],
  back: [hop('rs1', 'client')],
  answer: 'accepted',
};
const layout = layOut(drLab);
const pointsOf = (path: string) =>
  path
    .split(/[ML]/)
    .slice(1)
    .map((each) => each.trim().split(' ').map(Number) as [number, number]);
const far = ([x, y]: [number, number], box: Box) =>
  Math.hypot(Math.max(box.x - x, 0, x - box.x - box.width), Math.max(box.y - y, 0, y - box.y - box.height));

test('each hop goes from the card of its sender over its network to that of its receiver', () => {
  const arrows = arrowsOf(dr, layout, []);
  expect(arrows.map(({ way, number }) => [way, number])).toEqual([
    ['there', 1],
    ['there', 2],
    ['back', 3],
  ]);
  const back = pointsOf(arrows[2]!.path);
  expect(back).toHaveLength(4);
  expect(far(back[0]!, layout.nodes['rs1']!)).toBeLessThan(11);
  expect(far(back[1]!, layout.networks['lan']!)).toBeLessThan(11);
  expect(far(back[3]!, layout.nodes['client']!)).toBeLessThan(11);
});

test('what goes along one cable both ways, or there and back, is drawn beside each other', () => {
  const nat = { ...dr, back: [hop('rs1', 'director'), hop('director', 'client')] };
  const starts = arrowsOf(nat, layout, []).map(({ path }) => pointsOf(path));
  // At the director: in, out, and the reply in and out.
  const atDirector = [starts[0]!.at(-1)!, starts[1]![0]!, starts[2]!.at(-1)!, starts[3]![0]!];
  for (const [index, one] of atDirector.entries())
    for (const other of atDirector.slice(index + 1))
      expect(Math.hypot(one[0] - other[0], one[1] - other[1])).toBeGreaterThan(3);
});

test('a packet that goes round is drawn once, and what no node was meant by ends at its network', () => {
  const round = [hop('client', 'director'), hop('director', 'client'), hop('client', 'director')];
  expect(hopsOf({ ...dr, there: round, back: [] })).toHaveLength(2);
  const lost = arrowsOf({ ...dr, there: [hop('client', undefined)], back: [] }, layout, []);
  expect(pointsOf(lost[0]!.path)).toHaveLength(2);
});

test('numbers cover neither cards nor the names of cables, nor each other', () => {
  const free = arrowsOf(dr, layout, []).map(({ at }) => at);
  const label = { x: free[0]!.x - 5, y: free[0]!.y - 5, width: 10, height: 10 };
  const moved = arrowsOf(dr, layout, [label]).map(({ at }) => at);
  expect(moved[0]).not.toEqual(free[0]);
  const boxes = moved.map(({ x, y }) => ({ x: x - 8, y: y - 8, width: 16, height: 16 }));
  const others = [...Object.values(layout.nodes), ...Object.values(layout.networks), label];
  for (const [index, box] of boxes.entries())
    for (const other of [...others, ...boxes.slice(index + 1)]) expect(overlap(box, other, 0)).toBe(false);
});
