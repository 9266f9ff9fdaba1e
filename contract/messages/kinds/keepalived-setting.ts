import { enList, type Words, zhList } from '../naming.js';
import { entry } from '../../text.js';

export const keepalivedSettingTexts = {
  'keepalived-setting.ok': entry<{ nodes: Words; instance: string; setting: string; value: string }>(
    (p) => `${zhList(p.nodes)} 的 ${p.instance} 里 ${p.setting} 是 ${p.value}`,
    (p) => `${p.setting} in ${p.instance} of ${enList(p.nodes)} is ${p.value}`,
  ),
  'keepalived-setting.taken': entry<{ node: string; instance: string; setting: string; found: string }>(
    (p) => `${p.node} 的 ${p.instance} 里 ${p.setting} 是 ${p.found}，这里要另一个值`,
    (p) => `${p.setting} in ${p.instance} of ${p.node} is ${p.found}; another value is wanted here`,
  ),
} as const;
