import { commandNamed, enList, type Words, zhList } from '../naming.js';
import { entry } from '../../text.js';

export const commandTexts = {
  'command.ok': entry<{ nodes: Words; run: string }>(
    (p) => `${zhList(p.nodes)} 上的命令 ${commandNamed(p.run)} 结果符合要求`,
    (p) => `the command ${commandNamed(p.run)} gave what it should on ${enList(p.nodes)}`,
  ),
  'command.exit': entry<{ node: string; run: string; exit: number; want: number }>(
    (p) => `${p.node} 上的命令 ${commandNamed(p.run)} 退出码为 ${p.exit}，应为 ${p.want}`,
    (p) => `the command ${commandNamed(p.run)} on ${p.node} exited with ${p.exit} instead of ${p.want}`,
  ),
  'command.output': entry<{ node: string; run: string; pattern: string }>(
    (p) => `${p.node} 上的命令 ${commandNamed(p.run)} 的输出不匹配 ${p.pattern}`,
    (p) => `the output of ${commandNamed(p.run)} on ${p.node} does not match ${p.pattern}`,
  ),
} as const;
