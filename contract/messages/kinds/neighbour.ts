import { enList, type Words, zhList } from '../naming.js';
import { entry } from '../../text.js';

export const neighbourTexts = {
  'neighbour.ok': entry<{ nodes: Words; address: string; owner: string }>(
    (p) => `${zhList(p.nodes)} 的邻居表中 ${p.address} 是 ${p.owner} 的 MAC`,
    (p) => `in the neighbour table of ${enList(p.nodes)} ${p.address} has the MAC of ${p.owner}`,
  ),
  'neighbour.none': entry<{ node: string; address: string }>(
    (p) => `${p.node} 的邻居表中没有 ${p.address} 的 MAC`,
    (p) => `the neighbour table of ${p.node} has no MAC for ${p.address}`,
  ),
  'neighbour.expires': entry<{ node: string; address: string; owner: string; state: string }>(
    (p) =>
      `${p.node} 的邻居表中 ${p.address} 是 ${p.owner} 的 MAC，但这一条是 ${p.state}，会过期、也会被改写，应为 PERMANENT`,
    (p) =>
      `in the neighbour table of ${p.node} ${p.address} has the MAC of ${p.owner}, but the entry is ${p.state}: it expires and can be overwritten; it should be PERMANENT`,
  ),
  'neighbour.wrong': entry<{ node: string; address: string; mac: string; found: string; owner: string }>(
    (p) =>
      `${p.node} 的邻居表中 ${p.address} 是 ${p.mac}（${p.found || '不属于任何节点'}），应为 ${p.owner} 的 MAC`,
    (p) =>
      `in the neighbour table of ${p.node} ${p.address} has ${p.mac} (${p.found || 'of no node'}); it should be the MAC of ${p.owner}`,
  ),
} as const;
