import { enList, type Words, zhList } from '../naming.js';
import { entry } from '../../text.js';

export const sameTexts = {
  'same.ok': entry<{ what: string; nodes: Words }>(
    (p) => `${zhList(p.nodes)} 的 ${p.what} 相同`,
    (p) => `${p.what} is the same on ${enList(p.nodes)}`,
  ),
  'same.differs': entry<{ what: string; nodes: string; detail: string }>(
    (p) => `${p.nodes} 的 ${p.what} 不同（${p.detail}）`,
    (p) => `${p.what} differs between ${p.nodes} (${p.detail})`,
  ),
} as const;
