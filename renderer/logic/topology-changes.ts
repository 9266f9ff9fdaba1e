import type { NodeFactsView, NodeView, TopologyView, VipView } from '../../contract/app.js';

/** What is worth saying when the topology differs from the one before. */
export type Change =
  | {
      readonly kind: 'vip';
      readonly vip: string;
      readonly from: readonly string[];
      readonly to: readonly string[];
    }
  | { readonly kind: 'arp'; readonly vip: string; readonly from: string; readonly to: string }
  | { readonly kind: 'vrrp'; readonly node: string; readonly instance: string; readonly state: string };

export function changesOf(before: TopologyView | undefined, now: TopologyView): readonly Change[] {
  if (before === undefined) return [];
  const changes: Change[] = [];
  for (const vip of now.vips) {
    const old = before.vips.find((one) => one.address === vip.address);
    const from = old?.holders ?? [];
    if (!same(from, vip.holders)) changes.push({ kind: 'vip', vip: vip.address, from, to: vip.holders });
    if (old?.arp !== undefined && vip.arp !== undefined && old.arp.node !== vip.arp.node) {
      changes.push({ kind: 'arp', vip: vip.address, from: old.arp.node, to: vip.arp.node });
    }
  }
  for (const old of before.vips) {
    if (old.holders.length > 0 && !now.vips.some((one) => one.address === old.address)) {
      changes.push({ kind: 'vip', vip: old.address, from: old.holders, to: [] });
    }
  }
  for (const [node, facts] of Object.entries(now.nodes)) {
    for (const vrrp of facts.vrrp ?? []) {
      const old = before.nodes[node]?.vrrp?.find((one) => one.name === vrrp.name);
      if (old !== undefined && old.state !== vrrp.state) {
        changes.push({ kind: 'vrrp', node, instance: vrrp.name, state: vrrp.state });
      }
    }
  }
  return changes;
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((one) => b.includes(one));
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
