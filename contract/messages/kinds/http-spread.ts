import { shares } from '../naming.js';
import { entry } from '../../text.js';

export const httpSpreadTexts = {
  'http-spread.ok': entry<{ url: string; spread: Readonly<Record<string, number>> }>(
    (p) => `访问 ${p.url} 的分布：${shares(p.spread)}`,
    (p) => `requests to ${p.url} were spread: ${shares(p.spread)}`,
  ),
  'http-spread.uneven': entry<{
    url: string;
    spread: Readonly<Record<string, number>>;
    want: Readonly<Record<string, number>>;
    failed: number;
    outcomes: string;
  }>(
    (p) =>
      `访问 ${p.url} 的分布：${shares(p.spread) || '无'}${p.failed > 0 ? `；${p.failed} 次失败（${p.outcomes}）` : ''}；应为 ${shares(p.want)}`,
    (p) =>
      `requests to ${p.url} were spread: ${shares(p.spread) || 'none'}${p.failed > 0 ? `; ${p.failed} failed (${p.outcomes})` : ''}; it should be ${shares(p.want)}`,
  ),
} as const;
