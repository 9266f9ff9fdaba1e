import { vipNamed } from '../naming.js';
import { cause } from './cause.js';

/** Causes: keepalived: its file, and whether it runs. */
export const configurationDiagnoses = {
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
  'dr-port-mismatch': cause<{ node: string; server: string; port: string }>(
    (p) =>
      `${p.node} 的 keepalived.conf 中真实服务器 ${p.server} 的端口与虚拟服务端口 ${p.port} 不同。DR/TUN 不能做端口转换，端口会被强制改回。`,
    (p) =>
      `Realserver ${p.server} in keepalived.conf of ${p.node} has another port than the virtual service (${p.port}). DR and TUN cannot translate ports; it is reset.`,
  ),
} as const;
