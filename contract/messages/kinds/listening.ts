import { enList, type Words, zhList } from '../naming.js';
import { entry } from '../../text.js';

export const listeningTexts = {
  'listening.ok': entry<{ nodes: Words; port: number }>(
    (p) => `${zhList(p.nodes)} 正在监听端口 ${p.port}`,
    (p) => `${enList(p.nodes)}: something listens on port ${p.port}`,
  ),
  'listening.none': entry<{ node: string; port: number }>(
    (p) => `${p.node} 没有进程监听端口 ${p.port}`,
    (p) => `nothing listens on port ${p.port} of ${p.node}`,
  ),
  'listening.elsewhere': entry<{ node: string; port: number; address: string; found: Words }>(
    (p) => `${p.node} 的端口 ${p.port} 只在 ${zhList(p.found)} 上监听，收不到发给 ${p.address} 的连接`,
    (p) =>
      `port ${p.port} of ${p.node} is listened to on ${enList(p.found)} only, which does not take in ${p.address}`,
  ),
} as const;
