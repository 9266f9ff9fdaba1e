import { enList, type Words, zhList } from '../naming.js';
import { entry } from '../../text.js';

export const ipvsStatsTexts = {
  'ipvs-stats.ok': entry<{ nodes: Words; service: string; connections: number; outPackets: number }>(
    (p) => `${zhList(p.nodes)}：${p.service} 调度了 ${p.connections} 个连接，出站包 ${p.outPackets} 个`,
    (p) =>
      `${enList(p.nodes)}: ${p.service} scheduled ${p.connections} connections, ${p.outPackets} packets out`,
  ),
  'ipvs-stats.few': entry<{ node: string; service: string; connections: number; want: number }>(
    (p) => `${p.node}：${p.service} 只调度了 ${p.connections} 个连接，应不少于 ${p.want} 个`,
    (p) => `${p.node}: ${p.service} scheduled ${p.connections} connections; it should be ${p.want} at least`,
  ),
  'ipvs-stats.replies': entry<{ node: string; service: string; outPackets: number; want: string }>(
    (p) =>
      `${p.node}：${p.service} 的出站包为 ${p.outPackets} 个，应${p.want === 'none' ? '为 0' : '大于 0'}`,
    (p) =>
      `${p.node}: ${p.service} has ${p.outPackets} packets out; there should be ${p.want === 'none' ? 'none' : 'some'}`,
  ),
} as const;
