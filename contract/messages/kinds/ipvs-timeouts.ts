import { enList, type Words, zhList } from '../naming.js';
import { entry } from '../../text.js';

export const ipvsTimeoutsTexts = {
  'ipvs-timeouts.ok': entry<{ nodes: Words; timeouts: string }>(
    (p) => `${zhList(p.nodes)} 的超时（tcp tcpfin udp）为 ${p.timeouts}`,
    (p) => `the timeouts (tcp tcpfin udp) of ${enList(p.nodes)} are ${p.timeouts}`,
  ),
  'ipvs-timeouts.wrong': entry<{ node: string; found: string; want: string }>(
    (p) => `${p.node} 的超时（tcp tcpfin udp）为 ${p.found}，应为 ${p.want}`,
    (p) => `the timeouts (tcp tcpfin udp) of ${p.node} are ${p.found}; they should be ${p.want}`,
  ),
} as const;
