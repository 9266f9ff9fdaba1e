import { enList, type Wanted, wantedEn, wantedZh, type Words, zhList } from '../naming.js';
import { entry } from '../../text.js';

export const sysctlTexts = {
  'sysctl.ok': entry<{ nodes: Words; keys: Words; value: string }>(
    (p) => `${zhList(p.nodes)}：${p.keys.join('、')} 的有效值为 ${p.value}`,
    (p) => `${enList(p.nodes)}: the effective value of ${enList(p.keys)} is ${p.value}`,
  ),
  'sysctl.wrong': entry<{ node: string; keys: Words; value: string; want: Wanted }>(
    (p) => `${p.node}：${p.keys.join('、')} 的有效值为 ${p.value}，应${wantedZh(p.want)}`,
    (p) =>
      `${p.node}: the effective value of ${enList(p.keys)} is ${p.value}; it should be ${wantedEn(p.want)}`,
  ),
  'sysctl.missing': entry<{ node: string; keys: Words }>(
    (p) => `${p.node} 没有内核参数 ${zhList(p.keys)}`,
    (p) => `${p.node} has no kernel setting ${enList(p.keys)}`,
  ),
} as const;
