import { shares } from '../naming.js';
import { entry } from '../../text.js';

/** A realserver by name; none: the kernel has no server for the connection. */
const zhWent = (name: string): string => (name === '' ? '没有服务器可用' : `到了 ${name}`);
const zhShould = (name: string): string => (name === '' ? '应没有服务器可用' : `应到 ${name}`);
const enServer = (name: string): string => (name === '' ? 'no server' : name);

export const scheduleTexts = {
  'schedule.ok': entry<{
    service: string;
    scheduler: string;
    connections: number;
    spread: Readonly<Record<string, number>>;
  }>(
    (p) =>
      `${p.service}：${p.connections} 个连接的去向逐个符合 ${p.scheduler} 的规则（${shares(p.spread) || '没有服务器可用'}）`,
    (p) =>
      `${p.service}: each of ${p.connections} connections went where ${p.scheduler} sends it (${shares(p.spread) || 'no server'})`,
  ),
  'schedule.scheduler': entry<{ node: string; service: string; found: string; want: string }>(
    (p) => `${p.node}：${p.service} 的调度算法是 ${p.found}，应为 ${p.want}`,
    (p) => `${p.node}: ${p.service} has scheduler ${p.found}; it should be ${p.want}`,
  ),
  'schedule.failed': entry<{ service: string; failed: number; total: number; outcomes: string }>(
    (p) => `${p.service}：${p.total} 个连接中有 ${p.failed} 个没有得到真实服务器的应答（${p.outcomes}）`,
    (p) =>
      `${p.service}: ${p.failed} of ${p.total} connections were not answered by a realserver (${p.outcomes})`,
  ),
  'schedule.differs': entry<{
    service: string;
    scheduler: string;
    connection: number;
    took: string;
    rule: string;
  }>(
    (p) =>
      `${p.service}：第 ${p.connection} 个连接${zhWent(p.took)}，按 ${p.scheduler} 的规则${zhShould(p.rule)}`,
    (p) =>
      `${p.service}: connection ${p.connection} got ${enServer(p.took)}; by the rule of ${p.scheduler} it would be ${enServer(p.rule)}`,
  ),
  'schedule.sequence': entry<{ service: string; connection: number; took: string; wanted: string }>(
    (p) => `${p.service}：第 ${p.connection} 个连接${zhWent(p.took)}，${zhShould(p.wanted)}`,
    (p) =>
      `${p.service}: connection ${p.connection} got ${enServer(p.took)}; it should be ${enServer(p.wanted)}`,
  ),
  'schedule.counts': entry<{
    service: string;
    spread: Readonly<Record<string, number>>;
    over: Readonly<Record<string, number>>;
  }>(
    (p) => `${p.service}：连接的分布是 ${shares(p.spread) || '没有服务器可用'}，应为 ${shares(p.over)}`,
    (p) =>
      `${p.service}: connections were dealt out ${shares(p.spread) || 'to no server'}; it should be ${shares(p.over)}`,
  ),
  'schedule.predicted': entry<{ connection: number; said: string; took: string; scheduler: string }>(
    (p) =>
      `第 ${p.connection} 个连接：你预测${p.said === '' ? '没有服务器可用' : `到 ${p.said}`}，内核${p.took === '' ? '没有找到可用的服务器' : `选了 ${p.took}`}；对着那一刻的数字，用 ${p.scheduler} 的规则再算一遍`,
    (p) =>
      `connection ${p.connection}: you said ${enServer(p.said)}, the kernel took ${enServer(p.took)}; work it out once more by the rule of ${p.scheduler}, with the numbers of that moment`,
  ),
  'schedule.prediction-length': entry<{ given: number; connections: number }>(
    (p) => `预测了 ${p.given} 个连接的去向，一共有 ${p.connections} 个连接；按顺序写出每一个`,
    (p) => `you predicted ${p.given} of ${p.connections} connections; say where each one goes, in order`,
  ),
  'schedule.unpredicted': entry<Record<string, never>>(
    () => '还没有预测：先回答每个连接会到哪台服务器',
    () => 'not predicted yet: say first which server each connection will go to',
  ),
  'schedule.moved': entry<{ node: string; service: string }>(
    (p) => `无法判断：建立连接期间，${p.node} 的虚拟服务 ${p.service} 的表被改动，或有别的连接开始、结束`,
    (p) =>
      `cannot be judged: while connections were made the table of ${p.service} on ${p.node} was changed, or other connections began or ended`,
  ),
  'schedule.hidden': entry<{ node: string; scheduler: string }>(
    (p) => `无法判断：${p.scheduler} 在 ${p.node} 的内核里记住的内容可能太多，不能逐一对照`,
    (p) =>
      `cannot be judged: what ${p.scheduler} may remember in the kernel of ${p.node} is too much to be compared`,
  ),
  'schedule.untold': entry<{ service: string }>(
    (p) => `无法判断：看不出 ${p.service} 的每个连接到了表中的哪一项，或者连接没有按要求保持、结束`,
    (p) =>
      `cannot be judged: it was not seen to which entry of ${p.service} each connection went, or connections were not held or ended as they should be`,
  ),
  'schedule.unsimulated': entry<{ service: string; scheduler: string }>(
    (p) => `无法判断：${p.service} 的调度算法 ${p.scheduler} 不能预先算出结果`,
    (p) => `cannot be judged: what scheduler ${p.scheduler} of ${p.service} does cannot be worked out`,
  ),
} as const;
