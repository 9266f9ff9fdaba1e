import { entry } from '../../text.js';

export const serverFailureTexts = {
  'server-failure.ok': entry<{ server: string; left: string; returned: string }>(
    (p) => `${p.server} 的服务停止后 ${p.left} 秒被移除，恢复后 ${p.returned} 秒重新加入`,
    (p) =>
      `${p.server} left the table ${p.left} s after its service stopped and came back ${p.returned} s after it started`,
  ),
  'server-failure.absent': entry<{ server: string }>(
    (p) => `实验前 ${p.server} 就不在 IPVS 表中`,
    (p) => `${p.server} was not in the IPVS table to begin with`,
  ),
  'server-failure.stays': entry<{ server: string; seconds: number }>(
    (p) => `${p.server} 的服务停止 ${p.seconds} 秒后仍在 IPVS 表中`,
    (p) => `${p.server} was still in the IPVS table ${p.seconds} s after its service stopped`,
  ),
  'server-failure.errors': entry<{ server: string; failed: number; total: number }>(
    (p) => `${p.server} 被移除后，${p.total} 次访问中仍有 ${p.failed} 次失败`,
    (p) => `${p.failed} of ${p.total} requests failed after ${p.server} had left`,
  ),
  'server-failure.not-back': entry<{ server: string; seconds: number }>(
    (p) => `${p.server} 的服务恢复 ${p.seconds} 秒后仍没有回到 IPVS 表中`,
    (p) => `${p.server} was not back in the IPVS table ${p.seconds} s after its service started`,
  ),
} as const;
