import { enList, type Words, zhList } from '../naming.js';
import { entry } from '../../text.js';

export const repairTexts = {
  /** `seconds`: since the drill began. */
  'repair.ok': entry<{ seconds: string; lost: number; total: number }>(
    (p) => `别的都没有动；从演练开始到现在 ${p.seconds} 秒，client 的 ${p.total} 次请求丢了 ${p.lost} 次`,
    (p) =>
      `nothing else was changed; ${p.seconds} s since the drill began, and ${p.lost} of the client's ${p.total} requests were lost`,
  ),
  /** The same where nobody counted. */
  'repair.uncounted': entry<{ seconds: string }>(
    (p) => `别的都没有动；从演练开始到现在 ${p.seconds} 秒（丢了多少请求没有数到）`,
    (p) => `nothing else was changed; ${p.seconds} s since the drill began (lost requests were not counted)`,
  ),
  /** `things`: files by their path, addresses, rules, services. */
  'repair.changed': entry<{ node: string; things: Words; more: number }>(
    (p) =>
      `${p.node} 上有和这次故障无关的东西变了：${zhList(p.things)}${p.more === 0 ? '' : `，另有 ${p.more} 处`}`,
    (p) =>
      `on ${p.node} something else than what was broken is not as it was: ${enList(p.things)}${p.more === 0 ? '' : `, and ${p.more} more`}`,
  ),
} as const;
