import { enList, vipNamed, type Words, zhList } from '../naming.js';
import { entry } from '../../text.js';

export const oneMasterTexts = {
  'one-master.ok': entry<{ instance: string; master: string; vip: string }>(
    (p) => `实例 ${p.instance} 只有一个 MASTER：${p.master}，${vipNamed(p.vip)} 只在它上面`,
    (p) => `instance ${p.instance} has one MASTER, ${p.master}, which alone holds ${p.vip}`,
  ),
  'one-master.none': entry<{ instance: string; states: string }>(
    (p) => `实例 ${p.instance} 没有 MASTER（${p.states}）`,
    (p) => `instance ${p.instance} has no MASTER (${p.states})`,
  ),
  'one-master.several': entry<{ instance: string; nodes: Words }>(
    (p) => `实例 ${p.instance} 有 ${p.nodes.length} 个 MASTER：${zhList(p.nodes)}`,
    (p) => `instance ${p.instance} has ${p.nodes.length} MASTERs: ${enList(p.nodes)}`,
  ),
  'one-master.wrong': entry<{ instance: string; found: string; want: string }>(
    (p) => `实例 ${p.instance} 的 MASTER 是 ${p.found}，应为 ${p.want}`,
    (p) => `the MASTER of instance ${p.instance} is ${p.found}; it should be ${p.want}`,
  ),
  'one-master.vip': entry<{ vip: string; holders: Words; master: string }>(
    (p) => `${vipNamed(p.vip)} 在 ${zhList(p.holders)} 上，应只在 MASTER ${p.master} 上`,
    (p) =>
      `the ${vipNamed(p.vip)} is on ${enList(p.holders)}; it should be on the MASTER, ${p.master}, alone`,
  ),
} as const;
