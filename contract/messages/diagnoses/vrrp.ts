import { vipNamed } from '../naming.js';
import { cause } from './cause.js';

/** Causes: VRRP: who is master, and why. */
export const vrrpDiagnoses = {
  'both-masters': cause<{ instance: string; nodes: string }>(
    (p) => `脑裂：实例 ${p.instance} 在 ${p.nodes} 上同时是 MASTER，它们收不到或不接受对方的 VRRP 通告。`,
    (p) =>
      `Split brain: instance ${p.instance} is MASTER on ${p.nodes} at the same time; they do not get, or do not accept, each other's adverts.`,
  ),
  'vrid-differs': cause<{ instance: string; found: string }>(
    (p) =>
      `实例 ${p.instance} 两端的 virtual_router_id 不一致（${p.found}），它们不认为彼此是一组，各自成为 MASTER。`,
    (p) =>
      `virtual_router_id of instance ${p.instance} differs (${p.found}): the nodes do not take each other for one group, and each becomes MASTER.`,
  ),
  'auth-differs': cause<{ instance: string; nodes: string }>(
    (p) =>
      `实例 ${p.instance} 在 ${p.nodes} 上的认证（auth_type 或 auth_pass）不一致，对方的通告被丢弃，各自成为 MASTER。`,
    (p) =>
      `The authentication (auth_type or auth_pass) of instance ${p.instance} differs on ${p.nodes}: adverts are refused and each becomes MASTER.`,
  ),
  'advert-int-differs': cause<{ instance: string; found: string }>(
    (p) =>
      `实例 ${p.instance} 两端的 advert_int 不一致（${p.found}），VRRPv2 会丢弃对方的通告，各自成为 MASTER。`,
    (p) =>
      `advert_int of instance ${p.instance} differs (${p.found}): VRRPv2 drops such adverts, and each becomes MASTER.`,
  ),
  'vip-list-differs': cause<{ instance: string; found: string }>(
    (p) =>
      `实例 ${p.instance} 两端的 virtual_ipaddress 不一致（${p.found}），通告被丢弃，各自绑定自己的 VIP。`,
    (p) =>
      `virtual_ipaddress of instance ${p.instance} differs (${p.found}): adverts are dropped and each node binds its own VIP.`,
  ),
  'adverts-not-sent': cause<{ node: string; instance: string; vrid: string }>(
    (p) =>
      `${p.node} 上的实例 ${p.instance} 是 MASTER，网络上却没有它的 VRRP 通告（VRID ${p.vrid}）：通告没有离开 ${p.node}，对方自然听不到。看 ${p.node} 的 OUTPUT 规则、网卡和 unicast_peer。`,
    (p) =>
      `Instance ${p.instance} on ${p.node} is MASTER, but none of its adverts (VRID ${p.vrid}) are on the network: they do not leave ${p.node}, so nobody can hear them. Look at its OUTPUT rules, its interface and unicast_peer.`,
  ),
  'vrid-of-others': cause<{ source: string; vrid: string; priority: string }>(
    (p) =>
      `网络上还有别的机器（${p.source}，优先级 ${p.priority}）在用 VRID ${p.vrid} 发通告。同一个网络里每组的 virtual_router_id 必须不同：换一个没有人用的。`,
    (p) =>
      `Somebody else on this network (${p.source}, priority ${p.priority}) sends adverts of VRID ${p.vrid}, too. Each group of a network needs a virtual_router_id of its own: take one that nobody uses.`,
  ),
  'vrrp-filtered': cause<{ node: string }>(
    (p) => `${p.node} 收不到对方的 VRRP 通告：防火墙丢弃了 112 号协议（224.0.0.18）。请放行。`,
    (p) =>
      `${p.node} does not get the peer's VRRP adverts: a firewall drops protocol 112 (224.0.0.18). Let it in.`,
  ),
  'vip-left-after-kill': cause<{ node: string; vip: string }>(
    (p) =>
      `${p.node} 的 keepalived 已经不在，${vipNamed(p.vip)} 却还留在网卡上：kill -9 不会撤销 VIP。手工删除它，或重新启动 keepalived。`,
    (p) =>
      `keepalived is gone on ${p.node}, but the ${vipNamed(p.vip)} is still on its interface: kill -9 leaves it behind. Remove it by hand or start keepalived again.`,
  ),
  'equal-priority': cause<{ instance: string; priority: number }>(
    (p) =>
      `实例 ${p.instance} 两端的优先级都是 ${p.priority}：谁先启动谁当 MASTER，恢复后也不会切回。主备要用不同的优先级。`,
    (p) =>
      `Both nodes have priority ${p.priority} in instance ${p.instance}: whoever starts first is MASTER, and there is no failback. Give them different priorities.`,
  ),
  'wrong-priority': cause<{ node: string; instance: string; found: string; want: string }>(
    (p) => `${p.node} 的实例 ${p.instance} 优先级是 ${p.found}，应为 ${p.want}。`,
    (p) => `Priority of instance ${p.instance} on ${p.node} is ${p.found}; it should be ${p.want}.`,
  ),
  'wrong-master': cause<{ instance: string; found: string; want: string }>(
    (p) => `实例 ${p.instance} 的 MASTER 是 ${p.found} 而不是 ${p.want}：检查两端的优先级。`,
    (p) =>
      `${p.found} is MASTER of instance ${p.instance} instead of ${p.want}: look at the priorities of both.`,
  ),
  'both-state-master': cause<{ instance: string; nodes: string }>(
    (p) => `实例 ${p.instance} 在 ${p.nodes} 上都写了 state MASTER，备机应写 BACKUP。`,
    (p) => `Instance ${p.instance} has state MASTER on ${p.nodes}; the backup should say BACKUP.`,
  ),
  'no-failover': cause<{ before: string; vip: string }>(
    (p) =>
      `${p.before} 故障后没有节点接管 ${vipNamed(p.vip)}：备机的 keepalived 没有运行，或者与主机不在同一个 VRRP 组。`,
    (p) =>
      `Nobody took over the ${vipNamed(p.vip)} from ${p.before}: keepalived does not run on the backup, or it is not in the same VRRP group.`,
  ),
  'slow-failover': cause<{ outage: string; within: string }>(
    (p) =>
      `切换用了 ${p.outage} 秒，超过 ${p.within} 秒：接管时间约为 3×advert_int 加偏移，检查 advert_int。`,
    (p) =>
      `The takeover lasted ${p.outage} s, more than ${p.within} s. It takes about 3 × advert_int and a skew: look at advert_int.`,
  ),
  'no-failback': cause<{ node: string }>(
    (p) => `${p.node} 恢复后没有抢回 VIP：它的优先级不高于对方，或打开了 nopreempt。`,
    (p) =>
      `${p.node} did not take the VIP back: its priority is not higher than the peer's, or nopreempt is on.`,
  ),
  'takes-back': cause<{ node: string }>(
    (p) => `${p.node} 恢复后抢回了 VIP，从配置看不出原因；可看 journalctl -u keepalived。`,
    (p) => `${p.node} took the VIP back; its configuration does not show why. See journalctl -u keepalived.`,
  ),
  preempts: cause<{ node: string; instance: string; priority: number; peer: string; other: number }>(
    (p) =>
      `${p.node} 的实例 ${p.instance} 没有 nopreempt：它的优先级 ${p.priority} 高于 ${p.peer} 的 ${p.other}，一恢复就会抢占。`,
    (p) =>
      `Instance ${p.instance} on ${p.node} lacks nopreempt: its priority ${p.priority} is higher than the ${p.other} of ${p.peer}, and it takes over as soon as it is back.`,
  ),
  'nopreempt-set': cause<{ node: string; instance: string }>(
    (p) => `${p.node} 的实例 ${p.instance} 设置了 nopreempt，恢复后不会抢回 VIP。`,
    (p) => `Instance ${p.instance} on ${p.node} has nopreempt, so it does not take the VIP back.`,
  ),
  'nopreempt-with-master': cause<{ node: string; instance: string }>(
    (p) =>
      `${p.node} 的实例 ${p.instance} 同时写了 nopreempt 和 state MASTER，nopreempt 会被忽略。两端都要写 BACKUP。`,
    (p) =>
      `Instance ${p.instance} on ${p.node} has nopreempt and state MASTER; nopreempt is ignored then. Both nodes have to say BACKUP.`,
  ),
  'backup-has-vip': cause<{ node: string; vip: string }>(
    (p) =>
      `备机 ${p.node} 上也有 ${vipNamed(p.vip)}，但它的 VRRP 状态不是 MASTER：VIP 是手工添加或残留的，应删除。`,
    (p) =>
      `The backup ${p.node} has the ${vipNamed(p.vip)} although it is not MASTER: it was added by hand or left behind, and has to be removed.`,
  ),
  'unexpected-vrrp-state': cause<{ node: string; instance: string; state: string }>(
    (p) =>
      `${p.node} 的实例 ${p.instance} 状态是 ${p.state}，从配置看不出原因；可看 journalctl -u keepalived。`,
    (p) =>
      `Instance ${p.instance} on ${p.node} is ${p.state}; its configuration does not show why. See journalctl -u keepalived.`,
  ),
} as const;
