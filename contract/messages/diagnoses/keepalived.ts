import { cause } from './cause.js';

const reasonsZh: Readonly<Record<string, string>> = {
  crlf: '，脚本是 Windows 换行（CRLF），用 dos2unix 或 sed 去掉行尾的 \\r',
  'not-executable': '，脚本没有执行权限，用 chmod +x 加上',
  'not-found': '，127 表示脚本里有命令找不到，先装上它所在的软件包',
};
const reasonsEn: Readonly<Record<string, string>> = {
  crlf: '; the script has Windows line ends (CRLF), which dos2unix or sed takes off',
  'not-executable': '; the script may not be executed, which chmod +x mends',
  'not-found': '; 127 means that a command in the script was not found: install the package that has it',
};
const why = (table: Readonly<Record<string, string>>, reason: string | undefined): string =>
  reason === undefined ? '' : (table[reason] ?? '');

/** Causes that lie in keepalived: its file, its scripts, its election, its health checks. */
export const keepalivedDiagnoses = {
  'keepalived-vrrp-only': cause<{ node: string }>(
    (p) =>
      `${p.node} 的 Keepalived 是用 -P 启动的（看 /etc/default/keepalived 的 DAEMON_ARGS）：只运行 VRRP，不建虚拟服务，也不做健康检查。去掉 -P 后重启。`,
    (p) =>
      `keepalived on ${p.node} was started with -P (see DAEMON_ARGS in /etc/default/keepalived): it runs VRRP only, sets up no virtual services and checks nobody's health. Take -P away and restart it.`,
  ),
  'keepalived-checkers-only': cause<{ node: string }>(
    (p) =>
      `${p.node} 的 Keepalived 是用 -C 启动的（看 /etc/default/keepalived 的 DAEMON_ARGS）：只运行健康检查，不参加 VRRP 选举。去掉 -C 后重启。`,
    (p) =>
      `keepalived on ${p.node} was started with -C (see DAEMON_ARGS in /etc/default/keepalived): it runs the health checks only and takes part in no VRRP election. Take -C away and restart it.`,
  ),
  'stopped-by-script': cause<{ node: string; script: string; line: string }>(
    (p) =>
      `${p.node} 的 Keepalived 是被它自己的检查脚本 ${p.script} 停掉的（${p.line}）：脚本要查的服务没有运行，再启动多少次都会被停。先让那个服务运行起来；更好的做法是让脚本只用退出码说结果，由 weight 决定优先级。`,
    (p) =>
      `keepalived on ${p.node} is stopped by its own check script ${p.script} (${p.line}): what the script looks for does not run, so keepalived ends again however often it is started. Get that service running; better, let the script tell by its exit status only and leave the priority to weight.`,
  ),
  'track-script-lowers': cause<{
    node: string;
    script: string;
    status: string;
    priority: number;
    base: number;
    other: number;
    peer: string;
    reason?: string;
  }>(
    (p) =>
      `${p.node} 的检查脚本 ${p.script} 失败（退出码 ${p.status}${why(reasonsZh, p.reason)}）：它的有效优先级从 ${p.base} 降到 ${p.priority}${p.peer === '' ? '' : `，低于 ${p.peer} 的 ${p.other}`}。配置里的优先级没有错，要改的是脚本或它查的服务。`,
    (p) =>
      `The track script ${p.script} of ${p.node} fails (status ${p.status}${why(reasonsEn, p.reason)}): that takes its effective priority from ${p.base} to ${p.priority}${p.peer === '' ? '' : `, below the ${p.other} of ${p.peer}`}. The priority in the file is right; mend the script, or what it looks for.`,
  ),
  'track-script-fault': cause<{
    node: string;
    script: string;
    status: string;
    instance: string;
    reason?: string;
  }>(
    (p) =>
      `${p.node} 的检查脚本 ${p.script} 失败（退出码 ${p.status}${why(reasonsZh, p.reason)}），它没有 weight，所以实例 ${p.instance} 进入 FAULT，不参加选举。`,
    (p) =>
      `The track script ${p.script} of ${p.node} fails (status ${p.status}${why(reasonsEn, p.reason)}). It has no weight, so instance ${p.instance} is in FAULT and takes part in no election.`,
  ),
  'script-disabled': cause<{ node: string; script: string; command: string }>(
    (p) =>
      `${p.node} 上找不到脚本 ${p.script} 要运行的 ${p.command}，或者它不能执行，Keepalived 于是停用了这个脚本：什么都不查。装上 ${p.command} 所在的软件包（killall 在 psmisc 里），或写对路径、加上执行权限。`,
    (p) =>
      `${p.command}, which script ${p.script} is to run, was not found on ${p.node} or may not be executed, so keepalived has disabled the script: nothing is checked. Install the package that has ${p.command} (killall is in psmisc), or mend the path and make it executable.`,
  ),
  'vrrp-fault': cause<{ node: string; instance: string; reason?: string }>(
    (p) =>
      `${p.node} 的实例 ${p.instance} 处于 FAULT 状态，不参加选举。${p.reason === undefined ? '原因看 journalctl -u keepalived。' : `Keepalived 自己的日志：${p.reason}`}`,
    (p) =>
      `Instance ${p.instance} of ${p.node} is in state FAULT and takes part in no election. ${p.reason === undefined ? 'journalctl -u keepalived has the reason.' : `keepalived's own log says: ${p.reason}`}`,
  ),
  'unicast-source-missing': cause<{ node: string; instance: string; address: string }>(
    (p) =>
      `${p.node} 的实例 ${p.instance} 写了 unicast_src_ip ${p.address}，这个地址不在本机，所以它处于 FAULT 状态。写成本机的地址。`,
    (p) =>
      `Instance ${p.instance} of ${p.node} has unicast_src_ip ${p.address}, an address that the node does not have, so it is in FAULT. Write one of its own.`,
  ),
  'unicast-one-sided': cause<{ instance: string; unicast: string; multicast: string }>(
    (p) =>
      `实例 ${p.instance}：${p.unicast} 用单播（unicast_peer），${p.multicast} 用组播，彼此收不到通告，于是都当主机。两边要么都写 unicast_peer，要么都不写。`,
    (p) =>
      `Instance ${p.instance}: ${p.unicast} sends unicast (unicast_peer), ${p.multicast} multicast, so they do not hear each other and both become master. Write unicast_peer on both or on neither.`,
  ),
  'unicast-peer-elsewhere': cause<{
    instance: string;
    node: string;
    found: string;
    peer: string;
    address: string;
  }>(
    (p) =>
      `${p.node} 的实例 ${p.instance} 把通告发给 ${p.found}（unicast_peer），而 ${p.peer} 用的地址是 ${p.address}：它收不到通告，只好自己当主机。在 ${p.node} 的 unicast_peer 里写 ${p.address}。`,
    (p) =>
      `Instance ${p.instance} of ${p.node} sends its adverts to ${p.found} (unicast_peer), and ${p.peer} is at ${p.address}: it hears none, and becomes master itself. Write ${p.address} into unicast_peer of ${p.node}.`,
  ),
  'vrrp-version-differs': cause<{ instance: string; found: string }>(
    (p) =>
      `实例 ${p.instance} 两边的 VRRP 版本不同（${p.found}）：一方不认另一方的通告，于是都当主机。让 vrrp_version 一致。`,
    (p) =>
      `Instance ${p.instance} has different versions of VRRP (${p.found}): neither takes the other's adverts, so both become master. Make vrrp_version equal.`,
  ),
  'sync-group': cause<{ node: string; group: string; instances: string }>(
    (p) =>
      `${p.instances} 在同一个 vrrp_sync_group ${p.group} 里：同组的实例一起换状态，不会分在两台机器上当主机，所以 ${p.node} 不是主机。要各当各的主机，就去掉这个组。`,
    (p) =>
      `${p.instances} are in one vrrp_sync_group, ${p.group}: a group changes state together, so they cannot have different masters, and ${p.node} is none. Remove the group where each is to be master on its own machine.`,
  ),
  'priority-decides': cause<{
    instance: string;
    master: string;
    found: string;
    other: string;
    higher: string;
  }>(
    (p) =>
      `实例 ${p.instance}：${p.master} 的优先级是 ${p.found}，${p.other} 的是 ${p.higher}，高的当主机。state MASTER 只是起点，决定的是 priority。`,
    (p) =>
      `Instance ${p.instance}: ${p.master} has priority ${p.found} and ${p.other} has ${p.higher}; the higher one is master. "state MASTER" is only where a node starts, priority decides.`,
  ),
  'strict-drops-vip': cause<{ node: string; vip: string }>(
    (p) =>
      `${p.node} 的 global_defs 里有 vrrp_strict：Keepalived 会用自己的 nft 表丢掉所有发往 ${p.vip} 的包（nft list table ip keepalived 可以看到），能应答 ARP，却 ping 不通、连不上。去掉 vrrp_strict，或在实例里写 accept。`,
    (p) =>
      `global_defs of ${p.node} has vrrp_strict: keepalived drops every packet to ${p.vip} by an nft table of its own (nft list table ip keepalived), so the address answers ARP, but neither ping nor TCP. Remove vrrp_strict, or write accept in the instance.`,
  ),
  'scheduler-unknown': cause<{ node: string; word: string; line: number }>(
    (p) =>
      `${p.node} 的 keepalived.conf 第 ${p.line} 行：没有叫 ${p.word} 的调度算法，Keepalived 改用了 wlc。写 lb_algo rr、wrr 等内核有的名字。`,
    (p) =>
      `keepalived.conf of ${p.node}, line ${p.line}: there is no scheduler ${p.word}, so keepalived uses wlc. Write lb_algo with a name that the kernel has, such as rr or wrr.`,
  ),
  'health-check-rejects': cause<{
    node: string;
    server: string;
    check: string;
    saw?: string;
    digest?: string;
  }>(
    (p) =>
      `${p.node} 的健康检查 ${p.check} 不认 ${p.server}，所以它不在表里，尽管它的 Web 服务在运行。${p.digest === undefined ? '' : `配置要求网页的 MD5 是 ${p.digest}，用 genhash 或 curl | md5sum 看实际的值。`}${p.saw === undefined ? '' : `日志：${p.saw}`}`,
    (p) =>
      `The health check ${p.check} of ${p.node} rejects ${p.server}, which is why it is not in the table although its web server runs.${p.digest === undefined ? '' : ` The file wants a page whose MD5 is ${p.digest}; genhash, or curl | md5sum, shows the real one.`}${p.saw === undefined ? '' : ` The log says: ${p.saw}`}`,
  ),
  'virtual-server-lost': cause<{ node: string; service: string }>(
    (p) =>
      `${p.node} 的 keepalived.conf 里有虚拟服务 ${p.service}，IPVS 表里却没有：有人用 ipvsadm 删过它。重新加载只处理新旧文件的差别，不会补回来；用 systemctl restart keepalived。`,
    (p) =>
      `keepalived.conf of ${p.node} has virtual service ${p.service}, but the IPVS table does not: somebody deleted it with ipvsadm. A reload applies only what differs between the old and the new file and does not bring it back; use systemctl restart keepalived.`,
  ),
  'rules-by-hand': cause<{ node: string; services: string }>(
    (p) =>
      `${p.node} 的 IPVS 表里有 keepalived.conf 没有的虚拟服务（${p.services}）：是手工加的，现在有效，重启后就没有了。`,
    (p) =>
      `The IPVS table of ${p.node} has virtual services that keepalived.conf has not (${p.services}): they were added by hand, work now, and are gone after a reboot.`,
  ),
  'setting-differs': cause<{ node: string; instance: string; setting: string; found: string; want: string }>(
    (p) => `${p.node} 的 ${p.instance} 里 ${p.setting} 是 ${p.found}，这一步要的是 ${p.want}。`,
    (p) => `${p.setting} in ${p.instance} of ${p.node} is ${p.found}; this step wants ${p.want}.`,
  ),
  'setting-missing': cause<{ node: string; instance: string; setting: string; found: string }>(
    (p) => `${p.node} 的 ${p.instance} 里没有写 ${p.setting}。`,
    (p) => `${p.setting} is not said in ${p.instance} of ${p.node}.`,
  ),
  'setting-copied': cause<{ node: string; instance: string; setting: string; found: string }>(
    (p) =>
      `${p.node} 的 ${p.instance} 里 ${p.setting} 还是 ${p.found}，像是从另一台抄来的；每台机器要有自己的值。`,
    (p) =>
      `${p.setting} in ${p.instance} of ${p.node} is still ${p.found}, as if copied from the other machine; each needs a value of its own.`,
  ),
  'password-truncated': cause<{ node: string }>(
    (p) => `${p.node}：auth_pass 只有前 8 个字符有效，后面的被截掉了。`,
    (p) => `${p.node}: only the first 8 characters of auth_pass count, the rest is cut off.`,
  ),
  'config-warning': cause<{ node: string; detail: string }>(
    (p) => `keepalived -t 在 ${p.node} 上有一条警告，不影响运行：${p.detail}`,
    (p) => `keepalived -t warns on ${p.node}, and works all the same: ${p.detail}`,
  ),
  'slash-comment': cause<{ node: string; line: number }>(
    (p) =>
      `${p.node} 的 keepalived.conf 第 ${p.line} 行：// 不是注释，只是后面多余的词碰巧被忽略。注释用 # 或 !。`,
    (p) =>
      `keepalived.conf of ${p.node}, line ${p.line}: // begins no comment, the words after it just happen to be ignored. Use # or !.`,
  ),
};
