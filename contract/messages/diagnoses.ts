import { keepalivedDiagnoses } from './diagnoses-keepalived.js';
import { networkDiagnoses } from './diagnoses-network.js';
import { type Template, type Text, template } from '../text.js';
import { atStart, method, named, vipNamed, type Wanted, wantedEn, wantedZh, titleOf } from './naming.js';

function cause<P>(zh: (p: P) => string, en: (p: P) => string): Template<P> {
  return template<P>({ 'zh-CN': zh, en });
}

/**
 * Why a check failed, in the field's words: the cause first, then what to do in general terms.
 * Codes are stable: labs name them as the hint that a known mistake must give.
 */
export const diagnosisCatalogue = {
  ...keepalivedDiagnoses,
  ...networkDiagnoses,
  'ipvsadm-not-installed': cause<{ node: string }>(
    (p) => `调度器 ${p.node} 没有安装 ipvsadm，无法管理虚拟服务。先安装这个软件包。`,
    (p) =>
      `ipvsadm is not installed on ${p.node}, so virtual services cannot be managed. Install the package first.`,
  ),
  'package-not-installed': cause<{ node: string; name: string }>(
    (p) => `${p.node} 还没有安装软件包 ${p.name}。用 apt-get install 安装。`,
    (p) => `${p.node} does not have package ${p.name} yet. Install it with apt-get install.`,
  ),
  'module-not-loaded': cause<{ node: string; name: string }>(
    (p) =>
      `${p.node} 的内核没有加载模块 ${p.name}。用 modprobe 加载；重启后还要用，就写进 /etc/modules-load.d/。`,
    (p) =>
      `Module ${p.name} is not loaded in the kernel of ${p.node}. Load it with modprobe; to keep it after a reboot name it in /etc/modules-load.d/.`,
  ),
  'unit-not-running': cause<{ node: string; name: string }>(
    (p) => `${p.node} 的服务 ${p.name} 没有运行。启动它，失败时看 journalctl 里的原因。`,
    (p) => `Unit ${p.name} does not run on ${p.node}. Start it; if it fails journalctl has the reason.`,
  ),
  'unit-not-enabled': cause<{ node: string; name: string }>(
    (p) => `${p.node} 的服务 ${p.name} 没有设为开机启动，重启后不会自己运行。`,
    (p) => `Unit ${p.name} is not enabled on ${p.node}: it will not come up after a reboot.`,
  ),
  'unit-running': cause<{ node: string; name: string }>(
    (p) => `${p.node} 的服务 ${p.name} 不该运行，现在却在运行。用 systemctl stop 停掉它。`,
    (p) => `Unit ${p.name} should not run on ${p.node}, but it does. Stop it with systemctl stop.`,
  ),
  'web-not-running': cause<{ node: string; port: string }>(
    (p) => `真实服务器 ${p.node} 的 Web 服务没有启动：端口 ${p.port} 没有进程监听，分到它的连接都被拒绝。`,
    (p) =>
      `The web server of ${named('realserver', p.node)} is not running: nothing listens on port ${p.port}, so connections sent to it are refused.`,
  ),
  'web-other-port': cause<{ node: string; port: string; found: string }>(
    (p) => `${p.node} 的端口 ${p.port} 没有进程监听，监听的是 ${p.found}。让 Web 服务改为监听 ${p.port}。`,
    (p) =>
      `On ${p.node} nothing listens on port ${p.port}, but something does on ${p.found}. Make the web server listen on ${p.port}.`,
  ),
  'web-listens-elsewhere': cause<{ node: string; port: string; found: string; address: string }>(
    (p) =>
      `${p.node} 的 Web 服务只监听 ${p.found}:${p.port}。DR 模式下包的目的地址仍是 ${p.address}，所以要监听该地址或 0.0.0.0。`,
    (p) =>
      `The web server of ${p.node} listens on ${p.found}:${p.port} only. With DR packets still carry ${p.address} as destination, so it has to listen on that address or on 0.0.0.0.`,
  ),
  'page-missing': cause<{ node: string; status: string }>(
    (p) => `${p.node} 的 Web 服务有应答，但返回 ${p.status}：网页不存在或没有读权限。`,
    (p) =>
      `The web server of ${p.node} answers, but with ${p.status}: the page is missing or may not be read.`,
  ),
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
  'requests-bypass-director': cause<{ director: string; receivers: string }>(
    (p) =>
      `客户端的请求没有经过调度器 ${p.director}，而是直接到了 ${p.receivers}：客户端记的 VIP 的 MAC 是它的。`,
    (p) =>
      `Requests of the client do not pass ${named('director', p.director)}; they go to ${p.receivers} directly, whose MAC the client has for the VIP.`,
  ),
  'director-firewall': cause<{ node: string; port: string }>(
    (p) => `调度器 ${p.node} 的防火墙丢弃了到端口 ${p.port} 的包。INPUT 在 IPVS 之前，要放行。`,
    (p) =>
      `The firewall of ${named('director', p.node)} drops packets to port ${p.port}. INPUT comes before IPVS: let them in.`,
  ),
  'rs-firewall': cause<{ node: string; port: string }>(
    (p) => `真实服务器 ${p.node} 的防火墙丢弃了到端口 ${p.port} 的包，请放行。`,
    (p) => `The firewall of ${named('realserver', p.node)} drops packets to port ${p.port}: let them in.`,
  ),
  'rs-gateway-is-director': cause<{ node: string; director: string }>(
    (p) =>
      `真实服务器 ${p.node} 的默认网关是调度器 ${p.director}：DR 的应答不能经过调度器，源地址为 VIP 的包会被它当作伪造包丢弃。`,
    (p) =>
      `The default gateway of ${named('realserver', p.node)} is ${named('director', p.director)}: DR replies must not pass it, because it drops packets with its own VIP as source.`,
  ),
  'no-route-to-client': cause<{ node: string; client: string }>(
    (p) => `真实服务器 ${p.node} 没有到客户端 ${p.client} 的路由，应答发不出去。`,
    (p) =>
      `${atStart('realserver', p.node)} has no route to ${named('client', p.client)}, so its replies cannot leave.`,
  ),
  'wrong-gateway': cause<{ node: string; to: string; found: string; want: string }>(
    (p) => `${p.node} 到 ${p.to} 的路由是 ${p.found}，应为 ${p.want}。`,
    (p) => `The route of ${p.node} to ${p.to} is ${p.found}; it should be ${p.want}.`,
  ),
  'nat-forwarding-off': cause<{ node: string }>(
    (p) => `NAT 模式下调度器 ${p.node} 要转发应答，但 net.ipv4.ip_forward 是 0。`,
    (p) =>
      `With NAT ${named('director', p.node)} has to forward the replies, but net.ipv4.ip_forward is 0 there.`,
  ),
  'nat-gateway-not-director': cause<{ node: string; director: string }>(
    (p) =>
      `NAT 模式下真实服务器 ${p.node} 的默认网关必须是调度器 ${p.director}，否则应答不经过它，地址换不回来。`,
    (p) =>
      `With NAT the default gateway of ${named('realserver', p.node)} must be ${named('director', p.director)}; otherwise replies bypass it and their address is never translated back.`,
  ),
  'leftover-connections': cause<{ node: string; service: string }>(
    (p) =>
      `${p.node} 的 IPVS 连接表里还有 ${p.service} 的旧连接或旧的会话保持记录：ipvsadm -C 不会清连接表，旧记录会继续起作用。等它们过期。`,
    (p) =>
      `The connection table of ${p.node} still has old entries for ${p.service}: ipvsadm -C does not clear it, and old entries go on deciding. Wait until they expire.`,
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
  'keepalived-not-installed': cause<{ node: string }>(
    (p) => `${p.node} 没有安装 keepalived。`,
    (p) => `keepalived is not installed on ${p.node}.`,
  ),
  'keepalived-not-running': cause<{ node: string }>(
    (p) => `${p.node} 的 keepalived 没有运行。启动它；启动失败时看 journalctl -u keepalived。`,
    (p) => `keepalived does not run on ${p.node}. Start it; if it fails, see journalctl -u keepalived.`,
  ),
  'keepalived-config-missing': cause<{ node: string }>(
    (p) => `${p.node} 没有 /etc/keepalived/keepalived.conf。`,
    (p) => `${p.node} has no /etc/keepalived/keepalived.conf.`,
  ),
  'config-not-reloaded': cause<{ node: string; instance: string; setting: string }>(
    (p) =>
      `${p.node} 的配置文件已经修改，但 keepalived 还在用旧配置（实例 ${p.instance} 的 ${p.setting} 不同）。重新加载或重启 keepalived。`,
    (p) =>
      `The configuration file of ${p.node} was changed, but keepalived still runs with the old one (${p.setting} of instance ${p.instance} differs). Reload or restart it.`,
  ),
  'config-unknown-keyword': cause<{ node: string; keyword: string; line: number }>(
    (p) =>
      `${p.node} 的 keepalived.conf 第 ${p.line} 行有不认识的关键字 ${p.keyword}：写错了，或这个版本没有。keepalived 会忽略它。`,
    (p) =>
      `Line ${p.line} of keepalived.conf on ${p.node} has the unknown keyword ${p.keyword}: mistyped, or not of this version. keepalived ignores it.`,
  ),
  'config-syntax-braces': cause<{ node: string; detail: string }>(
    (p) => `${p.node} 的 keepalived.conf 大括号不配对（${p.detail}）。`,
    (p) => `The braces of keepalived.conf on ${p.node} do not match (${p.detail}).`,
  ),
  'config-problem': cause<{ node: string; detail: string }>(
    (p) => `${p.node} 的 keepalived -t 报告：${p.detail}`,
    (p) => `keepalived -t on ${p.node} says: ${p.detail}`,
  ),
  'server-outside-virtual-server': cause<{ node: string; line: number }>(
    (p) =>
      `${p.node} 的 keepalived.conf 第 ${p.line} 行的 real_server 在 virtual_server 之外：virtual_server 的大括号提前闭合了，所以 VIP 有了，IPVS 规则却没有。`,
    (p) =>
      `The real_server in line ${p.line} of keepalived.conf on ${p.node} is outside its virtual_server, whose brace closes too early: the VIP comes up, the IPVS rules do not.`,
  ),
  'virtual-server-without-servers': cause<{ node: string; service: string }>(
    (p) =>
      `${p.node} 的 keepalived.conf 中 virtual_server ${p.service} 里没有 real_server，keepalived 会忽略它。`,
    (p) =>
      `virtual_server ${p.service} in keepalived.conf of ${p.node} has no real_server, so keepalived ignores it.`,
  ),
  'virtual-server-missing': cause<{ node: string; service: string }>(
    (p) => `${p.node} 的 keepalived.conf 中没有 virtual_server ${p.service}。`,
    (p) => `keepalived.conf of ${p.node} has no virtual_server ${p.service}.`,
  ),
  'interface-missing': cause<{ node: string; dev: string }>(
    (p) =>
      `${p.node} 没有网卡 ${p.dev}，而 keepalived.conf 里写的是它；keepalived 会因此退出。用 ip link 看真正的名字。`,
    (p) =>
      `${p.node} has no interface ${p.dev}, which its keepalived.conf names; keepalived terminates because of it. See ip link for the real name.`,
  ),
  'no-vip-in-instance': cause<{ node: string; instance: string }>(
    (p) => `${p.node} 的实例 ${p.instance} 没有 virtual_ipaddress，成为 MASTER 也没有 VIP。`,
    (p) => `Instance ${p.instance} on ${p.node} has no virtual_ipaddress: it becomes MASTER without a VIP.`,
  ),
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
  'same-vip-in-two-instances': cause<{ vip: string; instances: string; node: string }>(
    (p) =>
      `${p.node} 的 keepalived.conf 中 ${vipNamed(p.vip)} 同时出现在实例 ${p.instances} 里，两台机器会同时绑定它。keepalived -t 查不出这个错误。`,
    (p) =>
      `The ${vipNamed(p.vip)} is in the instances ${p.instances} of keepalived.conf on ${p.node}, so both nodes will bind it. keepalived -t does not see this.`,
  ),
  'vip-wrong-on-second': cause<{ node: string; instance: string; found: string; want: string }>(
    (p) => `${p.node} 的实例 ${p.instance} 的 VIP 写成了 ${p.found}，应为 ${p.want}。`,
    (p) => `The VIP of instance ${p.instance} on ${p.node} is ${p.found}; it should be ${p.want}.`,
  ),
  'wrong-vip': cause<{ node: string; instance: string; found: string; want: string }>(
    (p) => `${p.node} 的实例 ${p.instance} 的 VIP 是 ${p.found}，应包含 ${p.want}。`,
    (p) => `The VIP of instance ${p.instance} on ${p.node} is ${p.found}; it should have ${p.want}.`,
  ),
  'wrong-vrid': cause<{ node: string; instance: string; found: string; want: string }>(
    (p) => `${p.node} 的实例 ${p.instance} 的 virtual_router_id 是 ${p.found}，应为 ${p.want}。`,
    (p) => `virtual_router_id of instance ${p.instance} on ${p.node} is ${p.found}; it should be ${p.want}.`,
  ),
  'vrid-used-twice': cause<{ node: string; instances: string }>(
    (p) => `${p.node} 的实例 ${p.instances} 在同一网卡上用了相同的 virtual_router_id。`,
    (p) => `Instances ${p.instances} on ${p.node} share a virtual_router_id on one interface.`,
  ),
  'instance-missing': cause<{ node: string; instance: string }>(
    (p) => `${p.node} 的 keepalived.conf 中没有 vrrp_instance ${p.instance}。`,
    (p) => `keepalived.conf of ${p.node} has no vrrp_instance ${p.instance}.`,
  ),
  'auth-type-unknown': cause<{ node: string; instance: string; found: string }>(
    (p) =>
      `${p.node} 的实例 ${p.instance} 的 auth_type 写成了“${p.found}”，keepalived 不认识，就不做认证，和对方不一致。应写 PASS。`,
    (p) =>
      `auth_type of instance ${p.instance} on ${p.node} is "${p.found}", which keepalived does not know: it sends no authentication, unlike its peer. It is written PASS.`,
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
  'backup-has-vip': cause<{ node: string; vip: string }>(
    (p) =>
      `备机 ${p.node} 上也有 ${vipNamed(p.vip)}，但它的 VRRP 状态不是 MASTER：VIP 是手工添加或残留的，应删除。`,
    (p) =>
      `The backup ${p.node} has the ${vipNamed(p.vip)} although it is not MASTER: it was added by hand or left behind, and has to be removed.`,
  ),
  'preexisting-ipvs-rules': cause<{ node: string; service: string; detail: string }>(
    (p) =>
      `${p.node} 的 IPVS 表与 keepalived.conf 不一致（${p.service}：${p.detail}）：启动前就有手工添加的规则，keepalived 不会改动它们。先清空再启动。`,
    (p) =>
      `The IPVS table of ${p.node} is not what keepalived.conf says (${p.service}: ${p.detail}): rules were added by hand before, and keepalived leaves them. Clear the table, then start it.`,
  ),
  'dr-port-mismatch': cause<{ node: string; server: string; port: string }>(
    (p) =>
      `${p.node} 的 keepalived.conf 中真实服务器 ${p.server} 的端口与虚拟服务端口 ${p.port} 不同。DR/TUN 不能做端口转换，端口会被强制改回。`,
    (p) =>
      `Realserver ${p.server} in keepalived.conf of ${p.node} has another port than the virtual service (${p.port}). DR and TUN cannot translate ports; it is reset.`,
  ),
  'answered-by-director': cause<{ node: string }>(
    (p) =>
      `应答请求的是调度器 ${p.node} 自己的 Web 服务，不是真实服务器：没有虚拟服务时，本机的服务会直接应答。`,
    (p) =>
      `The web server of ${named('director', p.node)} itself answered instead of a realserver: without a virtual service the local one answers.`,
  ),
  'file-missing': cause<{ node: string; path: string }>(
    (p) => `${p.node} 上还没有写 ${p.path}，或者写到了别的路径。`,
    (p) => `${p.path} was not written on ${p.node} yet, or was written somewhere else.`,
  ),
  'file-present': cause<{ node: string; path: string }>(
    (p) => `${p.node} 上不该再有 ${p.path}，应该删除或改名。`,
    (p) => `${p.path} should not be on ${p.node} any more: remove or rename it.`,
  ),
  /** `begins`: its first line; absent in older journals. */
  'file-content': cause<{ node: string; path: string; begins?: string }>(
    (p) =>
      p.begins === undefined || p.begins === ''
        ? `${p.node} 的文件 ${p.path} 是空的，或者没有要求的那一行。`
        : `${p.node} 的文件 ${p.path} 里没有要求的内容，它以“${p.begins}”开头。`,
    (p) =>
      p.begins === undefined || p.begins === ''
        ? `The file ${p.path} on ${p.node} is empty, or lacks the line that is asked for.`
        : `The file ${p.path} on ${p.node} does not have what is asked for; it begins with "${p.begins}".`,
  ),
  /** `exit`, `said` (the first line that it printed): absent in older journals. */
  'command-failed': cause<{ node: string; run: string; exit?: number; said?: string }>(
    (p) =>
      p.said === undefined || p.said === ''
        ? `在 ${p.node} 上执行 ${p.run}，什么也没有输出${p.exit === undefined ? '' : `，退出码 ${p.exit}`}。在那里亲手执行一次，看差在哪里。`
        : `在 ${p.node} 上执行 ${p.run}，输出是“${p.said}”${p.exit === undefined ? '' : `，退出码 ${p.exit}`}，与要求的不同。`,
    (p) =>
      p.said === undefined || p.said === ''
        ? `${p.run} printed nothing on ${p.node}${p.exit === undefined ? '' : ` and exited with ${p.exit}`}. Run it there yourself to see what is missing.`
        : `${p.run} on ${p.node} printed "${p.said}"${p.exit === undefined ? '' : ` and exited with ${p.exit}`}, which is not what is asked for.`,
  ),
  /** `found`: what it resolves to; empty when to nothing. */
  'name-not-resolved': cause<{ node: string; name: string; found: string }>(
    (p) =>
      p.found === ''
        ? `${p.node} 解析不出 ${p.name}：它的 /etc/hosts 里没有这个名字，这里也没有 DNS 服务器。`
        : `${p.node} 把 ${p.name} 解析成了 ${p.found}：看看它的 /etc/hosts 里这个名字前面的地址。`,
    (p) =>
      p.found === ''
        ? `${p.node} cannot resolve ${p.name}: its /etc/hosts does not have the name, and there is no DNS server.`
        : `${p.node} resolves ${p.name} to ${p.found}: look at the address before the name in its /etc/hosts.`,
  ),
  'sysctl-differs': cause<{ node: string; keys: string; value: string; want: Wanted }>(
    (p) => `${p.node} 的 ${p.keys} 有效值是 ${p.value}，应${wantedZh(p.want)}。`,
    (p) => `The effective value of ${p.keys} on ${p.node} is ${p.value}; it should be ${wantedEn(p.want)}.`,
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
  'unexpected-answer': cause<{ url: string; outcomes: string }>(
    (p) => `${p.url} 没有正常应答（${p.outcomes}），从各节点的状态看不出原因。`,
    (p) => `${p.url} does not answer as it should (${p.outcomes}); the state of the nodes does not show why.`,
  ),
  'unexpected-spread': cause<{ url: string; found: string }>(
    (p) => `访问 ${p.url} 的分布不对（${p.found}），从各节点的状态看不出原因。`,
    (p) =>
      `Requests to ${p.url} are not spread as they should be (${p.found}); the state of the nodes does not show why.`,
  ),
  'unexpected-path': cause<{ url: string }>(
    (p) => `访问 ${p.url} 的包没有走预期的路径，从各节点的状态看不出原因。`,
    (p) =>
      `Packets of ${p.url} do not take the path that they should; the state of the nodes does not show why.`,
  ),
  'unexpected-vrrp-state': cause<{ node: string; instance: string; state: string }>(
    (p) =>
      `${p.node} 的实例 ${p.instance} 状态是 ${p.state}，从配置看不出原因；可看 journalctl -u keepalived。`,
    (p) =>
      `Instance ${p.instance} on ${p.node} is ${p.state}; its configuration does not show why. See journalctl -u keepalived.`,
  ),
  'address-not-kept': cause<{ node: string; address: string }>(
    (p) =>
      `${p.node} 重启后没有了 ${p.address}：ifconfig、ip addr 绑定的地址只在内核的内存里。写成开机时会执行的配置，例如 /etc/rc.local 或一个 systemd 服务。`,
    (p) =>
      `${p.address} was gone from ${p.node} after its reboot: what ifconfig and ip addr bind is in the kernel's memory only. Write it where the boot reads it, in /etc/rc.local or a systemd unit.`,
  ),
  'sysctl-not-kept': cause<{ node: string; keys: string }>(
    (p) =>
      `${p.node} 重启后 ${p.keys} 回到了默认值：写进 /proc/sys 或用 sysctl -w 设置的值只在内存里。写进 /etc/sysctl.d/ 下的 .conf 文件。`,
    (p) =>
      `After its reboot ${p.node} had the default of ${p.keys} again: what is written to /proc/sys or set with sysctl -w is in memory only. Put it in a .conf file in /etc/sysctl.d/.`,
  ),
  'module-not-kept': cause<{ node: string; name: string }>(
    (p) =>
      `${p.node} 重启后没有加载模块 ${p.name}：modprobe 只管这一次开机。把模块名写进 /etc/modules-load.d/ 下的 .conf 文件。`,
    (p) =>
      `Module ${p.name} was not loaded on ${p.node} after its reboot: modprobe loads it until the next boot only. Name it in a .conf file in /etc/modules-load.d/.`,
  ),
  'rules-not-kept': cause<{ node: string }>(
    (p) =>
      `${p.node} 重启后 IPVS 表是空的：规则只在内核的内存里。用 ipvsadm-save -n 存进 /etc/ipvsadm.rules，再在 /etc/default/ipvsadm 里写 AUTO="true"，开机时会恢复。`,
    (p) =>
      `The IPVS table of ${p.node} was empty after its reboot: rules are in the kernel's memory only. Save them with ipvsadm-save -n to /etc/ipvsadm.rules and set AUTO="true" in /etc/default/ipvsadm: the boot restores them.`,
  ),
  'rules-differ-after-boot': cause<{ node: string }>(
    (p) => `${p.node} 重启后恢复的 IPVS 表和重启前不同：存规则之后又改过，或者存的不是全部。改完再存一次。`,
    (p) =>
      `The IPVS table that ${p.node} had after its reboot is not the one of before: it was changed after it was saved, or not all of it was saved. Save it again.`,
  ),
  'timeouts-not-kept': cause<{ node: string }>(
    (p) =>
      `${p.node} 重启后超时回到了默认的 900 120 300：ipvsadm-save 只存规则，不存超时。让开机脚本再执行一次 ipvsadm --set。`,
    (p) =>
      `${p.node} had the default timeouts 900 120 300 after its reboot: ipvsadm-save keeps rules, not timeouts. Let something that runs at boot call ipvsadm --set again.`,
  ),
  'service-not-kept': cause<{ node: string; port: string }>(
    (p) =>
      `${p.node} 重启后端口 ${p.port} 没有进程监听：service … start 只管这一次开机。用 systemctl enable 设为开机启动。`,
    (p) =>
      `Nothing listened on port ${p.port} of ${p.node} after its reboot: service … start holds until the next boot only. Enable the unit with systemctl enable.`,
  ),
  'lost-at-reboot': cause<{ check: string; title?: Text }>(
    (p) =>
      `“${titleOf(p, 'zh-CN')}”重启前成立，重启后不成立：它依靠的东西只在内存里，或者开机时没能重新建立（看 journalctl -b -p err）。`,
    (p) =>
      `"${titleOf(p, 'en')}" held before the reboot and does not after it: what it rests on is in memory only, or could not be set up again at boot (see journalctl -b -p err).`,
  ),
  'errors-after-removal': cause<{ server: string }>(
    (p) => `${p.server} 被移除后仍有访问失败：其余真实服务器也有问题。`,
    (p) => `Requests still failed after ${p.server} had left: the remaining realservers have trouble too.`,
  ),
} as const;
