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
} as const;
