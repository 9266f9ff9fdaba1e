import type { NodeState, PowerAction } from '../machines.js';
import { type MessageOf, type Text, template } from '../text.js';
import type { FailureKind } from '../kinds/random-failure.js';
import type { ServerFault } from '../kinds/server-failure.js';
import { failureOf } from './kinds/random-failure.js';
import { failureWords } from './kinds/server-failure.js';
import { vipNamed } from './naming.js';

type Words = readonly string[];
const zh = (words: Words) => words.join('、');
const en = (words: Words) => words.join(', ');

/** What becomes of a machine, as a sentence about it. */
const states: Readonly<Record<NodeState, Text>> = {
  running: { 'zh-CN': '正在运行', en: 'is running' },
  booting: { 'zh-CN': '正在启动', en: 'is booting' },
  paused: { 'zh-CN': '已暂停', en: 'is paused' },
  halted: { 'zh-CN': '已关机', en: 'has shut down' },
  crashed: { 'zh-CN': '已崩溃', en: 'has crashed' },
  missing: { 'zh-CN': '不存在了', en: 'is gone' },
};

export const powerTexts: Readonly<Record<PowerAction, Text>> = {
  off: { 'zh-CN': '关机', en: 'power off' },
  boot: { 'zh-CN': '开机', en: 'boot' },
  reboot: { 'zh-CN': '重启', en: 'reboot' },
  pause: { 'zh-CN': '暂停', en: 'pause' },
  continue: { 'zh-CN': '继续', en: 'continue' },
};

/** What happened in a lab, one sentence each. Seconds are an experiment's own numbers, in tenths. */
export const timelineCatalogue = {
  'lab.changed': template<Record<string, never>>({
    'zh-CN': () => '实验被改写',
    en: () => 'the lab was changed',
  }),
  'vip.moved': template<{ vip: string; from: Words; to: Words }>({
    'zh-CN': (p) => `${vipNamed(p.vip)} 从 ${zh(p.from)} 移到 ${zh(p.to)}`,
    en: (p) => `${vipNamed(p.vip)} moved from ${en(p.from)} to ${en(p.to)}`,
  }),
  'vip.appeared': template<{ vip: string; to: Words }>({
    'zh-CN': (p) => `${vipNamed(p.vip)} 出现在 ${zh(p.to)} 上`,
    en: (p) => `${vipNamed(p.vip)} appeared on ${en(p.to)}`,
  }),
  'vip.several': template<{ vip: string; to: Words }>({
    'zh-CN': (p) => `${vipNamed(p.vip)} 同时在 ${zh(p.to)} 上`,
    en: (p) => `${vipNamed(p.vip)} is on ${en(p.to)} at once`,
  }),
  'vip.gone': template<{ vip: string; from: Words }>({
    'zh-CN': (p) => `${vipNamed(p.vip)} 从 ${zh(p.from)} 上消失`,
    en: (p) => `${vipNamed(p.vip)} is gone from ${en(p.from)}`,
  }),
  'arp.conflict': template<{ vip: string; nodes: Words }>({
    'zh-CN': (p) => `ARP 冲突：${zh(p.nodes)} 都应答 ${p.vip}`,
    en: (p) => `ARP conflict: ${en(p.nodes)} all answer for ${p.vip}`,
  }),
  'vrrp.state': template<{ node: string; instance: string; from: string; to: string }>({
    'zh-CN': (p) => `${p.node} 的 VRRP 实例 ${p.instance}：${p.from} → ${p.to}`,
    en: (p) => `VRRP instance ${p.instance} on ${p.node}: ${p.from} → ${p.to}`,
  }),
  'vrrp.started': template<{ node: string; instance: string; state: string }>({
    'zh-CN': (p) => `${p.node} 的 VRRP 实例 ${p.instance} 启动，状态 ${p.state}`,
    en: (p) => `VRRP instance ${p.instance} on ${p.node} started as ${p.state}`,
  }),
  'vrrp.stopped': template<{ node: string; instance: string; state: string }>({
    'zh-CN': (p) => `${p.node} 的 VRRP 实例 ${p.instance} 停止（之前是 ${p.state}）`,
    en: (p) => `VRRP instance ${p.instance} on ${p.node} stopped (it was ${p.state})`,
  }),
  'server.left': template<{ node: string; service: string; server: string }>({
    'zh-CN': (p) => `真实服务器 ${p.server} 离开 ${p.node} 的 ${p.service}`,
    en: (p) => `Realserver ${p.server} left ${p.service} on ${p.node}`,
  }),
  'server.drained': template<{ node: string; service: string; server: string }>({
    'zh-CN': (p) => `真实服务器 ${p.server} 在 ${p.node} 的 ${p.service} 中权重变为 0`,
    en: (p) => `Realserver ${p.server} has weight 0 now in ${p.service} on ${p.node}`,
  }),
  'server.returned': template<{ node: string; service: string; server: string }>({
    'zh-CN': (p) => `真实服务器 ${p.server} 回到 ${p.node} 的 ${p.service}`,
    en: (p) => `Realserver ${p.server} is back in ${p.service} on ${p.node}`,
  }),
  'server.added': template<{ node: string; service: string; server: string }>({
    'zh-CN': (p) => `真实服务器 ${p.server} 加入 ${p.node} 的 ${p.service}`,
    en: (p) => `Realserver ${p.server} was added to ${p.service} on ${p.node}`,
  }),
  'cable.out': template<{ node: string; network: string }>({
    'zh-CN': (p) => `拔掉了 ${p.node} 在网络 ${p.network} 上的网线`,
    en: (p) => `The cable of ${p.node} in network ${p.network} was unplugged`,
  }),
  'cable.in': template<{ node: string; network: string }>({
    'zh-CN': (p) => `插回了 ${p.node} 在网络 ${p.network} 上的网线`,
    en: (p) => `The cable of ${p.node} in network ${p.network} was plugged in`,
  }),
  power: template<{ node: string; action: PowerAction }>({
    'zh-CN': (p) => `${p.node}：${powerTexts[p.action]['zh-CN']}`,
    en: (p) => `${p.node}: ${powerTexts[p.action].en}`,
  }),
  'node.state': template<{ node: string; state: NodeState }>({
    'zh-CN': (p) => `${p.node} ${states[p.state]['zh-CN']}`,
    en: (p) => `${p.node} ${states[p.state].en}`,
  }),
  'reset.all': template<{ step: string }>({
    'zh-CN': (p) => `所有节点恢复到步骤 ${p.step} 开始时`,
    en: (p) => `All nodes went back to the start of step ${p.step}`,
  }),
  'reset.node': template<{ step: string; node: string }>({
    'zh-CN': (p) => `${p.node} 恢复到步骤 ${p.step} 开始时`,
    en: (p) => `${p.node} went back to the start of step ${p.step}`,
  }),
  suspended: template<Record<string, never>>({ 'zh-CN': () => '会话已挂起', en: () => 'Session suspended' }),
  resumed: template<Record<string, never>>({ 'zh-CN': () => '会话已恢复', en: () => 'Session resumed' }),
  'outage.seconds': template<{ target: string; seconds: string }>({
    'zh-CN': (p) => `${p.target} 有 ${p.seconds} 秒没有应答`,
    en: (p) => `${p.target} did not answer for ${p.seconds} s`,
  }),
  'outage.endless': template<{ target: string; limit: string }>({
    'zh-CN': (p) => `${p.target} 在 ${p.limit} 秒内没有恢复应答`,
    en: (p) => `${p.target} did not answer again within ${p.limit} s`,
  }),
  'failover.outage': template<{ vip: string; before: string; after: string; seconds: string }>({
    'zh-CN': (p) => `故障切换 ${p.before} → ${p.after}：${p.vip} 有 ${p.seconds} 秒没有应答`,
    en: (p) => `Failover ${p.before} → ${p.after}: no answer from ${p.vip} for ${p.seconds} s`,
  }),
  'failback.outage': template<{ vip: string; to: string; seconds: string }>({
    'zh-CN': (p) => `切回 ${p.to}：${p.vip} 有 ${p.seconds} 秒没有应答`,
    en: (p) => `Failback to ${p.to}: no answer from ${p.vip} for ${p.seconds} s`,
  }),
  'failover.none': template<{ vip: string; before: string }>({
    'zh-CN': (p) => `${p.before} 故障后，${p.vip} 一直没有应答`,
    en: (p) => `${p.vip} did not answer again after the failure of ${p.before}`,
  }),
  'random-failure': template<{
    node: string;
    fault: FailureKind;
    lost: number;
    tries: number;
    /** Seconds; `-`: no end was seen. */
    settled: string;
  }>({
    'zh-CN': (p) =>
      `${failureOf(p, 'zh-CN')}：${p.tries} 个请求丢了 ${p.lost} 个${p.settled === '-' ? '，没有看到恢复' : ''}`,
    en: (p) =>
      `${failureOf(p, 'en')}: ${p.lost} of ${p.tries} requests were lost${p.settled === '-' ? ', and no end was seen' : ''}`,
  }),
  'server-failure': template<{
    node: string;
    server: string;
    fault?: ServerFault;
    /** Seconds; `-`: it stayed. */
    left: string;
    failed: number;
    total: number;
    returned: string;
  }>({
    'zh-CN': (p) =>
      `${p.node} 的${failureWords(p.fault, 'zh-CN')[0]}：${p.left === '-' ? `${p.server} 没有被摘除` : `${p.server} 在 ${p.left} 秒后被摘除，之后 ${p.total} 个请求中 ${p.failed} 个失败`}，${p.returned === '-' ? '恢复后没有加回来' : `恢复后 ${p.returned} 秒加回来`}`,
    en: (p) =>
      `${p.node}: ${failureWords(p.fault, 'en')[0]}; ${p.left === '-' ? `${p.server} was not taken out` : `${p.server} was taken out after ${p.left} s, then ${p.failed} of ${p.total} requests failed`}; ${p.returned === '-' ? 'it did not come back' : `it came back ${p.returned} s after ${failureWords(p.fault, 'en')[1]}`}`,
  }),
  'left-out': template<{ count: number }>({
    'zh-CN': (p) => `变化太快：${p.count} 条没有记录`,
    en: (p) => `Too much at once: ${p.count} more were not noted`,
  }),
} as const;

export type TimelineMessage = MessageOf<typeof timelineCatalogue>;
