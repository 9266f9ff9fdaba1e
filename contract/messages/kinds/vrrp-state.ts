import { enList, type Words, zhList } from '../naming.js';
import { entry } from '../../text.js';

export const vrrpStateTexts = {
  'vrrp-state.ok': entry<{ nodes: Words; instance: string; state: string }>(
    (p) => `${zhList(p.nodes)} 的实例 ${p.instance} 状态为 ${p.state}`,
    (p) => `instance ${p.instance} is ${p.state} on ${enList(p.nodes)}`,
  ),
  'vrrp-state.wrong': entry<{ node: string; instance: string; found: string; want: string }>(
    (p) => `${p.node} 的实例 ${p.instance} 状态为 ${p.found}，应为 ${p.want}`,
    (p) => `instance ${p.instance} on ${p.node} is ${p.found}; it should be ${p.want}`,
  ),
  'vrrp-state.none': entry<{ node: string; instance: string; found: Words }>(
    (p) => `${p.node} 上没有运行 VRRP 实例 ${p.instance}（现有：${zhList(p.found)}）`,
    (p) => `no VRRP instance ${p.instance} runs on ${p.node} (there are: ${enList(p.found)})`,
  ),
} as const;
