import { atStart, named, vipNamed } from '../naming.js';
import { cause } from './cause.js';

/** Causes: addresses and ARP. */
export const addressesDiagnoses = {
  'vip-not-on-director': cause<{ node: string; vip: string }>(
    (p) =>
      `调度器 ${p.node} 没有绑定 ${vipNamed(p.vip)}，没有人应答它的 ARP 请求。把 VIP 加到面向客户端的网卡上。`,
    (p) =>
      `The ${vipNamed(p.vip)} is not bound on ${p.node}, so nobody answers ARP for it. Add it to the interface that faces the clients.`,
  ),
  'vip-mistyped': cause<{ node: string; found: string; vip: string }>(
    (p) => `${p.node} 上绑定的是 ${p.found}，而本实验的 VIP 是 ${p.vip}。删掉写错的地址，改绑 VIP。`,
    (p) =>
      `${p.node} has ${p.found} bound, but the lab's VIP is ${p.vip}. Remove the mistyped address and bind the VIP.`,
  ),
  'vip-wrong-prefix': cause<{ node: string; vip: string; found: string; want: string }>(
    (p) =>
      `${p.node} 上 ${p.vip} 的前缀长度是 /${p.found}，应为 /${p.want}。删掉这个地址，再按正确的前缀添加。`,
    (p) =>
      `${p.vip} on ${p.node} has prefix length /${p.found} instead of /${p.want}. Remove the address and add it with the right prefix.`,
  ),
  'vip-wrong-interface': cause<{ node: string; vip: string; found: string; want: string }>(
    (p) => `${p.node} 的 ${p.vip} 绑在 ${p.found} 上，应绑在 ${p.want} 上。`,
    (p) => `${p.vip} of ${p.node} is bound to ${p.found}; it belongs on ${p.want}.`,
  ),
  'address-missing': cause<{ node: string; address: string; dev: string }>(
    (p) => `${p.node} 的 ${p.dev} 上还没有绑定 ${p.address}，或者绑定之后又被清掉了。`,
    (p) => `${p.address} was not bound to ${p.dev} of ${p.node} yet, or has been removed again.`,
  ),
  'address-left': cause<{ node: string; address: string; dev: string }>(
    (p) => `${p.node} 的 ${p.dev} 上还留着地址 ${p.address}，应该删除。`,
    (p) => `The address ${p.address} was left on ${p.dev} of ${p.node}; it has to be removed.`,
  ),
  'vip-not-on-realserver': cause<{ node: string; vip: string }>(
    (p) =>
      `真实服务器 ${p.node} 没有绑定 ${vipNamed(p.vip)}：DR 转来的包目的地址是 VIP，内核认为不是发给自己的，直接丢弃。`,
    (p) =>
      `${atStart('realserver', p.node)} does not have the ${vipNamed(p.vip)}: packets forwarded by DR are addressed to the VIP, so its kernel drops them.`,
  ),
  'lo-prefix-not-32': cause<{ node: string; vip: string; prefix: string }>(
    (p) =>
      `${p.node} 的 lo 上 ${vipNamed(p.vip)} 的前缀是 /${p.prefix}：整个网段都变成了本机地址，应答发不出去。lo 上的 VIP 必须用 /32。`,
    (p) =>
      `The ${vipNamed(p.vip)} on lo of ${p.node} has prefix /${p.prefix}: the whole subnet became local, so replies never leave. A VIP on lo must be a /32.`,
  ),
  'lo-prefix-zero': cause<{ node: string; vip: string }>(
    (p) =>
      `${p.node} 的 lo 上 ${vipNamed(p.vip)} 的前缀是 /0：net-tools 的 ifconfig 不能正确处理 /32 写法。用 netmask 255.255.255.255 或 ip addr 重新绑定。`,
    (p) =>
      `The ${vipNamed(p.vip)} on lo of ${p.node} has prefix /0: ifconfig of net-tools does not understand the /32 notation. Bind it again with netmask 255.255.255.255 or by ip addr.`,
  ),
  'vip-on-realserver-nic': cause<{ node: string; vip: string; dev: string }>(
    (p) =>
      `真实服务器 ${p.node} 把 ${vipNamed(p.vip)} 绑在了网卡 ${p.dev} 上，一定会应答 ARP，arp_ignore=1 也拦不住。VIP 要绑在 lo 上。`,
    (p) =>
      `${atStart('realserver', p.node)} has the ${vipNamed(p.vip)} on its interface ${p.dev}, where it answers ARP even with arp_ignore=1. It belongs on lo.`,
  ),
  'rs-answers-arp': cause<{ node: string; vip: string; value: string; dev: string }>(
    (p) =>
      `${p.node} 在应答 ${vipNamed(p.vip)} 的 ARP 请求：${p.dev} 上 arp_ignore 的有效值是 ${p.value}（取 all 与该网卡的较大者）。设为 1。`,
    (p) =>
      `${p.node} answers ARP for the ${vipNamed(p.vip)}: the effective arp_ignore on ${p.dev} is ${p.value} (the larger of "all" and the interface). Set it to 1.`,
  ),
  'arp-only-on-lo': cause<{ node: string; vip: string; dev: string }>(
    (p) =>
      `${p.node} 只在 lo 上设置了 ARP 参数。ARP 请求从 ${p.dev} 进来，生效的是 all 与 ${p.dev} 中的较大者，lo 的值不起作用，所以仍会应答 ${vipNamed(p.vip)}。`,
    (p) =>
      `${p.node} has the ARP settings on lo only. ARP comes in by ${p.dev}, where the larger of "all" and ${p.dev} counts and lo does not, so it still handles ARP for the ${vipNamed(p.vip)} as before.`,
  ),
  'rs-announces-vip': cause<{ node: string; vip: string; value: string; dev: string }>(
    (p) =>
      `${p.node} 发 ARP 请求时用 ${vipNamed(p.vip)} 作源地址（${p.dev} 上 arp_announce 的有效值是 ${p.value}），客户端的 ARP 缓存会被改成它的 MAC。设为 2。`,
    (p) =>
      `${p.node} uses the ${vipNamed(p.vip)} as source of its own ARP requests (effective arp_announce on ${p.dev} is ${p.value}), which overwrites the ARP caches of clients. Set it to 2.`,
  ),
  'arp-ignored-altogether': cause<{ node: string }>(
    (p) => `${p.node} 的 arp_ignore 是 8：它不应答任何 ARP 请求，连自己的 RIP 也不应答，调度器找不到它。`,
    (p) =>
      `arp_ignore is 8 on ${p.node}: it answers no ARP at all, not even for its own address, so the director cannot find it.`,
  ),
  'director-ignores-arp': cause<{ node: string; vip: string; value: string }>(
    (p) =>
      `调度器 ${p.node} 的 arp_ignore 为 ${p.value}，不应答 ${vipNamed(p.vip)} 的 ARP 请求。ARP 抑制只用在真实服务器上。`,
    (p) =>
      `arp_ignore is ${p.value} on ${named('director', p.node)}, so it does not answer ARP for the ${vipNamed(p.vip)}. ARP is suppressed on realservers only.`,
  ),
  'vip-is-source': cause<{ node: string; vip: string; dev: string; own: string }>(
    (p) =>
      `${p.node} 的 ${p.dev} 上，${vipNamed(p.vip)} 排在 ${p.own} 前面，成了主地址：${p.node} 发 ARP 请求找真实服务器时自称是 VIP，而它们自己也有 VIP，不会应答。先配 ${p.own}，再加 VIP；开机时也要是这个顺序。`,
    (p) =>
      `On ${p.dev} of ${p.node} the ${vipNamed(p.vip)} comes before ${p.own} and is the primary address: ${p.node} asks for the realservers by ARP as the VIP, which they have themselves, so they do not answer. Add ${p.own} first and the VIP after it, at boot as well.`,
  ),
  'neighbour-unresolved': cause<{ node: string; address: string }>(
    (p) => `${p.node} 没有解析出 ${p.address} 的 MAC：还没有通信，或对方不应答 ARP。`,
    (p) =>
      `${p.node} has no MAC for ${p.address}: they have not talked yet, or the other side does not answer ARP.`,
  ),
  'stale-neighbour': cause<{ node: string; address: string; found: string }>(
    (p) => `${p.node} 的 ARP 缓存中 ${p.address} 还是 ${p.found} 的 MAC：缓存过期之前包都会发错。`,
    (p) =>
      `The ARP cache of ${p.node} still has the MAC of ${p.found} for ${p.address}: until it expires packets go to the wrong machine.`,
  ),
  'unexpected-arp-owner': cause<{ address: string; nodes: string }>(
    (p) => `应答 ${p.address} 的 ARP 请求的节点不对：${p.nodes}。`,
    (p) => `The wrong nodes answer ARP for ${p.address}: ${p.nodes}.`,
  ),
} as const;
