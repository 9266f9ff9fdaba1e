import { settle } from '../machines/settle.js';
import { type Fault, type FaultContext, faultOf, ToolMissing } from './fault.js';

/** Every cable of a node is pulled: it works on, alone. */
export function cutLink(node: string, { topology, link }: FaultContext): Fault {
  if (link === undefined) throw new ToolMissing('cables cannot be unplugged with these machines');
  const spec = topology.nodes.find(({ name }) => name === node);
  const links = (spec?.interfaces ?? []).map((each) => link(node, each.network));
  const all = (up: boolean) => settle(links.map((each) => each.set({ up })));
  return faultOf(
    'cable unplugged',
    () => all(false),
    () => all(true),
    [node],
  );
}
