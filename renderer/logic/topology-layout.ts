import dagre from '@dagrejs/dagre';
import type { LabNode, LabView } from '../../contract/app.js';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Layout {
  readonly nodes: Readonly<Record<string, Box>>;
  readonly networks: Readonly<Record<string, Box>>;
}

/** Cards have fixed sizes, whatever their facts are: nothing may move because a table grew. */
export function cardSize(role: LabNode['role']): { readonly width: number; readonly height: number } {
  if (role === 'director') return { width: 308, height: 206 };
  return role === 'client' ? { width: 228, height: 92 } : { width: 236, height: 126 };
}

const pill = { width: 150, height: 36 };
/** Room between two cards. */
const gap = 8;
/** Room around a segment, for its cables. */
const cableGap = 24;

/** Where cards and network segments go: at the author's coordinates if every node has them, else by dagre. */
export function layOut(lab: Pick<LabView, 'nodes' | 'networks'>): Layout {
  return lab.nodes.length > 0 && lab.nodes.every((node) => node.at !== undefined)
    ? byAuthor(lab)
    : byDagre(lab);
}

/** The author's coordinates, spread just so far that no two cards overlap. */
function byAuthor(lab: Pick<LabView, 'nodes' | 'networks'>): Layout {
  for (let spread = 1; ; spread += 0.1) {
    const boxes = lab.nodes.map((node) => ({
      x: node.at![0] * spread,
      y: node.at![1] * spread,
      ...cardSize(node.role),
    }));
    const crowded = boxes.some((box, index) => boxes.slice(index + 1).some((other) => overlap(box, other)));
    if (crowded && spread < 4) continue;
    return { nodes: named(lab.nodes, boxes), networks: segments(lab, boxes) };
  }
}

/** A segment stands in the midst of its members, or as near as there is room. */
function segments(lab: Pick<LabView, 'nodes' | 'networks'>, cards: readonly Box[]): Record<string, Box> {
  const taken = [...cards];
  const boxes = lab.networks.map((network) => {
    const members = cards.filter((_, index) =>
      lab.nodes[index]!.interfaces.some((one) => one.network === network.name),
    );
    const box = freeSpot(middle(members), taken);
    taken.push(box);
    return box;
  });
  return named(lab.networks, boxes);
}

function middle(boxes: readonly Box[]): { x: number; y: number } {
  if (boxes.length === 0) return { x: 0, y: 0 };
  const sum = (of: (box: Box) => number) => boxes.reduce((total, box) => total + of(box), 0) / boxes.length;
  return { x: sum((box) => box.x + box.width / 2), y: sum((box) => box.y + box.height / 2) };
}

function freeSpot(at: { x: number; y: number }, taken: readonly Box[]): Box {
  const steps = 24;
  for (let radius = 0; ; radius += 12) {
    for (let step = 0; step < (radius === 0 ? 1 : steps); step += 1) {
      // From below on, to both sides: room is most often under the upper row of cards.
      const angle = Math.PI / 2 + (step % 2 === 0 ? 1 : -1) * Math.ceil(step / 2) * ((2 * Math.PI) / steps);
      const box = {
        x: at.x + radius * Math.cos(angle) - pill.width / 2,
        y: at.y + radius * Math.sin(angle) - pill.height / 2,
        ...pill,
      };
      if (radius > 4000 || !taken.some((other) => overlap(box, other, cableGap))) return box;
    }
  }
}

function byDagre(lab: Pick<LabView, 'nodes' | 'networks'>): Layout {
  const graph = new dagre.graphlib.Graph()
    .setGraph({ rankdir: 'LR', nodesep: 40, ranksep: 70 })
    .setDefaultEdgeLabel(() => ({}));
  for (const network of lab.networks) graph.setNode(`network ${network.name}`, { ...pill });
  for (const node of lab.nodes) graph.setNode(`node ${node.name}`, { ...cardSize(node.role) });
  for (const node of lab.nodes) {
    for (const one of node.interfaces) {
      // Clients before the segment, everything else after it: requests are read from left to right.
      const ends = [`node ${node.name}`, `network ${one.network}`] as const;
      if (node.role === 'client') graph.setEdge(ends[0], ends[1]);
      else graph.setEdge(ends[1], ends[0]);
    }
  }
  dagre.layout(graph);
  const box = (id: string): Box => {
    const { x, y, width, height } = graph.node(id) as Box;
    return { x: x - width / 2, y: y - height / 2, width, height };
  };
  return {
    nodes: named(
      lab.nodes,
      lab.nodes.map((node) => box(`node ${node.name}`)),
    ),
    networks: named(
      lab.networks,
      lab.networks.map((network) => box(`network ${network.name}`)),
    ),
  };
}

/** Are two boxes nearer to each other than so many pixels? */
export function overlap(a: Box, b: Box, room = gap): boolean {
  return (
    a.x < b.x + b.width + room &&
    b.x < a.x + a.width + room &&
    a.y < b.y + b.height + room &&
    b.y < a.y + a.height + room
  );
}

function named(things: readonly { readonly name: string }[], boxes: readonly Box[]): Record<string, Box> {
  return Object.fromEntries(things.map((thing, index) => [thing.name, boxes[index]!]));
}
