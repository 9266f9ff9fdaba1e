import { method, named } from '../naming.js';
import { cause } from './cause.js';

/** Causes: the table of IPVS: services, servers, counters. */
export const serviceDiagnoses = {
  'ipvsadm-not-installed': cause<{ node: string }>(
    (p) => `调度器 ${p.node} 没有安装 ipvsadm，无法管理虚拟服务。先安装这个软件包。`,
    (p) =>
      `ipvsadm is not installed on ${p.node}, so virtual services cannot be managed. Install the package first.`,
  ),
  'ipvs-tools-missing': cause<{ node: string }>(
    (p) => `${p.node} 上 ipvsadm 和 keepalived 都没有安装，没有工具能建立虚拟服务。装上本实验要用的那一个。`,
    (p) =>
      `Neither ipvsadm nor keepalived is installed on ${p.node}, so nothing there can set up a virtual service. Install the one that this lab uses.`,
  ),
  'module-not-loaded': cause<{ node: string; name: string }>(
    (p) =>
      `${p.node} 的内核没有加载模块 ${p.name}。用 modprobe 加载；重启后还要用，就写进 /etc/modules-load.d/。`,
    (p) =>
      `Module ${p.name} is not loaded in the kernel of ${p.node}. Load it with modprobe; to keep it after a reboot name it in /etc/modules-load.d/.`,
  ),
  'no-virtual-service': cause<{ node: string; service: string }>(
    (p) => `VIP 已绑定，但调度器 ${p.node} 没有虚拟服务 ${p.service}，内核会直接拒绝连接。`,
    (p) =>
      `The VIP is bound, but ${named('director', p.node)} has no virtual service ${p.service}, so the kernel refuses connections.`,
  ),
  'wrong-port': cause<{ node: string; service: string; found: string }>(
    (p) => `${p.node} 的虚拟服务是 ${p.found}，端口与要求的 ${p.service} 不一致。`,
    (p) => `The virtual service of ${p.node} is ${p.found}: its port is not the one of ${p.service}.`,
  ),
  'service-on-other-address': cause<{ node: string; service: string; found: string }>(
    (p) => `${p.node} 的虚拟服务建在 ${p.found} 上，地址不是要求的 ${p.service}。删掉它，用 VIP 重新添加。`,
    (p) =>
      `The virtual service of ${p.node} is ${p.found}: its address is not the one of ${p.service}. Delete it and add it with the VIP.`,
  ),
  'wrong-scheduler': cause<{ node: string; service: string; found: string; want: string }>(
    (p) => `${p.node} 的虚拟服务 ${p.service} 的调度算法是 ${p.found}，应改为 ${p.want}。`,
    (p) => `Virtual service ${p.service} of ${p.node} has scheduler ${p.found}; change it to ${p.want}.`,
  ),
  'persistence-differs': cause<{ node: string; service: string; found: string; want: string }>(
    (p) => `${p.node} 的虚拟服务 ${p.service} 的会话保持时间是 ${p.found} 秒，应为 ${p.want} 秒。`,
    (p) =>
      `The persistence of virtual service ${p.service} on ${p.node} is ${p.found} s; it should be ${p.want} s.`,
  ),
  'no-real-servers': cause<{ node: string; service: string }>(
    (p) => `${p.node} 的虚拟服务 ${p.service} 里没有真实服务器，连接无处可转。`,
    (p) =>
      `Virtual service ${p.service} of ${p.node} has no realservers: there is nowhere to send connections.`,
  ),
  'server-missing': cause<{ node: string; service: string; server: string }>(
    (p) => `${p.node} 的虚拟服务 ${p.service} 里少了真实服务器 ${p.server}。`,
    (p) => `Virtual service ${p.service} of ${p.node} lacks realserver ${p.server}.`,
  ),
  'server-wrong-port': cause<{ node: string; service: string; found: string; want: string }>(
    (p) =>
      `${p.node} 的虚拟服务 ${p.service} 里，真实服务器写的是 ${p.found}，端口与要求的 ${p.want} 不同。删掉它，按正确的端口添加。`,
    (p) =>
      `Virtual service ${p.service} of ${p.node} has realserver ${p.found}: its port is not the one of ${p.want}. Delete it and add it with the right port.`,
  ),
  'server-left': cause<{ node: string; service: string; server: string }>(
    (p) => `${p.node} 的虚拟服务 ${p.service} 里还有真实服务器 ${p.server}，应该删除。`,
    (p) =>
      `Realserver ${p.server} is still in virtual service ${p.service} of ${p.node}; it has to be removed.`,
  ),
  'wrong-method': cause<{ node: string; server: string; found: string; want: string }>(
    (p) =>
      `${p.node} 上真实服务器 ${p.server} 的转发方式是 ${method(p.found)}，这里要用 ${method(p.want)}。修改该服务器的转发方式。`,
    (p) =>
      `Realserver ${p.server} on ${p.node} is reached by ${method(p.found)}, but ${method(p.want)} is wanted here. Change its forwarding method.`,
  ),
  'weight-zero': cause<{ node: string; server: string }>(
    (p) => `${p.node} 上真实服务器 ${p.server} 的权重是 0：权重 0 表示不再接收新连接。`,
    (p) => `Realserver ${p.server} on ${p.node} has weight 0, which means that it gets no new connections.`,
  ),
  'wrong-weight': cause<{ node: string; server: string; found: string; want: string }>(
    (p) => `${p.node} 上真实服务器 ${p.server} 的权重是 ${p.found}，应为 ${p.want}。`,
    (p) => `Realserver ${p.server} on ${p.node} has weight ${p.found}; it should have ${p.want}.`,
  ),
  'persistent-hides-scheduler': cause<{ node: string; service: string; seconds: string }>(
    (p) =>
      `${p.node} 的虚拟服务 ${p.service} 打开了会话保持（${p.seconds} 秒）：同一客户端总被分到同一台服务器，看不到轮询。`,
    (p) =>
      `Virtual service ${p.service} of ${p.node} is persistent (${p.seconds} s): one client always gets the same server, which hides the scheduler.`,
  ),
  'unexpected-order': cause<{ node: string; service: string }>(
    (p) =>
      `${p.node} 的虚拟服务 ${p.service} 按自己的规则调度，但次序不是要求的那样。调度器按内核链表的顺序逐个查看，后添加的真实服务器排在前面：检查添加的顺序、各自的权重，以及此前留下的连接。`,
    (p) =>
      `Virtual service ${p.service} of ${p.node} follows the rule of its scheduler, but not in the order that is wanted. Realservers are gone through in the order of the kernel's list, where the last one added comes first: look at the order in which they were added, at their weights, and at connections left from before.`,
  ),
  'order-unexplained': cause<{ node: string; service: string; scheduler: string }>(
    (p) =>
      `${p.node} 的虚拟服务 ${p.service} 没有按 ${p.scheduler} 的规则分配连接，从各节点的状态看不出原因。看看连接表里有没有会话保持记录，请求有没有绕过这台调度器。`,
    (p) =>
      `Virtual service ${p.service} of ${p.node} does not deal connections out by the rule of ${p.scheduler}, and the state of the nodes does not show why. Look for persistence records in the connection table, and whether requests go past this director.`,
  ),
  'ipvs-rules-left': cause<{ node: string; services: string }>(
    (p) => `${p.node} 的 IPVS 表里还有 ${p.services}，应该清除。`,
    (p) => `The IPVS table of ${p.node} still has ${p.services}; clear it.`,
  ),
  'timeouts-differ': cause<{ node: string; found: string; want: string }>(
    (p) => `${p.node} 的 IPVS 超时（tcp tcpfin udp）是 ${p.found}，应为 ${p.want}。`,
    (p) => `The IPVS timeouts (tcp tcpfin udp) of ${p.node} are ${p.found}; they should be ${p.want}.`,
  ),
  'stats-none': cause<{ node: string; service: string }>(
    (p) => `${p.node} 的虚拟服务 ${p.service} 没有调度过连接：请求没有到达它，或者还没有人访问。`,
    (p) =>
      `Virtual service ${p.service} of ${p.node} has not scheduled connections: no requests came to it, or nobody made any.`,
  ),
  'replies-through-director': cause<{ node: string; service: string }>(
    (p) => `${p.node} 的虚拟服务 ${p.service} 有出站包：应答经过了调度器，不是 DR 模式的走法。`,
    (p) =>
      `Virtual service ${p.service} of ${p.node} has packets going out: replies pass the director, which is not how DR works.`,
  ),
  'leftover-connections': cause<{ node: string; service: string }>(
    (p) =>
      `${p.node} 的 IPVS 连接表里还有 ${p.service} 的旧连接或旧的会话保持记录：ipvsadm -C 不会清连接表，旧记录会继续起作用。等它们过期。`,
    (p) =>
      `The connection table of ${p.node} still has old entries for ${p.service}: ipvsadm -C does not clear it, and old entries go on deciding. Wait until they expire.`,
  ),
  'preexisting-ipvs-rules': cause<{ node: string; service: string; detail: string }>(
    (p) =>
      `${p.node} 的 IPVS 表与 keepalived.conf 不一致（${p.service}：${p.detail}）。要么改了文件没有重载，要么启动前就有手工添加的规则，keepalived 不去动它们。先重载；还是不一致，就停掉 keepalived，清空表，再启动。`,
    (p) =>
      `The IPVS table of ${p.node} is not what keepalived.conf says (${p.service}: ${p.detail}). Either the file was changed and not reloaded, or rules were added by hand before, which keepalived leaves alone. Reload it; if that does not help, stop keepalived, clear the table and start it.`,
  ),
} as const;
