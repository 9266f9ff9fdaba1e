import { entry } from '../../text.js';

interface Rates {
  readonly url: string;
  readonly against: string;
  /** Answers a second, and how many times as many. */
  readonly rate: string;
  readonly other: string;
  readonly ratio: string;
}

export const throughputTexts = {
  'throughput.ok': entry<Rates>(
    (p) => `${p.url} 每秒 ${p.rate} 个应答，${p.against} 每秒 ${p.other} 个：${p.ratio} 倍`,
    (p) => `${p.url} gave ${p.rate} answers a second, ${p.against} ${p.other}: ${p.ratio} times as many`,
  ),
  'throughput.low': entry<Rates & { want: number }>(
    (p) =>
      `${p.url} 每秒 ${p.rate} 个应答，${p.against} 每秒 ${p.other} 个：只有 ${p.ratio} 倍，应至少 ${p.want} 倍`,
    (p) =>
      `${p.url} gave ${p.rate} answers a second, ${p.against} ${p.other}: ${p.ratio} times as many; it should be ${p.want} at least`,
  ),
  'throughput.high': entry<Rates & { want: number }>(
    (p) =>
      `${p.url} 每秒 ${p.rate} 个应答，${p.against} 每秒 ${p.other} 个：${p.ratio} 倍，应不超过 ${p.want} 倍`,
    (p) =>
      `${p.url} gave ${p.rate} answers a second, ${p.against} ${p.other}: ${p.ratio} times as many; it should be ${p.want} at most`,
  ),
  'throughput.failed': entry<{ url: string; good: number; total: number }>(
    (p) => `${p.url} 的 ${p.total} 个请求只有 ${p.good} 个成功，比不出快慢`,
    (p) => `of ${p.total} requests to ${p.url} only ${p.good} succeeded, so there is no rate to compare`,
  ),
  'throughput.unsteady': entry<{ url: string; against: string; least: string; most: string }>(
    (p) =>
      `几轮测量对不上：${p.url} 的速度是 ${p.against} 的 ${p.least} 到 ${p.most} 倍，这台主机太忙。关掉别的程序，再检查一次`,
    (p) =>
      `the rounds contradict each other: ${p.url} gave ${p.least} to ${p.most} times as many answers as ${p.against}. This host is busy: close what else runs on it, and check again`,
  ),
} as const;
