import { enList, type Words, zhList } from '../naming.js';
import { entry } from '../../text.js';

export const ipvsAsConfiguredTexts = {
  'ipvs-as-configured.ok': entry<{ nodes: Words }>(
    (p) => `${zhList(p.nodes)} 的 IPVS 表与 keepalived.conf 一致`,
    (p) => `the IPVS table of ${enList(p.nodes)} is what keepalived.conf says`,
  ),
  'ipvs-as-configured.differs': entry<{ node: string; service: string; detail: string }>(
    (p) => `${p.node} 的 IPVS 表里 ${p.service} 与 keepalived.conf 不同：${p.detail}`,
    (p) => `in the IPVS table of ${p.node} ${p.service} differs from keepalived.conf: ${p.detail}`,
  ),
} as const;
