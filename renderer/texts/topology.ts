import { nodeStateTexts } from '../../contract/messages/machines.js';
import { type Text, template } from '../../contract/text.js';
import type { Standing } from '../logic/topology-changes.js';
import type { Texts } from '../base/i18n.js';

const zh = (nodes: readonly string[]) => nodes.join('、');
const en = (nodes: readonly string[]) => nodes.join(', ');

export const topologyTexts = {
  topology: { 'zh-CN': '拓扑', en: 'Topology' },
  asTable: { 'zh-CN': '表格', en: 'Table' },
  asGraph: { 'zh-CN': '图', en: 'Graph' },
  fit: { 'zh-CN': '适应窗口', en: 'Fit' },
  age: template<{ time: string }>({ 'zh-CN': (p) => `${p.time}前`, en: (p) => `${p.time} ago` }),
  way: { 'zh-CN': '最近一次连接走的路', en: 'The way of the last connection' },
  wayShown: { 'zh-CN': '显示最近一次连接走的路', en: 'Show the way of the last connection' },
  wayThere: { 'zh-CN': '去', en: 'There' },
  wayBack: { 'zh-CN': '回', en: 'Back' },
  noAnswer: { 'zh-CN': '至今没有应答', en: 'no answer so far' },
  noWay: { 'zh-CN': '还没有人访问过服务', en: 'Nobody has connected to a service yet' },
  refused: { 'zh-CN': '拒绝（RST）', en: 'refused (RST)' },
  lostOnTheWay: template<{ client: string }>({
    'zh-CN': (p) => `没有回到 ${p.client}`,
    en: (p) => `did not come back to ${p.client}`,
  }),
  nobody: { 'zh-CN': '不知道是谁', en: 'nobody known' },
  hop: { 'zh-CN': '段', en: 'Hop' },
  fromNode: { 'zh-CN': '从', en: 'From' },
  toNode: { 'zh-CN': '到', en: 'To' },
  packet: { 'zh-CN': '包（tcpdump 的写法）', en: 'Packet, as tcpdump writes it' },
  waiting: { 'zh-CN': '正在读取各节点的状态…', en: 'Reading the state of the nodes…' },
  vip: { 'zh-CN': 'VIP', en: 'VIP' },
  notVip: { 'zh-CN': '不是本实验的 VIP', en: 'not one of the lab’s VIPs' },
  rivals: template<{ vip: string; nodes: readonly string[] }>({
    'zh-CN': (p) => `ARP 冲突：${zh(p.nodes)} 都在应答 ${p.vip}`,
    en: (p) => `ARP conflict: ${en(p.nodes)} all answer for ${p.vip}`,
  }),
  conflict: { 'zh-CN': '冲突', en: 'conflict' },
  answersArp: { 'zh-CN': 'ARP', en: 'ARP' },
  answersArpFor: template<{ vip: string }>({
    'zh-CN': (p) => `应答 ${p.vip} 的 ARP 请求`,
    en: (p) => `answers ARP for ${p.vip}`,
  }),
  timeline: { 'zh-CN': '时间线', en: 'Timeline' },
  timelineNewest: { 'zh-CN': '时间线，最新的在前', en: 'Timeline, newest first' },
  nothingHappened: { 'zh-CN': '还没有发生什么', en: 'Nothing has happened yet' },
  andMore: template<{ count: number }>({
    'zh-CN': (p) => `此前还有 ${p.count} 条`,
    en: (p) => `${p.count} more before it`,
  }),
  addresses: { 'zh-CN': '地址', en: 'Addresses' },
  listening: { 'zh-CN': '监听端口', en: 'Listening' },
  ipvsUnknown: { 'zh-CN': 'IPVS 表：未知', en: 'IPVS table: not known' },
  ipvsUnknownSince: template<{ time: string }>({
    'zh-CN': (p) => `IPVS 表：${p.time} 起未知`,
    en: (p) => `IPVS table: not known since ${p.time}`,
  }),
  notKnownSince: template<{ time: string }>({
    'zh-CN': (p) => `${p.time} 起未知`,
    en: (p) => `not known since ${p.time}`,
  }),
  detailsOf: template<{ node: string; role: string }>({
    'zh-CN': (p) => (p.node === p.role ? `${p.node}，详情` : `${p.node}（${p.role}），详情`),
    en: (p) => (p.node === p.role ? `${p.node}, details` : `${p.node} (${p.role}), details`),
  }),
  detailsRegion: template<{ node: string }>({
    'zh-CN': (p) => `${p.node} 的详情`,
    en: (p) => `Details of ${p.node}`,
  }),
  byLab: template<{ address: string; network: string; mac: string }>({
    'zh-CN': (p) => `按实验：${p.address}，网络 ${p.network}，MAC ${p.mac}`,
    en: (p) => `by the lab: ${p.address} in ${p.network}, MAC ${p.mac}`,
  }),
  readAgo: template<{ time: string }>({
    'zh-CN': (p) => `读取于 ${p.time}前`,
    en: (p) => `read ${p.time} ago`,
  }),
  serverCount: template<{ count: number }>({
    'zh-CN': (p) => `${p.count} 台真实服务器`,
    en: (p) => (p.count === 1 ? '1 server' : `${p.count} servers`),
  }),
  arpConflict: { 'zh-CN': 'ARP 冲突', en: 'ARP conflict' },
  shared: template<{ places: readonly string[] }>({
    'zh-CN': (p) => `${zh(p.places)} 也有`,
    en: (p) => `also on ${en(p.places)}`,
  }),
  sharedWith: template<{ places: readonly string[] }>({
    'zh-CN': (p) => `同一个地址也在 ${zh(p.places)} 上`,
    en: (p) => `The same address is on ${en(p.places)}, too`,
  }),
  notKnown: { 'zh-CN': '未知', en: 'not known' },
  nothingListens: { 'zh-CN': '无', en: 'none' },
  vrrp: template<{ name: string; state: string; priority: number }>({
    'zh-CN': (p) => `${p.name} ${p.state} 优先级 ${p.priority}`,
    en: (p) => `${p.name} ${p.state} priority ${p.priority}`,
  }),
  ipvs: { 'zh-CN': 'IPVS 表', en: 'IPVS table' },
  ipvsNotLoaded: { 'zh-CN': '内核没有加载 ip_vs', en: 'ip_vs is not loaded' },
  ipvsEmpty: { 'zh-CN': 'IPVS 表是空的', en: 'the IPVS table is empty' },
  persistent: template<{ seconds: number }>({
    'zh-CN': (p) => `会话保持 ${p.seconds} 秒`,
    en: (p) => `persistent ${p.seconds} s`,
  }),
  noServers: { 'zh-CN': '没有真实服务器', en: 'no realservers' },
  server: { 'zh-CN': '真实服务器', en: 'Server' },
  method: { 'zh-CN': '转发', en: 'Fwd' },
  weight: { 'zh-CN': '权重', en: 'Weight' },
  active: { 'zh-CN': '活动', en: 'Act' },
  inactive: { 'zh-CN': '非活动', en: 'InAct' },
  connections: { 'zh-CN': '连接数', en: 'Conns' },
  rate: { 'zh-CN': '每秒', en: '/s' },
  linkUp: { 'zh-CN': '已连接', en: 'link up' },
  linkDown: { 'zh-CN': '网线已拔', en: 'no carrier' },
  linkOff: { 'zh-CN': '接口已停用', en: 'interface down' },
  plug: { 'zh-CN': '插上', en: 'Plug in' },
  unplug: { 'zh-CN': '拔线', en: 'Unplug' },
  plugOn: template<{ node: string; dev: string }>({
    'zh-CN': (p) => `插上：${p.node} ${p.dev} 的网线`,
    en: (p) => `Plug in: ${p.dev} of ${p.node}`,
  }),
  unplugOn: template<{ node: string; dev: string }>({
    'zh-CN': (p) => `拔线：${p.node} ${p.dev}`,
    en: (p) => `Unplug: ${p.dev} of ${p.node}`,
  }),
  nodes: { 'zh-CN': '节点', en: 'Nodes' },
  vips: { 'zh-CN': 'VIP 和其他附加地址', en: 'VIPs and other added addresses' },
  node: { 'zh-CN': '节点', en: 'Node' },
  role: { 'zh-CN': '角色', en: 'Role' },
  state: { 'zh-CN': '状态', en: 'State' },
  links: { 'zh-CN': '接口', en: 'Interfaces' },
  vrrpColumn: { 'zh-CN': 'VRRP', en: 'VRRP' },
  address: { 'zh-CN': '地址', en: 'Address' },
  holders: { 'zh-CN': '持有者', en: 'Held by' },
  onLoopback: { 'zh-CN': '在 lo 上', en: 'On lo of' },
  arpBy: { 'zh-CN': 'ARP 应答者', en: 'ARP answered by' },
  noVips: { 'zh-CN': '还没有 VIP', en: 'no VIP yet' },
  service: { 'zh-CN': '虚拟服务', en: 'Virtual service' },
  scheduler: { 'zh-CN': '调度算法', en: 'Scheduler' },
  network: template<{ name: string; cidr: string }>({
    'zh-CN': (p) => `网络 ${p.name}（${p.cidr}）`,
    en: (p) => `network ${p.name} (${p.cidr})`,
  }),
  read: { 'zh-CN': '读取于', en: 'Read' },
} satisfies Texts;

export const standingTexts: Readonly<Record<Standing, Text>> = {
  ok: nodeStateTexts.running,
  stale: { 'zh-CN': '数据过时', en: 'stale' },
  waiting: { 'zh-CN': '读取中', en: 'reading' },
  unreachable: { 'zh-CN': '不可达', en: 'unreachable' },
  timeout: { 'zh-CN': '没有及时回答', en: 'no answer in time' },
  failed: { 'zh-CN': '读取失败', en: 'reading failed' },
  paused: nodeStateTexts.paused,
  booting: nodeStateTexts.booting,
  halted: nodeStateTexts.halted,
  crashed: nodeStateTexts.crashed,
  missing: nodeStateTexts.missing,
};
