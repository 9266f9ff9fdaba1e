import type { NodeFactsView, SessionView, TopologyView } from '../../contract/views.js';

/** A cable that a hand has just moved, while the engine has not answered yet. */
export interface CableMove {
  readonly node: string;
  readonly network: string;
  readonly dev: string;
  readonly up: boolean;
}

/** The session and its topology as they are with these cables moved: the hand does not wait for the picture. */
export function withMoves(
  view: SessionView,
  topology: TopologyView | undefined,
  moves: readonly CableMove[],
): { readonly view: SessionView; readonly topology: TopologyView | undefined } {
  if (moves.length === 0) return { view, topology };
  const last = moves.filter(
    (move, index) =>
      !moves.slice(index + 1).some(({ node, network }) => node === move.node && network === move.network),
  );
  const moved = (node: string, network: string) =>
    moves.some((move) => move.node === node && move.network === network);
  const unplugged = [
    ...view.unplugged.filter(({ node, network }) => !moved(node, network)),
    ...last.filter(({ up }) => !up).map(({ node, network }) => ({ node, network })),
  ];
  const facts = (name: string, one: NodeFactsView): NodeFactsView => ({
    ...one,
    ...(one.links === undefined
      ? {}
      : {
          links: one.links.map((link) => {
            const move = last.find(({ node, dev }) => node === name && dev === link.dev);
            return move === undefined ? link : { ...link, carrier: move.up && link.up };
          }),
        }),
  });
  return {
    view: { ...view, unplugged },
    topology: topology && {
      ...topology,
      nodes: Object.fromEntries(
        Object.entries(topology.nodes).map(([name, one]) => [name, facts(name, one)]),
      ),
    },
  };
}
