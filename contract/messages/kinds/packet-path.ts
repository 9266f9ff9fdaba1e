import { enList, type Words, zhList } from '../naming.js';
import { entry } from '../../text.js';

export const packetPathTexts = {
  'packet-path.ok': entry<{ through: string; repliers: Words }>(
    (p) => `请求经过 ${p.through}，应答由 ${zhList(p.repliers)} 发给客户端`,
    (p) => `requests pass ${p.through}, replies are sent by ${enList(p.repliers)}`,
  ),
  'packet-path.no-answer': entry<{ url: string; outcomes: string }>(
    (p) => `访问 ${p.url} 没有得到应答（${p.outcomes}），看不出包的路径`,
    (p) => `${p.url} did not answer (${p.outcomes}), so there is no path to see`,
  ),
  'packet-path.bypassed': entry<{ through: string; receivers: Words }>(
    (p) => `请求没有（全部）经过 ${p.through}：客户端的包直接到了 ${zhList(p.receivers)}`,
    (p) => `requests do not (all) pass ${p.through}: the client's frames went to ${enList(p.receivers)}`,
  ),
  'packet-path.replies': entry<{ through: string; repliers: Words; want: string }>(
    (p) =>
      `应答由 ${zhList(p.repliers)} 发出，应${p.want === 'direct' ? '由真实服务器直接发给客户端' : `经过 ${p.through}`}`,
    (p) =>
      `replies are sent by ${enList(p.repliers)}; they should ${p.want === 'direct' ? 'come from the realservers directly' : `pass ${p.through}`}`,
  ),
} as const;
