import { enList, type Words, zhList } from '../naming.js';
import { entry } from '../../text.js';

export const ipvsEmptyTexts = {
  'ipvs-empty.ok': entry<{ nodes: Words }>(
    (p) => `${zhList(p.nodes)} 的 IPVS 表是空的`,
    (p) => `the IPVS table of ${enList(p.nodes)} is empty`,
  ),
  'ipvs-empty.present': entry<{ node: string; services: Words }>(
    (p) => `${p.node} 的 IPVS 表中还有 ${zhList(p.services)}`,
    (p) => `the IPVS table of ${p.node} still has ${enList(p.services)}`,
  ),
} as const;
