import type { Text } from '../../text.js';
import { cause } from './cause.js';

/** Why a failure may go unseen, by what failed; what was not told is a service that stopped. */
const blind: Readonly<Record<string, Text>> = {
  'no-page': {
    'zh-CN': '没有健康检查，或者健康检查只看有没有应答，不看应答了什么',
    en: 'there is no health check, or one that is content with any answer',
  },
  freeze: {
    'zh-CN': '没有健康检查，或者健康检查等待应答没有时限，发现得太慢',
    en: 'there is no health check, or one that waits too long for an answer',
  },
  'stop-service': {
    'zh-CN': '没有健康检查，或检查间隔太长',
    en: 'there is no health check, or it is too slow',
  },
};

function blindness(fault: string | undefined): Text {
  const kind = fault === 'cut-link' ? 'freeze' : fault;
  return blind[kind !== undefined && Object.hasOwn(blind, kind) ? kind : 'stop-service']!;
}

/** Causes: health checks. */
export const healthDiagnoses = {
  'no-health-check': cause<{ node: string; server: string }>(
    (p) => `${p.node} 的 keepalived.conf 中 real_server ${p.server} 没有健康检查，服务停了也不会被移除。`,
    (p) =>
      `real_server ${p.server} in keepalived.conf of ${p.node} has no health check, so it is never removed when its service stops.`,
  ),
  'health-check-wrong-port': cause<{ node: string; server: string; port: string }>(
    (p) =>
      `${p.node} 上 real_server ${p.server} 的健康检查连接的是端口 ${p.port}，不是业务端口，结果不反映业务状态。`,
    (p) =>
      `The health check of real_server ${p.server} on ${p.node} connects to port ${p.port} instead of the port of the service, so it tells nothing about it.`,
  ),
  'server-not-removed': cause<{ node: string; server: string; fault?: string }>(
    (p) =>
      `真实服务器 ${p.server} 出了故障，却没有从 ${p.node} 的 IPVS 表中移除：${blindness(p.fault)['zh-CN']}。`,
    (p) =>
      `Realserver ${p.server} failed, and was not removed from the IPVS table of ${p.node}: ${blindness(p.fault).en}.`,
  ),
  'server-not-returned': cause<{ node: string; server: string }>(
    (p) => `真实服务器 ${p.server} 恢复服务后没有回到 ${p.node} 的 IPVS 表中。`,
    (p) =>
      `Realserver ${p.server} did not come back into the IPVS table of ${p.node} when its service was up again.`,
  ),
  'errors-after-removal': cause<{ server: string }>(
    (p) => `${p.server} 被移除后仍有访问失败：其余真实服务器也有问题。`,
    (p) => `Requests still failed after ${p.server} had left: the remaining realservers have trouble too.`,
  ),
} as const;
