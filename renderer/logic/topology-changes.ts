import type { NodeFactsView, NodeView, TopologyView, VipView } from '../../contract/views.js';

/** VIPs that another node, or one more, holds now: to mark them. Of a node that says nothing nothing is new. */
export function movedVips(before: TopologyView | undefined, now: TopologyView): readonly string[] {
  if (before === undefined) return [];
  return now.vips.flatMap(({ address, holders }) => {
    const old = before.vips.find((one) => one.address === address)?.holders ?? [];
    return holders.some((node) => !old.includes(node) && before.nodes[node]?.status === 'ok')
      ? [address]
      : [];
  });
}

/** How far what is shown of a node can be believed. */
export type Standing =
  | 'ok'
  | 'stale'
  | 'waiting'
  | Exclude<NodeFactsView['status'], 'ok'>
  | Exclude<NodeView['state'], 'running'>;

/** Milliseconds: facts come about every two seconds. */
const staleAfter = 12_000;

export function standingOf(
  node: NodeView | undefined,
  facts: NodeFactsView | undefined,
  now: number,
): Standing {
  if (node !== undefined && node.state !== 'running') return node.state;
  if (facts === undefined) return 'waiting';
  if (facts.status !== 'ok') return facts.status;
  return now - facts.at > staleAfter ? 'stale' : 'ok';
}

/** All who answered the last ARP question for a VIP: more than one is a conflict. */
export function rivals(vip: VipView): readonly string[] {
  return vip.answerers.length > 1 ? vip.answerers.map(({ node }) => node) : [];
}

/** Is the node one whose MAC others have for the VIP, or may get? */
export function answers(vip: VipView, node: string): boolean {
  return vip.arp?.node === node || rivals(vip).includes(node);
}
