import { entry } from '../../text.js';

export const httpTexts = {
  'http.ok': entry<{ url: string; total: number; status: number }>(
    (p) => `访问 ${p.url} ${p.total} 次，全部返回 ${p.status}`,
    (p) => `${p.total} of ${p.total} requests to ${p.url} were answered with ${p.status}`,
  ),
  'http.failed': entry<{ url: string; good: number; total: number; outcomes: string }>(
    (p) => `访问 ${p.url} ${p.total} 次，只有 ${p.good} 次成功（${p.outcomes}）`,
    (p) => `${p.good} of ${p.total} requests to ${p.url} went well (${p.outcomes})`,
  ),
} as const;
