import { enList, type Words, zhList } from '../naming.js';
import { entry } from '../../text.js';

export const packageTexts = {
  'package.installed': entry<{ nodes: Words; name: string; version: string }>(
    (p) => `${zhList(p.nodes)} 已安装 ${p.name} ${p.version}`,
    (p) => `${p.name} ${p.version} is installed on ${enList(p.nodes)}`,
  ),
  'package.missing': entry<{ node: string; name: string }>(
    (p) => `${p.node} 没有安装软件包 ${p.name}`,
    (p) => `package ${p.name} is not installed on ${p.node}`,
  ),
} as const;
