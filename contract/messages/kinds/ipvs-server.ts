import { enList, method, type Words, zhList } from '../naming.js';
import { entry } from '../../text.js';

export const ipvsServerTexts = {
  'ipvs-server.ok': entry<{ nodes: Words; service: string; servers: Words }>(
    (p) => `${zhList(p.nodes)}：${p.service} 的真实服务器 ${zhList(p.servers)} 符合要求`,
    (p) => `${enList(p.nodes)}: ${p.service} has its realserver(s) ${enList(p.servers)} as it should`,
  ),
  'ipvs-server.gone': entry<{ nodes: Words; service: string; servers: Words }>(
    (p) => `${zhList(p.nodes)}：${p.service} 中已没有 ${zhList(p.servers)}`,
    (p) => `${enList(p.nodes)}: ${enList(p.servers)} is no longer in ${p.service}`,
  ),
  'ipvs-server.missing': entry<{ node: string; service: string; server: string; found: Words }>(
    (p) => `${p.node}：${p.service} 中没有真实服务器 ${p.server}（现有：${zhList(p.found)}）`,
    (p) => `${p.node}: ${p.service} has no realserver ${p.server} (it has: ${enList(p.found)})`,
  ),
  'ipvs-server.present': entry<{ node: string; service: string; server: string }>(
    (p) => `${p.node}：${p.service} 中仍有真实服务器 ${p.server}`,
    (p) => `${p.node}: realserver ${p.server} is still in ${p.service}`,
  ),
  'ipvs-server.method': entry<{ node: string; server: string; found: string; want: string }>(
    (p) => `${p.node}：真实服务器 ${p.server} 的转发方式是 ${method(p.found)}，应为 ${method(p.want)}`,
    (p) =>
      `${p.node}: realserver ${p.server} is reached by ${method(p.found)}; it should be ${method(p.want)}`,
  ),
  'ipvs-server.weight': entry<{ node: string; server: string; found: number; want: number }>(
    (p) => `${p.node}：真实服务器 ${p.server} 的权重是 ${p.found}，应为 ${p.want}`,
    (p) => `${p.node}: realserver ${p.server} has weight ${p.found}; it should have ${p.want}`,
  ),
} as const;
