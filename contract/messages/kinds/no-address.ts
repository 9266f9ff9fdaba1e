import { enList, type Words, zhList } from '../naming.js';
import { entry } from '../../text.js';

export const noAddressTexts = {
  'no-address.ok': entry<{ nodes: Words; address: string }>(
    (p) => `${zhList(p.nodes)} 上没有地址 ${p.address}`,
    (p) => `${p.address} is not on ${enList(p.nodes)}`,
  ),
  'no-address.present': entry<{ node: string; address: string; dev: string }>(
    (p) => `${p.node} 的 ${p.dev} 上有地址 ${p.address}，不该有`,
    (p) => `${p.address} is on ${p.dev} of ${p.node}; it should not be`,
  ),
} as const;
