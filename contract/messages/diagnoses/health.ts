import { cause } from './cause.js';

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
  'server-not-removed': cause<{ node: string; server: string }>(
    (p) =>
      `真实服务器 ${p.server} 停止服务后没有从 ${p.node} 的 IPVS 表中移除：没有健康检查，或检查间隔太长。`,
    (p) =>
      `Realserver ${p.server} was not removed from the IPVS table of ${p.node} when its service stopped: there is no health check, or it is too slow.`,
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
