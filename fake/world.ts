import type { NodeState } from '../contract/machines.js';
import type { Frame } from '../engine/machines/provider.js';
import type { LinkModel, NodeModel } from './model.js';

/** All nodes of a session and the wires between them. */
export interface World {
  /** In the order of the topology. */
  readonly nodes: readonly NodeModel[];
  /** Is the node's machine on? */
  runs(node: string): boolean;
  /** Told of a frame that a node put on a network. */
  emit(frame: Frame): void;
  /** Ends a machine as if by itself; `drop` cuts its connections only. */
  end(node: string, how: NodeState | 'drop', detail: string): void;
  /** Called after each command: lets keepalived and what it checks catch up with what was changed. */
  settle(): void;
}

/** Puts a frame on the wire of a link, if it has one that carries. */
export function send(world: World, node: NodeModel, link: LinkModel, bytes: Uint8Array): void {
  if (link.network === undefined || !link.up || !link.carrier) return;
  world.emit({ at: Date.now(), network: link.network, node: node.spec.name, bytes });
}

/** Nodes on the same network whose interface hears what this link sends, without the sender itself. */
export function neighboursOn(
  world: World,
  node: NodeModel,
  link: LinkModel,
): readonly { node: NodeModel; link: LinkModel }[] {
  const { network } = link;
  if (network === undefined || !link.up || !link.carrier) return [];
  return world.nodes
    .filter((other) => other !== node && world.runs(other.spec.name))
    .flatMap((other) =>
      other.links
        .filter((each) => each.network === network && each.up && each.carrier)
        .map((each) => ({ node: other, link: each })),
    );
}
