import { enList, type Words, zhList } from '../naming.js';
import { entry } from '../../text.js';

export const moduleTexts = {
  'module.loaded': entry<{ nodes: Words; name: string }>(
    (p) => `${zhList(p.nodes)} 已加载内核模块 ${p.name}`,
    (p) => `kernel module ${p.name} is loaded on ${enList(p.nodes)}`,
  ),
  'module.missing': entry<{ node: string; name: string }>(
    (p) => `${p.node} 没有加载内核模块 ${p.name}`,
    (p) => `kernel module ${p.name} is not loaded on ${p.node}`,
  ),
} as const;
