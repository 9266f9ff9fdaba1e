import type { HopView, WayView } from '../../contract/ways.js';
import { type Box, boxAround, cableLine, type Layout, overlap, type Point } from './topology-layout.js';

/** A hop as it is drawn: along the cables of both nodes, beside them. */
export interface Arrow {
  readonly id: string;
  readonly way: 'there' | 'back';
  readonly from: string;
  readonly network: string;
  /** An SVG path; it ends at the card of the receiver, or at the segment. */
  readonly path: string;
  /** Its number among all hops, from 1, and where it is written. */
  readonly number: number;
  readonly at: Point;
}

/** Pixels between a cable and the arrows beside it: on the right of who goes along it, as one drives. */
const lane = { there: 5, back: 10 } as const;
/** Pixels along the way to the hop's number: the first place that covers nothing. */
const numberPlaces = [14, 22, 32, 44, 58, 74, 92, 112, 134];
/** The size of a number. */
const numberSize = { width: 16, height: 16 };

/** The hops that are drawn: each once, however often the packet went round. */
export function hopsOf(way: WayView): readonly (HopView & { readonly way: 'there' | 'back' })[] {
  const all = (['there', 'back'] as const).flatMap((one) => way[one].map((hop) => ({ ...hop, way: one })));
  return all.filter(
    (hop, index) =>
      all.findIndex(
        (other) =>
          other.way === hop.way &&
          other.from === hop.from &&
          other.to === hop.to &&
          other.network === hop.network,
      ) === index,
  );
}

/** @param labels what is written on cables: numbers do not cover it, if there is any room */
export function arrowsOf(way: WayView, layout: Layout, labels: readonly Box[]): readonly Arrow[] {
  const taken = [...Object.values(layout.nodes), ...Object.values(layout.networks), ...labels];
  return hopsOf(way).flatMap((hop, index) => {
    const from = layout.nodes[hop.from];
    const segment = layout.networks[hop.network];
    if (from === undefined || segment === undefined) return [];
    const to = hop.to === undefined ? undefined : layout.nodes[hop.to];
    const beside = lane[hop.way];
    const out = shifted(lineBetween(from, segment), beside);
    const into = to === undefined ? undefined : shifted(reversed(lineBetween(to, segment)), beside);
    // It turns behind the segment, which is drawn over it.
    const points = [...out, ...(into ?? [])];
    const places = numberPlaces.map((far) => boxAround(pointAlong(points, far), numberSize));
    const free = places.find((box) => !taken.some((other) => overlap(box, other, 0))) ?? places[1]!;
    taken.push(free);
    return {
      id: `${hop.way} ${hop.from} ${hop.to ?? ''} ${hop.network}`,
      way: hop.way,
      from: hop.from,
      network: hop.network,
      path: points.map(({ x, y }, place) => `${place === 0 ? 'M' : 'L'} ${x} ${y}`).join(' '),
      number: index + 1,
      at: { x: free.x + numberSize.width / 2, y: free.y + numberSize.height / 2 },
    };
  });
}

/** So many pixels along a path, its end at most. */
function pointAlong([a, b, ...rest]: readonly Point[], far: number): Point {
  if (a === undefined || b === undefined) return a ?? { x: 0, y: 0 };
  const length = Math.hypot(b.x - a.x, b.y - a.y);
  if (far > length) return rest.length === 0 ? b : pointAlong([b, ...rest], far - length);
  const part = length === 0 ? 0 : far / length;
  return { x: a.x + (b.x - a.x) * part, y: a.y + (b.y - a.y) * part };
}

type Line = readonly [Point, Point];

/** From the border of a card to that of its segment. */
function lineBetween(card: Box, segment: Box): Line {
  const { start, end } = cableLine(card, segment, [], { width: 0, height: 0 });
  return [start, end];
}

function reversed([a, b]: Line): Line {
  return [b, a];
}

/** To the right of who goes along it; y grows downwards. */
function shifted([a, b]: Line, by: number): Line {
  const length = Math.hypot(b.x - a.x, b.y - a.y);
  if (length === 0) return [a, b];
  const x = (-(b.y - a.y) / length) * by;
  const y = ((b.x - a.x) / length) * by;
  return [
    { x: a.x + x, y: a.y + y },
    { x: b.x + x, y: b.y + y },
  ];
}
