import { enList, type Words, zhList } from '../naming.js';
import { entry } from '../../text.js';

export const fileTexts = {
  'file.ok': entry<{ nodes: Words; path: string }>(
    (p) => `${zhList(p.nodes)} 的文件 ${p.path} 符合要求`,
    (p) => `file ${p.path} is as it should be on ${enList(p.nodes)}`,
  ),
  'file.missing': entry<{ node: string; path: string }>(
    (p) => `${p.node} 没有文件 ${p.path}`,
    (p) => `there is no file ${p.path} on ${p.node}`,
  ),
  'file.present': entry<{ node: string; path: string }>(
    (p) => `${p.node} 仍有文件 ${p.path}`,
    (p) => `file ${p.path} is still there on ${p.node}`,
  ),
  'file.mismatch': entry<{ node: string; path: string; pattern: string }>(
    (p) => `${p.node} 的文件 ${p.path} 中没有匹配 ${p.pattern} 的内容`,
    (p) => `nothing in ${p.path} on ${p.node} matches ${p.pattern}`,
  ),
} as const;
