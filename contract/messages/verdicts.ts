import { type MessageOf, type Template, type Text, template, textFor } from '../text.js';
import { diagnosisCatalogue } from './diagnoses.js';
import { inWords } from './details.js';
import { method, titleOf, vipNamed, type Wanted, wantedEn, wantedZh } from './naming.js';
import { type PatternFault, patternFaults } from './patterns.js';

export { diagnosisCatalogue };

type Words = readonly string[];

const zhList = (words: Words): string => (words.length === 0 ? '无' : words.join('、'));
const enList = (words: Words): string => (words.length === 0 ? 'none' : words.join(', '));

function entry<P>(zh: (p: P) => string, en: (p: P) => string): Template<P> {
  return template<P>({ 'zh-CN': zh, en });
}

function shares(over: Readonly<Record<string, number>>): string {
  return Object.entries(over)
    .map(([node, count]) => `${node} ${count}`)
    .join(', ');
}

/** What a check found, with its numbers. The cause is the diagnosis's part. */
export const verdictCatalogue = {
  'unknown.unreachable': entry<{ node: string; detail: string }>(
    (p) => `未能检查：节点 ${p.node} 不可达（${inWords(p.detail, 'zh-CN')}）`,
    (p) => `could not be checked: node ${p.node} was not reachable (${p.detail})`,
  ),
  'unknown.timeout': entry<{ node: string; detail: string }>(
    (p) => `未能检查：节点 ${p.node} 没有及时回答（${inWords(p.detail, 'zh-CN')}）`,
    (p) => `could not be checked: node ${p.node} did not answer in time (${p.detail})`,
  ),
  'unknown.halted': entry<{ node: string }>(
    (p) => `未能检查：节点 ${p.node} 已关机`,
    (p) => `could not be checked: node ${p.node} is switched off`,
  ),
  'unknown.contradicted': entry<{ node: string; tool: string; kernel: string }>(
    (p) => `未能检查：${p.node} 的命令说的是「${p.tool}」，内核自己的表是「${p.kernel}」，两者不一致`,
    (p) =>
      `could not be checked: on ${p.node} the tool says "${p.tool}" and the kernel's own table "${p.kernel}"`,
  ),
  'unknown.frames-differ': entry<{ node: string; tool: string; frames: string }>(
    (p) => `未能检查：${p.node} 说的是「${p.tool}」，交换机上看到的帧是「${p.frames}」，两者不一致`,
    (p) => `could not be checked: ${p.node} says "${p.tool}", and the frames at the switch "${p.frames}"`,
  ),
  'unknown.cut-off': entry<{ node: string; dev: string }>(
    (p) => `未能检查：${p.node} 的 ${p.dev} 没有接通网络，它不应答说明不了什么`,
    (p) =>
      `could not be checked: ${p.dev} of ${p.node} is cut off from the network, so its silence says nothing`,
  ),
  'unknown.facts': entry<{ node: string; detail: string }>(
    (p) => `未能检查：读取节点 ${p.node} 的状态失败（${inWords(p.detail, 'zh-CN')}）`,
    (p) => `could not be checked: the state of node ${p.node} could not be read (${p.detail})`,
  ),
  'unknown.experiment': entry<{ detail: string }>(
    (p) => `未能检查：实验没有做成（${inWords(p.detail, 'zh-CN')}）`,
    (p) => `could not be checked: the experiment could not be made (${p.detail})`,
  ),
  'unknown.tool-missing': entry<{ detail: string }>(
    (p) => `未能检查：缺少实验所需的工具（${p.detail}）`,
    (p) => `could not be checked: a tool that the experiment needs is missing (${p.detail})`,
  ),
  'unknown.no-capture': entry<Record<string, never>>(
    () => '未能检查：当前的虚拟机环境不能抓取网络帧',
    () => 'could not be checked: frames cannot be captured with these machines',
  ),
  'unknown.pattern': entry<{ pattern: string; fault: PatternFault }>(
    (p) => `未能检查：检查中的正则表达式 ${p.pattern} 无效（${textFor(patternFaults, p.fault, 'zh-CN')}）`,
    (p) =>
      `could not be checked: the check's regular expression ${p.pattern} is not valid (${textFor(patternFaults, p.fault, 'en')})`,
  ),
  'not-judged': entry<Record<string, never>>(
    () => '还没有检查',
    () => 'not checked yet',
  ),
  'unknown.slow-host': entry<{ seconds: string }>(
    (p) =>
      `未能检查：这台电脑当时太忙，虚拟机要 ${p.seconds} 秒才应答，超时说明不了什么。等它空闲一些再检查一次`,
    (p) =>
      `could not be checked: this computer was too busy (its machines took ${p.seconds} s to answer), so that what came too late says nothing. Check again when it has less to do`,
  ),
  /** `title`: of the check; absent in older journals. */
  'skipped.needs': entry<{ check: string; title?: Text }>(
    (p) => `未检查：要先通过“${titleOf(p, 'zh-CN')}”`,
    (p) => `not checked: "${titleOf(p, 'en')}" has to pass first`,
  ),

  'package.installed': entry<{ nodes: Words; name: string; version: string }>(
    (p) => `${zhList(p.nodes)} 已安装 ${p.name} ${p.version}`,
    (p) => `${p.name} ${p.version} is installed on ${enList(p.nodes)}`,
  ),
  'package.missing': entry<{ node: string; name: string }>(
    (p) => `${p.node} 没有安装软件包 ${p.name}`,
    (p) => `package ${p.name} is not installed on ${p.node}`,
  ),
  'module.loaded': entry<{ nodes: Words; name: string }>(
    (p) => `${zhList(p.nodes)} 已加载内核模块 ${p.name}`,
    (p) => `kernel module ${p.name} is loaded on ${enList(p.nodes)}`,
  ),
  'module.missing': entry<{ node: string; name: string }>(
    (p) => `${p.node} 没有加载内核模块 ${p.name}`,
    (p) => `kernel module ${p.name} is not loaded on ${p.node}`,
  ),
  'unit.ok': entry<{ nodes: Words; name: string; state: string }>(
    (p) => `${zhList(p.nodes)} 的服务 ${p.name} 状态为 ${p.state}`,
    (p) => `unit ${p.name} is ${p.state} on ${enList(p.nodes)}`,
  ),
  'unit.wrong': entry<{ node: string; name: string; found: string; want: string }>(
    (p) => `${p.node} 的服务 ${p.name} 状态为 ${p.found}，应为 ${p.want}`,
    (p) => `unit ${p.name} on ${p.node} is ${p.found}; it should be ${p.want}`,
  ),
  'file.ok': entry<{ nodes: Words; path: string }>(
    (p) => `${zhList(p.nodes)} 的文件 ${p.path} 符合要求`,
    (p) => `file ${p.path} is as it should be on ${enList(p.nodes)}`,
  ),
  'file.missing': entry<{ node: string; path: string }>(
    (p) => `${p.node} 没有文件 ${p.path}`,
    (p) => `there is no file ${p.path} on ${p.node}`,
  ),
  'file.present': entry<{ node: string; path: string }>(
    (p) => `${p.node} 仍有文件 ${p.path}`,
    (p) => `file ${p.path} is still there on ${p.node}`,
  ),
  'file.mismatch': entry<{ node: string; path: string; pattern: string }>(
    (p) => `${p.node} 的文件 ${p.path} 中没有匹配 ${p.pattern} 的内容`,
    (p) => `nothing in ${p.path} on ${p.node} matches ${p.pattern}`,
  ),
  'command.ok': entry<{ nodes: Words; run: string }>(
    (p) => `${zhList(p.nodes)} 上的命令 ${p.run} 结果符合要求`,
    (p) => `the command ${p.run} gave what it should on ${enList(p.nodes)}`,
  ),
  'command.exit': entry<{ node: string; run: string; exit: number; want: number }>(
    (p) => `${p.node} 上的命令 ${p.run} 退出码为 ${p.exit}，应为 ${p.want}`,
    (p) => `the command ${p.run} on ${p.node} exited with ${p.exit} instead of ${p.want}`,
  ),
  'command.output': entry<{ node: string; run: string; pattern: string }>(
    (p) => `${p.node} 上的命令 ${p.run} 的输出不匹配 ${p.pattern}`,
    (p) => `the output of ${p.run} on ${p.node} does not match ${p.pattern}`,
  ),
  'address.ok': entry<{ nodes: Words; address: string; dev: string }>(
    (p) => `${zhList(p.nodes)} 的 ${p.dev} 上有地址 ${p.address}`,
    (p) => `${p.address} is on ${p.dev} of ${enList(p.nodes)}`,
  ),
  'address.missing': entry<{ node: string; address: string; dev: string }>(
    (p) => `${p.node} 的 ${p.dev} 上没有地址 ${p.address}`,
    (p) => `${p.address} is not on ${p.dev} of ${p.node}`,
  ),
  'address.elsewhere': entry<{ node: string; address: string; dev: string; found: string }>(
    (p) => `${p.node} 的地址 ${p.address} 在 ${p.found} 上，应在 ${p.dev} 上`,
    (p) => `${p.address} of ${p.node} is on ${p.found}; it should be on ${p.dev}`,
  ),
  'address.prefix': entry<{ node: string; address: string; dev: string; found: number; want: Words }>(
    (p) => `${p.node} 的 ${p.dev} 上 ${p.address} 的前缀长度为 /${p.found}，应为 /${p.want.join(' 或 /')}`,
    (p) =>
      `${p.address} on ${p.dev} of ${p.node} has prefix length /${p.found}; it should be /${p.want.join(' or /')}`,
  ),
  'no-address.ok': entry<{ nodes: Words; address: string }>(
    (p) => `${zhList(p.nodes)} 上没有地址 ${p.address}`,
    (p) => `${p.address} is not on ${enList(p.nodes)}`,
  ),
  'no-address.present': entry<{ node: string; address: string; dev: string }>(
    (p) => `${p.node} 的 ${p.dev} 上有地址 ${p.address}，不该有`,
    (p) => `${p.address} is on ${p.dev} of ${p.node}; it should not be`,
  ),
  'route.ok': entry<{ nodes: Words; to: string }>(
    (p) => `${zhList(p.nodes)} 到 ${p.to} 的路由正确`,
    (p) => `the route to ${p.to} is right on ${enList(p.nodes)}`,
  ),
  'route.missing': entry<{ node: string; to: string }>(
    (p) => `${p.node} 没有到 ${p.to} 的路由`,
    (p) => `${p.node} has no route to ${p.to}`,
  ),
  'route.differs': entry<{ node: string; to: string; found: string; want: string }>(
    (p) => `${p.node} 到 ${p.to} 的路由是 ${p.found}，应为 ${p.want}`,
    (p) => `the route to ${p.to} on ${p.node} is ${p.found}; it should be ${p.want}`,
  ),
  'sysctl.ok': entry<{ nodes: Words; keys: Words; value: string }>(
    (p) => `${zhList(p.nodes)}：${p.keys.join('、')} 的有效值为 ${p.value}`,
    (p) => `${enList(p.nodes)}: the effective value of ${enList(p.keys)} is ${p.value}`,
  ),
  'sysctl.wrong': entry<{ node: string; keys: Words; value: string; want: Wanted }>(
    (p) => `${p.node}：${p.keys.join('、')} 的有效值为 ${p.value}，应${wantedZh(p.want)}`,
    (p) =>
      `${p.node}: the effective value of ${enList(p.keys)} is ${p.value}; it should be ${wantedEn(p.want)}`,
  ),
  'sysctl.missing': entry<{ node: string; keys: Words }>(
    (p) => `${p.node} 没有内核参数 ${zhList(p.keys)}`,
    (p) => `${p.node} has no kernel setting ${enList(p.keys)}`,
  ),
  'listening.ok': entry<{ nodes: Words; port: number }>(
    (p) => `${zhList(p.nodes)} 正在监听端口 ${p.port}`,
    (p) => `${enList(p.nodes)}: something listens on port ${p.port}`,
  ),
  'listening.none': entry<{ node: string; port: number }>(
    (p) => `${p.node} 没有进程监听端口 ${p.port}`,
    (p) => `nothing listens on port ${p.port} of ${p.node}`,
  ),
  'listening.elsewhere': entry<{ node: string; port: number; address: string; found: Words }>(
    (p) => `${p.node} 的端口 ${p.port} 只在 ${zhList(p.found)} 上监听，收不到发给 ${p.address} 的连接`,
    (p) =>
      `port ${p.port} of ${p.node} is listened to on ${enList(p.found)} only, which does not take in ${p.address}`,
  ),

  'ipvs.not-loaded': entry<{ node: string }>(
    (p) => `${p.node} 的内核没有加载 ip_vs，没有虚拟服务表`,
    (p) => `ip_vs is not loaded in the kernel of ${p.node}: there is no table of virtual services`,
  ),
  'ipvs-service.ok': entry<{ nodes: Words; service: string; scheduler: string }>(
    (p) => `${zhList(p.nodes)} 有虚拟服务 ${p.service}，调度算法 ${p.scheduler}`,
    (p) => `${enList(p.nodes)}: virtual service ${p.service} with scheduler ${p.scheduler}`,
  ),
  'ipvs-service.missing': entry<{ node: string; service: string; found: Words }>(
    (p) => `${p.node} 没有虚拟服务 ${p.service}（现有：${zhList(p.found)}）`,
    (p) => `${p.node} has no virtual service ${p.service} (it has: ${enList(p.found)})`,
  ),
  'ipvs-service.scheduler': entry<{ node: string; service: string; found: string; want: string }>(
    (p) => `${p.node} 的虚拟服务 ${p.service} 用的是 ${p.found} 算法，应为 ${p.want}`,
    (p) => `virtual service ${p.service} of ${p.node} has scheduler ${p.found}; it should be ${p.want}`,
  ),
  'ipvs-service.persistent': entry<{ node: string; service: string; found: number; want: number }>(
    (p) =>
      `${p.node} 的虚拟服务 ${p.service} 的会话保持${p.found === 0 ? '没有打开' : `为 ${p.found} 秒`}，应${p.want === 0 ? '关闭' : `为 ${p.want} 秒`}`,
    (p) =>
      `persistence of virtual service ${p.service} on ${p.node} is ${p.found === 0 ? 'off' : `${p.found} s`}; it should be ${p.want === 0 ? 'off' : `${p.want} s`}`,
  ),
  'ipvs-server.ok': entry<{ nodes: Words; service: string; servers: Words }>(
    (p) => `${zhList(p.nodes)}：${p.service} 的真实服务器 ${zhList(p.servers)} 符合要求`,
    (p) => `${enList(p.nodes)}: ${p.service} has its realserver(s) ${enList(p.servers)} as it should`,
  ),
  'ipvs-server.gone': entry<{ nodes: Words; service: string; servers: Words }>(
    (p) => `${zhList(p.nodes)}：${p.service} 中已没有 ${zhList(p.servers)}`,
    (p) => `${enList(p.nodes)}: ${enList(p.servers)} is no longer in ${p.service}`,
  ),
  'ipvs-server.missing': entry<{ node: string; service: string; server: string; found: Words }>(
    (p) => `${p.node}：${p.service} 中没有真实服务器 ${p.server}（现有：${zhList(p.found)}）`,
    (p) => `${p.node}: ${p.service} has no realserver ${p.server} (it has: ${enList(p.found)})`,
  ),
  'ipvs-server.present': entry<{ node: string; service: string; server: string }>(
    (p) => `${p.node}：${p.service} 中仍有真实服务器 ${p.server}`,
    (p) => `${p.node}: realserver ${p.server} is still in ${p.service}`,
  ),
  'ipvs-server.method': entry<{ node: string; server: string; found: string; want: string }>(
    (p) => `${p.node}：真实服务器 ${p.server} 的转发方式是 ${method(p.found)}，应为 ${method(p.want)}`,
    (p) =>
      `${p.node}: realserver ${p.server} is reached by ${method(p.found)}; it should be ${method(p.want)}`,
  ),
  'ipvs-server.weight': entry<{ node: string; server: string; found: number; want: number }>(
    (p) => `${p.node}：真实服务器 ${p.server} 的权重是 ${p.found}，应为 ${p.want}`,
    (p) => `${p.node}: realserver ${p.server} has weight ${p.found}; it should have ${p.want}`,
  ),
  'ipvs-timeouts.ok': entry<{ nodes: Words; timeouts: string }>(
    (p) => `${zhList(p.nodes)} 的超时（tcp tcpfin udp）为 ${p.timeouts}`,
    (p) => `the timeouts (tcp tcpfin udp) of ${enList(p.nodes)} are ${p.timeouts}`,
  ),
  'ipvs-timeouts.wrong': entry<{ node: string; found: string; want: string }>(
    (p) => `${p.node} 的超时（tcp tcpfin udp）为 ${p.found}，应为 ${p.want}`,
    (p) => `the timeouts (tcp tcpfin udp) of ${p.node} are ${p.found}; they should be ${p.want}`,
  ),
  'ipvs-empty.ok': entry<{ nodes: Words }>(
    (p) => `${zhList(p.nodes)} 的 IPVS 表是空的`,
    (p) => `the IPVS table of ${enList(p.nodes)} is empty`,
  ),
  'ipvs-empty.present': entry<{ node: string; services: Words }>(
    (p) => `${p.node} 的 IPVS 表中还有 ${zhList(p.services)}`,
    (p) => `the IPVS table of ${p.node} still has ${enList(p.services)}`,
  ),
  'ipvs-stats.ok': entry<{ nodes: Words; service: string; connections: number; outPackets: number }>(
    (p) => `${zhList(p.nodes)}：${p.service} 调度了 ${p.connections} 个连接，出站包 ${p.outPackets} 个`,
    (p) =>
      `${enList(p.nodes)}: ${p.service} scheduled ${p.connections} connections, ${p.outPackets} packets out`,
  ),
  'ipvs-stats.few': entry<{ node: string; service: string; connections: number; want: number }>(
    (p) => `${p.node}：${p.service} 只调度了 ${p.connections} 个连接，应不少于 ${p.want} 个`,
    (p) => `${p.node}: ${p.service} scheduled ${p.connections} connections; it should be ${p.want} at least`,
  ),
  'ipvs-stats.replies': entry<{ node: string; service: string; outPackets: number; want: string }>(
    (p) =>
      `${p.node}：${p.service} 的出站包为 ${p.outPackets} 个，应${p.want === 'none' ? '为 0' : '大于 0'}`,
    (p) =>
      `${p.node}: ${p.service} has ${p.outPackets} packets out; there should be ${p.want === 'none' ? 'none' : 'some'}`,
  ),

  'arp-owner.ok': entry<{ address: string; owner: string }>(
    (p) => `只有 ${p.owner} 应答 ${p.address} 的 ARP 请求`,
    (p) => `${p.owner} alone answers ARP for ${p.address}`,
  ),
  'arp-owner.none': entry<{ address: string }>(
    (p) => `没有节点应答 ${p.address} 的 ARP 请求`,
    (p) => `nobody answers ARP for ${p.address}`,
  ),
  'arp-owner.several': entry<{ address: string; nodes: Words }>(
    (p) => `${p.nodes.length} 个节点应答 ${p.address} 的 ARP 请求：${zhList(p.nodes)}`,
    (p) => `${p.nodes.length} nodes answer ARP for ${p.address}: ${enList(p.nodes)}`,
  ),
  'arp-owner.wrong': entry<{ address: string; node: string; want: Words }>(
    (p) => `应答 ${p.address} 的 ARP 请求的是 ${p.node}，应为 ${p.want.join(' 或 ')}`,
    (p) => `${p.node} answers ARP for ${p.address}; it should be ${p.want.join(' or ')}`,
  ),
  'neighbour.ok': entry<{ nodes: Words; address: string; owner: string }>(
    (p) => `${zhList(p.nodes)} 的邻居表中 ${p.address} 是 ${p.owner} 的 MAC`,
    (p) => `in the neighbour table of ${enList(p.nodes)} ${p.address} has the MAC of ${p.owner}`,
  ),
  'neighbour.none': entry<{ node: string; address: string }>(
    (p) => `${p.node} 的邻居表中没有 ${p.address} 的 MAC`,
    (p) => `the neighbour table of ${p.node} has no MAC for ${p.address}`,
  ),
  'neighbour.wrong': entry<{ node: string; address: string; mac: string; found: string; owner: string }>(
    (p) =>
      `${p.node} 的邻居表中 ${p.address} 是 ${p.mac}（${p.found || '不属于任何节点'}），应为 ${p.owner} 的 MAC`,
    (p) =>
      `in the neighbour table of ${p.node} ${p.address} has ${p.mac} (${p.found || 'of no node'}); it should be the MAC of ${p.owner}`,
  ),
  'http.ok': entry<{ url: string; total: number; status: number }>(
    (p) => `访问 ${p.url} ${p.total} 次，全部返回 ${p.status}`,
    (p) => `${p.total} of ${p.total} requests to ${p.url} were answered with ${p.status}`,
  ),
  'http.failed': entry<{ url: string; good: number; total: number; outcomes: string }>(
    (p) => `访问 ${p.url} ${p.total} 次，只有 ${p.good} 次成功（${p.outcomes}）`,
    (p) => `${p.good} of ${p.total} requests to ${p.url} went well (${p.outcomes})`,
  ),
  'http-spread.ok': entry<{ url: string; spread: Readonly<Record<string, number>> }>(
    (p) => `访问 ${p.url} 的分布：${shares(p.spread)}`,
    (p) => `requests to ${p.url} were spread: ${shares(p.spread)}`,
  ),
  'http-spread.uneven': entry<{
    url: string;
    spread: Readonly<Record<string, number>>;
    want: Readonly<Record<string, number>>;
    failed: number;
    outcomes: string;
  }>(
    (p) =>
      `访问 ${p.url} 的分布：${shares(p.spread) || '无'}${p.failed > 0 ? `；${p.failed} 次失败（${p.outcomes}）` : ''}；应为 ${shares(p.want)}`,
    (p) =>
      `requests to ${p.url} were spread: ${shares(p.spread) || 'none'}${p.failed > 0 ? `; ${p.failed} failed (${p.outcomes})` : ''}; it should be ${shares(p.want)}`,
  ),
  'packet-path.ok': entry<{ through: string; repliers: Words }>(
    (p) => `请求经过 ${p.through}，应答由 ${zhList(p.repliers)} 发给客户端`,
    (p) => `requests pass ${p.through}, replies are sent by ${enList(p.repliers)}`,
  ),
  'packet-path.no-answer': entry<{ url: string; outcomes: string }>(
    (p) => `访问 ${p.url} 没有得到应答（${p.outcomes}），看不出包的路径`,
    (p) => `${p.url} did not answer (${p.outcomes}), so there is no path to see`,
  ),
  'packet-path.bypassed': entry<{ through: string; receivers: Words }>(
    (p) => `请求没有（全部）经过 ${p.through}：客户端的包直接到了 ${zhList(p.receivers)}`,
    (p) => `requests do not (all) pass ${p.through}: the client's frames went to ${enList(p.receivers)}`,
  ),
  'packet-path.replies': entry<{ through: string; repliers: Words; want: string }>(
    (p) =>
      `应答由 ${zhList(p.repliers)} 发出，应${p.want === 'direct' ? '由真实服务器直接发给客户端' : `经过 ${p.through}`}`,
    (p) =>
      `replies are sent by ${enList(p.repliers)}; they should ${p.want === 'direct' ? 'come from the realservers directly' : `pass ${p.through}`}`,
  ),

  'vrrp-state.ok': entry<{ nodes: Words; instance: string; state: string }>(
    (p) => `${zhList(p.nodes)} 的实例 ${p.instance} 状态为 ${p.state}`,
    (p) => `instance ${p.instance} is ${p.state} on ${enList(p.nodes)}`,
  ),
  'vrrp-state.wrong': entry<{ node: string; instance: string; found: string; want: string }>(
    (p) => `${p.node} 的实例 ${p.instance} 状态为 ${p.found}，应为 ${p.want}`,
    (p) => `instance ${p.instance} on ${p.node} is ${p.found}; it should be ${p.want}`,
  ),
  'vrrp-state.none': entry<{ node: string; instance: string; found: Words }>(
    (p) => `${p.node} 上没有运行 VRRP 实例 ${p.instance}（现有：${zhList(p.found)}）`,
    (p) => `no VRRP instance ${p.instance} runs on ${p.node} (there are: ${enList(p.found)})`,
  ),
  'keepalived-setting.ok': entry<{ nodes: Words; instance: string; setting: string; value: string }>(
    (p) => `${zhList(p.nodes)} 的 ${p.instance} 里 ${p.setting} 是 ${p.value}`,
    (p) => `${p.setting} in ${p.instance} of ${enList(p.nodes)} is ${p.value}`,
  ),
  'keepalived-setting.taken': entry<{ node: string; instance: string; setting: string; found: string }>(
    (p) => `${p.node} 的 ${p.instance} 里 ${p.setting} 是 ${p.found}，这里要另一个值`,
    (p) => `${p.setting} in ${p.instance} of ${p.node} is ${p.found}; another value is wanted here`,
  ),
  'ipvs-as-configured.ok': entry<{ nodes: Words }>(
    (p) => `${zhList(p.nodes)} 的 IPVS 表与 keepalived.conf 一致`,
    (p) => `the IPVS table of ${enList(p.nodes)} is what keepalived.conf says`,
  ),
  'ipvs-as-configured.differs': entry<{ node: string; service: string; detail: string }>(
    (p) => `${p.node} 的 IPVS 表里 ${p.service} 与 keepalived.conf 不同：${p.detail}`,
    (p) => `in the IPVS table of ${p.node} ${p.service} differs from keepalived.conf: ${p.detail}`,
  ),
  'same.ok': entry<{ what: string; nodes: Words }>(
    (p) => `${zhList(p.nodes)} 的 ${p.what} 相同`,
    (p) => `${p.what} is the same on ${enList(p.nodes)}`,
  ),
  'same.differs': entry<{ what: string; nodes: string; detail: string }>(
    (p) => `${p.nodes} 的 ${p.what} 不同（${p.detail}）`,
    (p) => `${p.what} differs between ${p.nodes} (${p.detail})`,
  ),
  'one-master.ok': entry<{ instance: string; master: string; vip: string }>(
    (p) => `实例 ${p.instance} 只有一个 MASTER：${p.master}，${vipNamed(p.vip)} 只在它上面`,
    (p) => `instance ${p.instance} has one MASTER, ${p.master}, which alone holds ${p.vip}`,
  ),
  'one-master.none': entry<{ instance: string; states: string }>(
    (p) => `实例 ${p.instance} 没有 MASTER（${p.states}）`,
    (p) => `instance ${p.instance} has no MASTER (${p.states})`,
  ),
  'one-master.several': entry<{ instance: string; nodes: Words }>(
    (p) => `实例 ${p.instance} 有 ${p.nodes.length} 个 MASTER：${zhList(p.nodes)}`,
    (p) => `instance ${p.instance} has ${p.nodes.length} MASTERs: ${enList(p.nodes)}`,
  ),
  'one-master.wrong': entry<{ instance: string; found: string; want: string }>(
    (p) => `实例 ${p.instance} 的 MASTER 是 ${p.found}，应为 ${p.want}`,
    (p) => `the MASTER of instance ${p.instance} is ${p.found}; it should be ${p.want}`,
  ),
  'one-master.vip': entry<{ vip: string; holders: Words; master: string }>(
    (p) => `${vipNamed(p.vip)} 在 ${zhList(p.holders)} 上，应只在 MASTER ${p.master} 上`,
    (p) =>
      `the ${vipNamed(p.vip)} is on ${enList(p.holders)}; it should be on the MASTER, ${p.master}, alone`,
  ),
  'keepalived-config.ok': entry<{ nodes: Words }>(
    (p) => `${zhList(p.nodes)} 的 keepalived.conf 没有发现问题`,
    (p) => `nothing is wrong with keepalived.conf of ${enList(p.nodes)}`,
  ),
  'keepalived-config.missing': entry<{ node: string }>(
    (p) => `${p.node} 没有 /etc/keepalived/keepalived.conf`,
    (p) => `there is no /etc/keepalived/keepalived.conf on ${p.node}`,
  ),
  'keepalived-config.problems': entry<{ node: string; line: number; problem: string; count: number }>(
    (p) =>
      `${p.node} 的 keepalived.conf${p.line > 0 ? ` 第 ${p.line} 行` : ''}：${p.problem}（共 ${p.count} 处问题）`,
    (p) =>
      `keepalived.conf of ${p.node}${p.line > 0 ? `, line ${p.line}` : ''}: ${p.problem} (${p.count} problem(s) in all)`,
  ),
  'keepalived-config.differs': entry<{
    node: string;
    instance: string;
    setting: string;
    found: string;
    want: string;
  }>(
    (p) => `${p.node} 的实例 ${p.instance} 中 ${p.setting} 为 ${p.found}，应为 ${p.want}`,
    (p) => `${p.setting} of instance ${p.instance} on ${p.node} is ${p.found}; it should be ${p.want}`,
  ),
  'failover.ok': entry<{ before: string; after: string; outage: string; back: string }>(
    (p) =>
      `${p.before} 故障后 ${p.after} 接管，业务中断 ${p.outage} 秒${p.back === '' ? '' : `；恢复后由 ${p.back} 持有 VIP`}`,
    (p) =>
      `${p.after} took over from ${p.before}, with ${p.outage} s without an answer${p.back === '' ? '' : `; afterwards ${p.back} holds the VIP`}`,
  ),
  'failover.no-holder': entry<{ vip: string }>(
    (p) => `实验前没有节点持有 ${vipNamed(p.vip)}`,
    (p) => `no node held the ${vipNamed(p.vip)} to begin with`,
  ),
  'failover.several-holders': entry<{ vip: string; holders: Words }>(
    (p) => `实验前 ${zhList(p.holders)} 同时持有 ${vipNamed(p.vip)}`,
    (p) => `${enList(p.holders)} held the ${vipNamed(p.vip)} at the same time`,
  ),
  'failover.none': entry<{ vip: string; before: string }>(
    (p) => `${p.before} 故障后没有节点接管 ${vipNamed(p.vip)}`,
    (p) => `nobody took over the ${vipNamed(p.vip)} when ${p.before} failed`,
  ),
  'failover.no-answer': entry<{ vip: string; after: string }>(
    (p) => `${vipNamed(p.vip)} 已切换到 ${p.after}，但业务没有恢复`,
    (p) => `${p.after} took over the ${vipNamed(p.vip)}, but nothing answered`,
  ),
  'failover.slow': entry<{ outage: string; within: number }>(
    (p) => `切换时业务中断 ${p.outage} 秒，应不超过 ${p.within} 秒`,
    (p) => `there was no answer for ${p.outage} s; it should be ${p.within} s at most`,
  ),
  'failover.no-failback': entry<{ before: string; back: string }>(
    (p) => `${p.before} 恢复后没有抢回 VIP（现在在 ${p.back || '无'}）`,
    (p) => `${p.before} did not take the VIP back (it is on ${p.back || 'no node'})`,
  ),
  'server-failure.ok': entry<{ server: string; left: string; returned: string }>(
    (p) => `${p.server} 的服务停止后 ${p.left} 秒被移除，恢复后 ${p.returned} 秒重新加入`,
    (p) =>
      `${p.server} left the table ${p.left} s after its service stopped and came back ${p.returned} s after it started`,
  ),
  'server-failure.absent': entry<{ server: string }>(
    (p) => `实验前 ${p.server} 就不在 IPVS 表中`,
    (p) => `${p.server} was not in the IPVS table to begin with`,
  ),
  'server-failure.stays': entry<{ server: string; seconds: number }>(
    (p) => `${p.server} 的服务停止 ${p.seconds} 秒后仍在 IPVS 表中`,
    (p) => `${p.server} was still in the IPVS table ${p.seconds} s after its service stopped`,
  ),
  'server-failure.errors': entry<{ server: string; failed: number; total: number }>(
    (p) => `${p.server} 被移除后，${p.total} 次访问中仍有 ${p.failed} 次失败`,
    (p) => `${p.failed} of ${p.total} requests failed after ${p.server} had left`,
  ),
  'server-failure.not-back': entry<{ server: string; seconds: number }>(
    (p) => `${p.server} 的服务恢复 ${p.seconds} 秒后仍没有回到 IPVS 表中`,
    (p) => `${p.server} was not back in the IPVS table ${p.seconds} s after its service started`,
  ),
  'reboot.ok': entry<{ nodes: Words; count: number; seconds: string }>(
    (p) => `${zhList(p.nodes)} 重启后（最慢的 ${p.seconds} 秒），${p.count} 项检查仍然通过`,
    (p) => `${enList(p.nodes)} rebooted (the slowest took ${p.seconds} s), and ${p.count} checks still pass`,
  ),
  'reboot.lost': entry<{ of: number; zh: Words; en: Words }>(
    (p) => `重启前 ${p.of} 项都通过，重启后有 ${p.zh.length} 项不再通过：${p.zh.join('；')}`,
    (p) => `before the reboot all ${p.of} passed; after it ${p.en.length} no longer do: ${p.en.join('; ')}`,
  ),
  'reboot.unclear': entry<{ check: string; title?: Text; detail: string }>(
    (p) => `重启后没能检查“${titleOf(p, 'zh-CN')}”：${p.detail}`,
    (p) => `"${titleOf(p, 'en')}" could not be checked after the reboot: ${p.detail}`,
  ),
  'quiz.right': entry<Record<string, never>>(
    () => '回答正确',
    () => 'the answer is right',
  ),
  'quiz.wrong': entry<{ answer: string }>(
    (p) => `回答不正确：${p.answer}`,
    (p) => `the answer is not right: ${p.answer}`,
  ),
  'quiz.unanswered': entry<Record<string, never>>(
    () => '还没有回答',
    () => 'not answered yet',
  ),
} as const;

export type VerdictMessage = MessageOf<typeof verdictCatalogue>;
export type DiagnosisMessage = MessageOf<typeof diagnosisCatalogue>;
