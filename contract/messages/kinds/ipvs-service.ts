import { enList, type Words, zhList } from '../naming.js';
import { entry } from '../../text.js';

export const ipvsServiceTexts = {
  'ipvs-service.ok': entry<{ nodes: Words; service: string; scheduler: string }>(
    (p) => `${zhList(p.nodes)} 有虚拟服务 ${p.service}，调度算法 ${p.scheduler}`,
    (p) => `${enList(p.nodes)}: virtual service ${p.service} with scheduler ${p.scheduler}`,
  ),
  'ipvs-service.missing': entry<{ node: string; service: string; found: Words }>(
    (p) => `${p.node} 没有虚拟服务 ${p.service}（现有：${zhList(p.found)}）`,
    (p) => `${p.node} has no virtual service ${p.service} (it has: ${enList(p.found)})`,
  ),
  'ipvs-service.scheduler': entry<{ node: string; service: string; found: string; want: string }>(
    (p) => `${p.node} 的虚拟服务 ${p.service} 用的是 ${p.found} 算法，应为 ${p.want}`,
    (p) => `virtual service ${p.service} of ${p.node} has scheduler ${p.found}; it should be ${p.want}`,
  ),
  'ipvs-service.persistent': entry<{ node: string; service: string; found: number; want: number }>(
    (p) =>
      `${p.node} 的虚拟服务 ${p.service} 的会话保持${p.found === 0 ? '没有打开' : `为 ${p.found} 秒`}，应${p.want === 0 ? '关闭' : `为 ${p.want} 秒`}`,
    (p) =>
      `persistence of virtual service ${p.service} on ${p.node} is ${p.found === 0 ? 'off' : `${p.found} s`}; it should be ${p.want === 0 ? 'off' : `${p.want} s`}`,
  ),
} as const;
