import { expect, test } from 'vitest';
import type { LabNode, LabView } from '../../contract/views.js';
import { drLab, vrrpLab } from '../testing/fixtures.js';
import { cableLine, layOut, overlap, type Room } from './topology-layout.js';

type Shape = Pick<LabView, 'nodes' | 'networks'>;

function expectNoOverlap(lab: Shape, room?: Room): void {
  const layout = layOut(lab, room);
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

const card = (name: string, role: LabNode['role'], at: readonly [number, number]): LabNode => ({
  name,
  role,
  at,
  interfaces: [{ dev: 'eth0', network: 'lan', address: '10.0.0.1', prefix: 24, mac: '' }],
});
/** As in keepalived-lvs: two directors between a client and two realservers. */
const five: Shape = {
  networks: drLab.networks,
  nodes: [
    card('client', 'client', [60, 240]),
    card('lb1', 'director', [370, 70]),
    card('lb2', 'director', [370, 410]),
    card('rs1', 'realserver', [700, 130]),
    card('rs2', 'realserver', [700, 350]),
  ],
};

test.each([
  [1280, 800, { width: 796, height: 283 }, 0.8],
  [1024, 700, { width: 632, height: 232 }, 0.65],
  [1920, 1080, { width: 1200, height: 392 }, 1],
])('five nodes are readable in a window of %i × %i, and no cable is hidden', (_w, _h, room, least) => {
  expectNoOverlap(five, room);
  const { nodes, networks } = layOut(five, room);
  const all = [...Object.values(nodes), ...Object.values(networks)];
  const width = Math.max(...all.map((box) => box.x + box.width)) - Math.min(...all.map((box) => box.x));
  const height = Math.max(...all.map((box) => box.y + box.height)) - Math.min(...all.map((box) => box.y));
  expect(Math.min(room.width / width, room.height / height)).toBeGreaterThan(least);
  // The author's order stays.
  expect(nodes['client']!.x).toBeLessThan(nodes['lb1']!.x);
  expect(nodes['lb1']!.y).toBeLessThan(nodes['lb2']!.y);
  const label = { width: 40, height: 16 };
  for (const [name, box] of Object.entries(nodes)) {
    const others = all.filter((one) => one !== box && one !== networks['lan']);
    const line = cableLine(box, networks['lan']!, others, label);
    // In small steps along the cable: no other card is over it.
    for (let part = 0; part <= 1; part += 0.02) {
      const x = line.start.x + (line.end.x - line.start.x) * part;
      const y = line.start.y + (line.end.y - line.start.y) * part;
      const over = others.some(
        (one) => x > one.x && x < one.x + one.width && y > one.y && y < one.y + one.height,
      );
      expect(over, `the cable of ${name}`).toBe(false);
    }
  }
});

test('the label of a cable covers nothing, and is left out where there is no room', () => {
  const left = { x: 0, y: 0, width: 100, height: 60 };
  const right = { x: 300, y: 0, width: 100, height: 60 };
  const label = { width: 40, height: 16 };
  expect(cableLine(left, right, [], label)).toEqual({
    start: { x: 100, y: 30 },
    end: { x: 300, y: 30 },
    label: { x: 200, y: 30 },
  });
  const between = { x: 180, y: 0, width: 60, height: 60 };
  expect(cableLine(left, right, [between], label).label?.x).toBe(140);
  expect(cableLine(left, { ...right, x: 130 }, [], label)).not.toHaveProperty('label');
});
