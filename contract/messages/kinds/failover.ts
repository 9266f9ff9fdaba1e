import { enList, vipNamed, type Words, zhList } from '../naming.js';
import { entry } from '../../text.js';

export const failoverTexts = {
  'failover.ok': entry<{ before: string; after: string; outage: string; back: string }>(
    (p) =>
      `${p.before} 故障后 ${p.after} 接管，业务中断 ${p.outage} 秒${p.back === '' ? '' : `；恢复后由 ${p.back} 持有 VIP`}`,
    (p) =>
      `${p.after} took over from ${p.before}, with ${p.outage} s without an answer${p.back === '' ? '' : `; afterwards ${p.back} holds the VIP`}`,
  ),
  'failover.no-holder': entry<{ vip: string }>(
    (p) => `实验前没有节点持有 ${vipNamed(p.vip)}`,
    (p) => `no node held the ${vipNamed(p.vip)} to begin with`,
  ),
  'failover.several-holders': entry<{ vip: string; holders: Words }>(
    (p) => `实验前 ${zhList(p.holders)} 同时持有 ${vipNamed(p.vip)}`,
    (p) => `${enList(p.holders)} held the ${vipNamed(p.vip)} at the same time`,
  ),
  'failover.none': entry<{ vip: string; before: string }>(
    (p) => `${p.before} 故障后没有节点接管 ${vipNamed(p.vip)}`,
    (p) => `nobody took over the ${vipNamed(p.vip)} when ${p.before} failed`,
  ),
  'failover.no-answer': entry<{ vip: string; after: string }>(
    (p) => `${vipNamed(p.vip)} 已切换到 ${p.after}，但业务没有恢复`,
    (p) => `${p.after} took over the ${vipNamed(p.vip)}, but nothing answered`,
  ),
  'failover.slow': entry<{ outage: string; within: number }>(
    (p) => `切换时业务中断 ${p.outage} 秒，应不超过 ${p.within} 秒`,
    (p) => `there was no answer for ${p.outage} s; it should be ${p.within} s at most`,
  ),
  'failover.no-failback': entry<{ before: string; back: string }>(
    (p) => `${p.before} 恢复后没有抢回 VIP（现在在 ${p.back || '无'}）`,
    (p) => `${p.before} did not take the VIP back (it is on ${p.back || 'no node'})`,
  ),
  'failover.failback': entry<{ before: string; after: string }>(
    (p) => `${p.before} 恢复后把 VIP 从 ${p.after} 抢了回来，本该不抢`,
    (p) => `${p.before} took the VIP back from ${p.after}, which it should not`,
  ),
} as const;
