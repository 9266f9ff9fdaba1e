import dagre from '@dagrejs/dagre';
import type { LabNode, LabView } from '../../contract/views.js';

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

/** The height of one more interface's line on a card. */
const line = 22;

/** Cards have sizes of their own, whatever their facts are: nothing may move because a table grew. */
export function cardSize({ role, interfaces }: Pick<LabNode, 'role' | 'interfaces'>): Room {
  const more = line * Math.max(0, interfaces.length - 1);
  if (role === 'director') return { width: 310, height: 112 + more };
  return role === 'client' ? { width: 214, height: 70 + more } : { width: 246, height: 92 + more };
}

const pill = { width: 136, height: 30 };
/** Room between two cards. */
const gap = 10;
/** Room around a segment, for its cables. */
const cableGap = 10;
/** How large cards are drawn at most: beyond it a cable that is seen is worth more. */
const fullSize = 1.1;
/** What a picture is worth with one more cable hidden behind a card. */
const hiddenWorth = 0.75;
/** Placements that are tried at most. */
const mostTries = 150;
/** How far from the midst of its members a segment is moved to keep its cables in sight. */
const farSpot = 300;
/** How far an author's coordinates are spread or drawn together, in each direction. */
const spreads = Array.from({ length: 32 }, (_, index) => 0.3 + index * 0.1);

/** Where the graph is drawn, in pixels. */
export interface Room {
  readonly width: number;
  readonly height: number;
}

type Shape = Pick<LabView, 'nodes' | 'networks'>;

/**
 * Where cards and network segments go: at the author's coordinates if every node has them, else by dagre.
 * @param room the author's coordinates are drawn together or apart so that the whole is seen as large as can be in it
 */
export function layOut(lab: Shape, room?: Room): Layout {
  return lab.nodes.length > 0 && lab.nodes.every((node) => node.at !== undefined)
    ? byAuthor(lab, room)
    : byDagre(lab);
}

/** The author's coordinates, so near or far that no two cards overlap: what is left of whom stays. */
function byAuthor(lab: Shape, room: Room | undefined): Layout {
  if (room === undefined || room.width <= 0 || room.height <= 0) {
    for (let spread = 1; ; spread += 0.1) {
      const cards = spreadBy(lab, spread, spread);
      if (isCrowded(cards) && spread < 4) continue;
      return { nodes: named(lab.nodes, cards), networks: segments(lab, cards) };
    }
  }
  // The largest first: what is smaller than the best so far need not be tried.
  const tries = spreads
    .flatMap((across) => spreads.map((down) => apart(spreadBy(lab, across, down))))
    .filter((cards) => !isCrowded(cards))
    .map((cards) => ({ cards, most: scaleOf(cards, room) }))
    .toSorted((a, b) => b.most - a.most);
  let best: { readonly worth: number; readonly layout: Layout } | undefined;
  for (const { cards, most } of tries.slice(0, mostTries)) {
    if (best !== undefined && Math.min(most, fullSize) <= best.worth) break;
    const networks = segments(lab, cards);
    const scale = Math.min(fullSize, scaleOf([...cards, ...Object.values(networks)], room));
    const worth = scale * hiddenWorth ** hiddenCables(lab, cards, networks);
    if (best === undefined || worth > best.worth)
      best = { worth, layout: { nodes: named(lab.nodes, cards), networks } };
  }
  return best?.layout ?? byAuthor(lab, undefined);
}

/** Cables that run behind a card that is not theirs. */
function hiddenCables(lab: Shape, cards: readonly Box[], networks: Readonly<Record<string, Box>>): number {
  return lab.networks.reduce(
    (sum, { name }) => sum + crossings(membersOf(lab, name), cards, networks[name]!),
    0,
  );
}

/** The cards of a network's members, by their place in the lab. */
function membersOf(lab: Shape, network: string): readonly number[] {
  return lab.nodes.flatMap((node, index) =>
    node.interfaces.some((one) => one.network === network) ? [index] : [],
  );
}

function crossings(members: readonly number[], cards: readonly Box[], segment: Box): number {
  const to = centre(segment);
  return members.filter((member) => {
    const from = centre(cards[member]!);
    return cards.some((card, index) => index !== member && crosses(from, to, card));
  }).length;
}

/** Does a line touch a box? By clipping it at the box's sides (Liang–Barsky). */
function crosses(from: Point, to: Point, box: Box): boolean {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  let enter = 0;
  let leave = 1;
  for (const [step, room] of [
    [-dx, from.x - box.x],
    [dx, box.x + box.width - from.x],
    [-dy, from.y - box.y],
    [dy, box.y + box.height - from.y],
  ] as const) {
    if (step === 0) {
      if (room < 0) return false;
    } else if (step < 0) enter = Math.max(enter, room / step);
    else leave = Math.min(leave, room / step);
  }
  return enter < leave;
}

function spreadBy(lab: Shape, across: number, down: number): Box[] {
  return lab.nodes.map((node) => ({
    x: node.at![0] * across,
    y: node.at![1] * down,
    ...cardSize(node),
  }));
}

/** Cards one above the other that are too near are moved apart, up and down alike. */
function apart(boxes: readonly Box[]): Box[] {
  const moved = boxes.map((box) => ({ ...box }));
  const order = moved.toSorted((a, b) => a.y - b.y);
  for (let turn = 0; turn < 8; turn += 1) {
    for (const [index, upper] of order.entries()) {
      for (const lower of order.slice(index + 1)) {
        if (!overlap(upper, lower)) continue;
        const push = (upper.y + upper.height + gap - lower.y) / 2;
        upper.y -= push;
        lower.y += push;
      }
    }
  }
  return moved;
}

function isCrowded(boxes: readonly Box[]): boolean {
  return boxes.some((box, index) => boxes.slice(index + 1).some((other) => overlap(box, other)));
}

/** How large the boxes are drawn where they just fit. */
function scaleOf(boxes: readonly Box[], room: Room): number {
  const left = Math.min(...boxes.map((box) => box.x));
  const top = Math.min(...boxes.map((box) => box.y));
  const width = Math.max(...boxes.map((box) => box.x + box.width)) - left;
  const height = Math.max(...boxes.map((box) => box.y + box.height)) - top;
  return Math.min(room.width / width, room.height / height);
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A cable from a card to its segment. */
export interface CableLine {
  readonly start: Point;
  readonly end: Point;
  /** Where its name has room on it without covering anything; absent: nowhere. */
  readonly label?: Point;
}

/** @param others everything else that is drawn: a label must not cover it */
export function cableLine(card: Box, segment: Box, others: readonly Box[], label: Room): CableLine {
  const from = centre(card);
  const to = centre(segment);
  const start = borderPoint(card, to);
  const end = borderPoint(segment, from);
  for (const part of [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8]) {
    const point = { x: start.x + (end.x - start.x) * part, y: start.y + (end.y - start.y) * part };
    const box = boxAround(point, label);
    if (![card, segment, ...others].some((other) => overlap(box, other, 1)))
      return { start, end, label: point };
  }
  return { start, end };
}

export function boxAround({ x, y }: Point, { width, height }: Room): Box {
  return { x: x - width / 2, y: y - height / 2, width, height };
}

function centre(box: Box): Point {
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** Where the line from the middle of a box to another point leaves the box. */
function borderPoint(box: Box, to: Point): Point {
  const middle = centre(box);
  const dx = to.x - middle.x;
  const dy = to.y - middle.y;
  const scale = Math.min(
    dx === 0 ? Number.POSITIVE_INFINITY : box.width / 2 / Math.abs(dx),
    dy === 0 ? Number.POSITIVE_INFINITY : box.height / 2 / Math.abs(dy),
  );
  const reach = Number.isFinite(scale) ? Math.min(1, scale) : 0;
  return { x: middle.x + dx * reach, y: middle.y + dy * reach };
}

/** A segment stands as near to the midst of its members as there is room, where none of its cables is hidden if it can. */
function segments(lab: Shape, cards: readonly Box[]): Record<string, Box> {
  const taken = [...cards];
  const boxes = lab.networks.map((network) => {
    const members = membersOf(lab, network.name);
    const box = freeSpot(middle(members.map((index) => cards[index]!)), taken, members, cards);
    taken.push(box);
    return box;
  });
  return named(lab.networks, boxes);
}

function middle(boxes: readonly Box[]): Point {
  if (boxes.length === 0) return { x: 0, y: 0 };
  const sum = (of: (box: Box) => number) => boxes.reduce((total, box) => total + of(box), 0) / boxes.length;
  return { x: sum((box) => box.x + box.width / 2), y: sum((box) => box.y + box.height / 2) };
}

function freeSpot(at: Point, taken: readonly Box[], members: readonly number[], cards: readonly Box[]): Box {
  const steps = 16;
  let best: { readonly hidden: number; readonly box: Box } | undefined;
  for (let radius = 0; radius < (best === undefined ? 4000 : farSpot); radius += 14) {
    for (let step = 0; step < (radius === 0 ? 1 : steps); step += 1) {
      // From below on, to both sides: room is most often under the upper row of cards.
      const angle = Math.PI / 2 + (step % 2 === 0 ? 1 : -1) * Math.ceil(step / 2) * ((2 * Math.PI) / steps);
      const box = {
        x: at.x + radius * Math.cos(angle) - pill.width / 2,
        y: at.y + radius * Math.sin(angle) - pill.height / 2,
        ...pill,
      };
      if (taken.some((other) => overlap(box, other, cableGap))) continue;
      const hidden = crossings(members, cards, box);
      if (hidden === 0) return box;
      if (best === undefined || hidden < best.hidden) best = { hidden, box };
    }
  }
  return best?.box ?? { ...at, ...pill };
}

function byDagre(lab: Shape): Layout {
  const graph = new dagre.graphlib.Graph()
    .setGraph({ rankdir: 'LR', nodesep: 40, ranksep: 70 })
    .setDefaultEdgeLabel(() => ({}));
  for (const network of lab.networks) graph.setNode(`network ${network.name}`, { ...pill });
  for (const node of lab.nodes) graph.setNode(`node ${node.name}`, { ...cardSize(node) });
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
    // A little less: cards that were moved apart lie exactly so far from each other.
    a.x < b.x + b.width + room - 0.001 &&
    b.x < a.x + a.width + room - 0.001 &&
    a.y < b.y + b.height + room - 0.001 &&
    b.y < a.y + a.height + room - 0.001
  );
}

function named(things: readonly { readonly name: string }[], boxes: readonly Box[]): Record<string, Box> {
  return Object.fromEntries(things.map((thing, index) => [thing.name, boxes[index]!]));
}
