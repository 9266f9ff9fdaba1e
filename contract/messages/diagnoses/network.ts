import { named } from '../naming.js';
import { cause } from './cause.js';

/** Causes that lie in addresses, marks, tunnels and names. */
export const networkDiagnoses = {
  'subnet-local': cause<{ node: string; address: string; dev: string; network: string }>(
    (p) =>
      `${p.node} 的 ${p.dev} 上绑定了 ${p.address}：回环设备上的前缀让内核把整个 ${p.network} 都当成本机（ip route get 会显示 local），连其他机器的地址也由它应答 ARP。在 ${p.dev} 上要用 /32，或把地址绑在网卡上。`,
    (p) =>
      `${p.dev} of ${p.node} has ${p.address}: on a loopback device that prefix makes the kernel take all of ${p.network} for its own (ip route get says local), and it answers ARP for the other machines' addresses, too. Use /32 on ${p.dev}, or bind the address on the NIC.`,
  ),
  'vip-on-other-device': cause<{ node: string; vip: string; found: string; want: string }>(
    (p) => `${p.node} 的 ${p.vip} 绑在 ${p.found} 上，课文写的是 ${p.want}：效果一样。`,
    (p) => `${p.node} has ${p.vip} on ${p.found}, where the text says ${p.want}: it works just as well.`,
  ),
  'arp-filtered': cause<{ node: string; vip: string; keys: string; value: string }>(
    (p) =>
      `${p.node} 没有应答 ${p.vip} 的 ARP，是防火墙过滤的，服务本身没有问题；这一步要学的是用内核参数做到（${p.keys} 现在是 ${p.value}）。`,
    (p) =>
      `${p.node} answers no ARP for ${p.vip}, because its firewall filters it: the service itself is right. This step teaches how to do it by kernel settings (${p.keys} is ${p.value}).`,
  ),
  'no-replies-through-director': cause<{ node: string; service: string }>(
    (p) =>
      `${p.service} 的计数器没有出站包：NAT 模式的应答要经过 ${p.node} 才能还原地址，却一个也没有回来。看真实服务器的默认网关和 ${p.node} 的 ip_forward。`,
    (p) =>
      `The counters of ${p.service} show no packets out: with NAT replies pass ${p.node}, which puts the address back, but none came. Look at the realservers' default gateway and at ip_forward of ${p.node}.`,
  ),
  'must-not-hold': cause<object>(
    () => '这里要求的是它不成立，现在却成立。',
    () => 'This is asked not to be so, and it is.',
  ),
  'not-the-same': cause<{ what: string; nodes: string; detail: string }>(
    (p) => `${p.nodes} 的 ${p.what} 应该一样，不同的地方：${p.detail}`,
    (p) => `${p.what} should be the same on ${p.nodes}; it differs at: ${p.detail}`,
  ),
  'service-other-protocol': cause<{ node: string; service: string; found: string }>(
    (p) => `${p.node} 上建的是 ${p.found}，要的是 ${p.service}：-t 是 TCP，-u 是 UDP，HTTP 走 TCP。`,
    (p) =>
      `${p.node} has ${p.found}, where ${p.service} is wanted: -t is TCP, -u is UDP, and HTTP runs over TCP.`,
  ),
  'server-unknown': cause<{ node: string; service: string; servers: string }>(
    (p) =>
      `${p.node} 的虚拟服务 ${p.service} 里有 ${p.servers}，这个实验里没有机器用这个地址：分到它的连接没有人应答。换成真实服务器的地址。`,
    (p) =>
      `Virtual service ${p.service} of ${p.node} has ${p.servers}, which is no machine's address in this lab: nobody answers the connections that are sent there. Put the realservers' addresses instead.`,
  ),
  'service-by-mark': cause<{ node: string; mark: string; service: string }>(
    (p) =>
      `${p.node} 上没有 ${p.service} 这个虚拟服务，但防火墙标记 ${p.mark}（ipvsadm -f）接管了同样的流量，效果一样；课文用的是 -t。`,
    (p) =>
      `${p.node} has no virtual service ${p.service}, but firewall mark ${p.mark} (ipvsadm -f) carries the same traffic, and works as well; the text uses -t.`,
  ),
  'mark-not-set': cause<{ node: string; mark: string; service: string }>(
    (p) =>
      `${p.node} 有按防火墙标记 ${p.mark} 建的虚拟服务，但没有规则给发往 ${p.service} 的包打这个标记，所以它收不到请求。在 mangle 表的 PREROUTING 里加 MARK 规则。`,
    (p) =>
      `${p.node} has a virtual service for firewall mark ${p.mark}, but no rule gives packets to ${p.service} that mark, so it gets none. Add a MARK rule in PREROUTING of the mangle table.`,
  ),
  'tunnel-down': cause<{ node: string; dev: string }>(
    (p) =>
      `真实服务器 ${p.node} 的隧道设备 ${p.dev} 没有启用：IPIP 包到了没有人接，回的是 ICMP 协议不可达，客户端看到的是拒绝连接。modprobe ipip，再 ip link set ${p.dev} up。`,
    (p) =>
      `The tunnel device ${p.dev} of ${named('realserver', p.node)} is not up: nobody takes the IPIP packets, an ICMP "protocol unreachable" goes back, and the client sees a refused connection. modprobe ipip, then ip link set ${p.dev} up.`,
  ),
  'rp-filter-drops': cause<{ node: string; dev: string }>(
    (p) =>
      `${p.node} 的 rp_filter 对 ${p.dev} 生效：从隧道出来的包源地址是客户端，回去的路不经过 ${p.dev}，内核就丢掉它（IPReversePathFilter 在增加）。把 all 和 ${p.dev} 的 rp_filter 设为 0。`,
    (p) =>
      `rp_filter of ${p.node} holds for ${p.dev}: what comes out of the tunnel has the client's source, the way back does not lead through ${p.dev}, so the kernel drops it (IPReversePathFilter grows). Set rp_filter to 0 for all and for ${p.dev}.`,
  ),
  'name-resolves-elsewhere': cause<{
    node: string;
    name: string;
    found: string;
    owner: string;
    want: string;
  }>(
    (p) =>
      `在 ${p.node} 上 ${p.name} 解析为 ${p.found}${p.owner === '' ? '' : `，那是 ${p.owner} 自己的地址`}，服务在 ${p.want} 上。改 /etc/hosts 里的这一行。`,
    (p) =>
      `On ${p.node} the name ${p.name} resolves to ${p.found}${p.owner === '' ? '' : `, the address of ${p.owner} itself`}; the service is on ${p.want}. Mend its line in /etc/hosts.`,
  ),
};
