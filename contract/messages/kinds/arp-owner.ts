import { enList, type Words, zhList } from '../naming.js';
import { entry } from '../../text.js';

export const arpOwnerTexts = {
  'arp-owner.ok': entry<{ address: string; owner: string }>(
    (p) => `只有 ${p.owner} 应答 ${p.address} 的 ARP 请求`,
    (p) => `${p.owner} alone answers ARP for ${p.address}`,
  ),
  'arp-owner.none': entry<{ address: string }>(
    (p) => `没有节点应答 ${p.address} 的 ARP 请求`,
    (p) => `nobody answers ARP for ${p.address}`,
  ),
  'arp-owner.several': entry<{ address: string; nodes: Words }>(
    (p) => `${p.nodes.length} 个节点应答 ${p.address} 的 ARP 请求：${zhList(p.nodes)}`,
    (p) => `${p.nodes.length} nodes answer ARP for ${p.address}: ${enList(p.nodes)}`,
  ),
  'arp-owner.wrong': entry<{ address: string; node: string; want: Words }>(
    (p) => `应答 ${p.address} 的 ARP 请求的是 ${p.node}，应为 ${p.want.join(' 或 ')}`,
    (p) => `${p.node} answers ARP for ${p.address}; it should be ${p.want.join(' or ')}`,
  ),
} as const;
