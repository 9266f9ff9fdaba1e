import { enList, type Words, zhList } from '../naming.js';
import { entry } from '../../text.js';

export const unitTexts = {
  'unit.ok': entry<{ nodes: Words; name: string; state: string }>(
    (p) => `${zhList(p.nodes)} 的服务 ${p.name} 状态为 ${p.state}`,
    (p) => `unit ${p.name} is ${p.state} on ${enList(p.nodes)}`,
  ),
  'unit.wrong': entry<{ node: string; name: string; found: string; want: string }>(
    (p) => `${p.node} 的服务 ${p.name} 状态为 ${p.found}，应为 ${p.want}`,
    (p) => `unit ${p.name} on ${p.node} is ${p.found}; it should be ${p.want}`,
  ),
} as const;
