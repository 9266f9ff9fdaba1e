import type { ServerFault } from '../../kinds/server-failure.js';
import { entry, type Language } from '../../text.js';

/** What happens to a realserver, as a clause about it, and its end. */
const failures: Readonly<Record<ServerFault, Readonly<Record<Language, readonly [string, string]>>>> = {
  'stop-service': { 'zh-CN': ['服务停止', '恢复'], en: ['its service stopped', 'its service started'] },
  'no-page': { 'zh-CN': ['首页没有了', '恢复'], en: ['its page was gone', 'it was back'] },
  freeze: { 'zh-CN': ['机器卡死', '恢复'], en: ['its machine stood still', 'it went on'] },
  'cut-link': { 'zh-CN': ['网线拔掉', '插回'], en: ['its cable was pulled', 'it was plugged in'] },
};

/** @param fault absent: its service is stopped */
export function failureWords(fault: ServerFault | undefined, language: Language): readonly [string, string] {
  // One that is not known here is of a newer version's journal.
  const known = fault !== undefined && Object.hasOwn(failures, fault) ? fault : 'stop-service';
  return failures[known][language];
}

/** As a person could do it. */
const commands: Readonly<Record<ServerFault, string>> = {
  'stop-service': 'systemctl stop web',
  'no-page': 'mv index.html index.html.away',
  freeze: 'lvslab power pause',
  'cut-link': 'ip link set eth0 down',
};

export function failureCommand(node: string, fault: ServerFault | undefined): string {
  return `${commands[fault ?? 'stop-service']} (${node}); watch ipvsadm -Ln`;
}

interface Failed {
  readonly server: string;
  readonly fault?: ServerFault;
}

const zh = ({ fault }: Failed) => failureWords(fault, 'zh-CN');
const en = ({ fault }: Failed) => failureWords(fault, 'en');

export const serverFailureTexts = {
  'server-failure.ok': entry<Failed & { left: string; returned: string }>(
    (p) => `${p.server} 的${zh(p)[0]}后 ${p.left} 秒被移除，${zh(p)[1]}后 ${p.returned} 秒重新加入`,
    (p) =>
      `${p.server} left the table ${p.left} s after ${en(p)[0]} and came back ${p.returned} s after ${en(p)[1]}`,
  ),
  'server-failure.absent': entry<{ server: string }>(
    (p) => `实验前 ${p.server} 就不在 IPVS 表中`,
    (p) => `${p.server} was not in the IPVS table to begin with`,
  ),
  'server-failure.stays': entry<Failed & { seconds: number }>(
    (p) => `${p.server} 的${zh(p)[0]} ${p.seconds} 秒后仍在 IPVS 表中`,
    (p) => `${p.server} was still in the IPVS table ${p.seconds} s after ${en(p)[0]}`,
  ),
  'server-failure.errors': entry<{ server: string; failed: number; total: number }>(
    (p) => `${p.server} 被移除后，${p.total} 次访问中仍有 ${p.failed} 次失败`,
    (p) => `${p.failed} of ${p.total} requests failed after ${p.server} had left`,
  ),
  'server-failure.not-back': entry<Failed & { seconds: number }>(
    (p) => `${p.server} ${zh(p)[1]} ${p.seconds} 秒后仍没有回到 IPVS 表中`,
    (p) => `${p.server} was not back in the IPVS table ${p.seconds} s after ${en(p)[1]}`,
  ),
} as const;
