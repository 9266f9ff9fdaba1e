import { expect, test } from 'vitest';
import type { LabNode, LabView } from '../../contract/app.js';
import { drLab, vrrpLab } from '../testing/demo-data.js';
import { layOut, overlap } from './topology-layout.js';

type Shape = Pick<LabView, 'nodes' | 'networks'>;

function expectNoOverlap(lab: Shape): void {
  const layout = layOut(lab);
  const boxes = [...Object.entries(layout.nodes), ...Object.entries(layout.networks)];
  expect(boxes).toHaveLength(lab.nodes.length + lab.networks.length);
  for (const [index, [name, box]] of boxes.entries()) {
    for (const [other, otherBox] of boxes.slice(index + 1)) {
      expect(overlap(box, otherBox), `${name} and ${other}`).toBe(false);
    }
  }
}

test('the labs of the course fit at their authors’ coordinates', () => {
  expectNoOverlap(drLab);
  expectNoOverlap(vrrpLab);
  expect(layOut(drLab).nodes['client']).toMatchObject({ x: 60, y: 230 });
});

test('coordinates that are too near are spread', () => {
  const nodes = drLab.nodes.map((node) => ({ ...node, at: [node.at![0] / 2, node.at![1] / 2] as const }));
  expectNoOverlap({ nodes, networks: drLab.networks });
});

test('two nodes at one place do not hang the layout', () => {
  const nodes = drLab.nodes.map((node) => ({ ...node, at: [0, 0] as const }));
  expect(Object.keys(layOut({ nodes, networks: drLab.networks }).nodes)).toHaveLength(4);
});

test('without coordinates clients stand before their segment and servers after it', () => {
  const bare = drLab.nodes.map(({ at: _at, ...node }): LabNode => node);
  const lab = { nodes: bare, networks: drLab.networks };
  const layout = layOut(lab);
  expect(layout.nodes['client']!.x).toBeLessThan(layout.networks['lan']!.x);
  expect(layout.nodes['rs1']!.x).toBeGreaterThan(layout.networks['lan']!.x);
  const boxes = Object.values(layout.nodes);
  expect(
    boxes.some((box, index) =>
      boxes.slice(index + 1).some((other) => box.x === other.x && box.y === other.y),
    ),
  ).toBe(false);
});
