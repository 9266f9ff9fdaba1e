import { enList, type Words, zhList } from '../naming.js';
import { entry } from '../../text.js';

export const keepalivedConfigTexts = {
  'keepalived-config.ok': entry<{ nodes: Words }>(
    (p) => `${zhList(p.nodes)} 的 keepalived.conf 没有发现问题`,
    (p) => `nothing is wrong with keepalived.conf of ${enList(p.nodes)}`,
  ),
  'keepalived-config.missing': entry<{ node: string }>(
    (p) => `${p.node} 没有 /etc/keepalived/keepalived.conf`,
    (p) => `there is no /etc/keepalived/keepalived.conf on ${p.node}`,
  ),
  'keepalived-config.problems': entry<{ node: string; line: number; problem: string; count: number }>(
    (p) =>
      `${p.node} 的 keepalived.conf${p.line > 0 ? ` 第 ${p.line} 行` : ''}：${p.problem}（共 ${p.count} 处问题）`,
    (p) =>
      `keepalived.conf of ${p.node}${p.line > 0 ? `, line ${p.line}` : ''}: ${p.problem} (${p.count} problem(s) in all)`,
  ),
  'keepalived-config.differs': entry<{
    node: string;
    instance: string;
    setting: string;
    found: string;
    want: string;
  }>(
    (p) => `${p.node} 的实例 ${p.instance} 中 ${p.setting} 为 ${p.found}，应为 ${p.want}`,
    (p) => `${p.setting} of instance ${p.instance} on ${p.node} is ${p.found}; it should be ${p.want}`,
  ),
} as const;
