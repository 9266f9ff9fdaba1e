import { enList, type Words, zhList } from '../naming.js';
import { entry } from '../../text.js';

export const addressTexts = {
  'address.ok': entry<{ nodes: Words; address: string; dev: string }>(
    (p) => `${zhList(p.nodes)} 的 ${p.dev} 上有地址 ${p.address}`,
    (p) => `${p.address} is on ${p.dev} of ${enList(p.nodes)}`,
  ),
  'address.missing': entry<{ node: string; address: string; dev: string }>(
    (p) => `${p.node} 的 ${p.dev} 上没有地址 ${p.address}`,
    (p) => `${p.address} is not on ${p.dev} of ${p.node}`,
  ),
  'address.elsewhere': entry<{ node: string; address: string; dev: string; found: string }>(
    (p) => `${p.node} 的地址 ${p.address} 在 ${p.found} 上，应在 ${p.dev} 上`,
    (p) => `${p.address} of ${p.node} is on ${p.found}; it should be on ${p.dev}`,
  ),
  'address.prefix': entry<{ node: string; address: string; dev: string; found: number; want: Words }>(
    (p) => `${p.node} 的 ${p.dev} 上 ${p.address} 的前缀长度为 /${p.found}，应为 /${p.want.join(' 或 /')}`,
    (p) =>
      `${p.address} on ${p.dev} of ${p.node} has prefix length /${p.found}; it should be /${p.want.join(' or /')}`,
  ),
} as const;
