import { entry } from '../../text.js';

export const outageTexts = {
  'outage.ok': entry<{ target: string; outage: string }>(
    (p) => `${p.target} 有 ${p.outage} 秒没有应答`,
    (p) => `${p.target} did not answer for ${p.outage} s`,
  ),
  'outage.answered': entry<{ target: string; tries: number; lost: number }>(
    (p) =>
      p.lost === 0
        ? `${p.target} 的 ${p.tries} 个请求都得到了应答`
        : `${p.target} 的 ${p.tries} 个请求有 ${p.lost} 个没有应答`,
    (p) =>
      p.lost === 0
        ? `all ${p.tries} requests to ${p.target} were answered`
        : `${p.lost} of ${p.tries} requests to ${p.target} were not answered`,
  ),
  'outage.lost': entry<{ target: string; tries: number; lost: number; want: number }>(
    (p) => `${p.target} 的 ${p.tries} 个请求有 ${p.lost} 个没有应答，应不超过 ${p.want} 个`,
    (p) =>
      `${p.lost} of ${p.tries} requests to ${p.target} were not answered; it should be ${p.want} at most`,
  ),
  'outage.long': entry<{ target: string; outage: string; want: number }>(
    (p) => `${p.target} 有 ${p.outage} 秒没有应答，应不超过 ${p.want} 秒`,
    (p) => `${p.target} did not answer for ${p.outage} s; it should be ${p.want} s at most`,
  ),
  'outage.short': entry<{ target: string; outage: string; want: number }>(
    (p) => `${p.target} 只有 ${p.outage} 秒没有应答，这个实验里应至少 ${p.want} 秒`,
    (p) =>
      `${p.target} did not answer for ${p.outage} s only; in this experiment it should be ${p.want} s at least`,
  ),
  'outage.endless': entry<{ target: string; limit: number }>(
    (p) => `${p.target} 断了之后 ${p.limit} 秒内没有恢复应答`,
    (p) => `${p.target} did not answer again within ${p.limit} s`,
  ),
  'outage.over': entry<{ target: string; outage: string }>(
    (p) => `${p.target} 断了 ${p.outage} 秒之后又有了应答，这个实验里应一直没有`,
    (p) => `${p.target} answered again after ${p.outage} s; in this experiment it should not`,
  ),
  'outage.dead-before': entry<{ target: string }>(
    (p) => `实验还没开始，${p.target} 就没有应答`,
    (p) => `${p.target} did not answer even before anything was done`,
  ),
  'outage.deed-failed': entry<{ node: string; run: string; exit: number }>(
    (p) => `在 ${p.node} 上运行「${p.run}」失败，退出码 ${p.exit}`,
    (p) => `"${p.run}" failed on ${p.node} with exit status ${p.exit}`,
  ),
} as const;
