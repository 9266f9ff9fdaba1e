import { template } from '../../contract/text.js';
import type { Text } from '../../contract/text.js';
import type { Texts } from '../base/i18n.js';
import type { DealVerdict } from '../logic/kernel-watch.js';
import type { PresetName } from '../logic/presets.js';

export const simulatorTexts = {
  title: { 'zh-CN': '调度算法', en: 'Schedulers' },
  intro: {
    'zh-CN': '按 Linux 6.1 内核的规则，一个连接一个连接地算出去向，并说明理由。',
    en: 'Works out where each connection goes, and why, by the rules of Linux 6.1.',
  },
  example: { 'zh-CN': '例子', en: 'Example' },
  courseExample: { 'zh-CN': '课程的 SED 例子', en: "the course's SED example" },
  own: { 'zh-CN': '自己的设置', en: 'Your own' },
  scheduler: { 'zh-CN': '算法', en: 'Scheduler' },
  beside: { 'zh-CN': '对照', en: 'Beside it' },
  nobody: { 'zh-CN': '不对照', en: 'none' },
  connections: { 'zh-CN': '连接', en: 'Connections' },
  held: { 'zh-CN': '一直保持', en: 'held open' },
  short: { 'zh-CN': '很快结束', en: 'short' },
  clients: { 'zh-CN': '客户端数', en: 'Clients' },
  targets: { 'zh-CN': '目的地址数', en: 'Addresses' },
  requests: { 'zh-CN': '连接数', en: 'Requests' },
  servers: {
    'zh-CN': '真实服务器，按内核表里的顺序：最后添加的在最前',
    en: "Realservers in the order of the kernel's list: what was added last comes first",
  },
  server: { 'zh-CN': '服务器', en: 'Server' },
  weight: { 'zh-CN': '权重', en: 'Weight' },
  active: { 'zh-CN': '活动连接', en: 'Active' },
  inactive: { 'zh-CN': '不活动', en: 'Inactive' },
  value: { 'zh-CN': '比较的值', en: 'Compared' },
  got: { 'zh-CN': '得到', en: 'Got' },
  add: { 'zh-CN': '添加服务器', en: 'Add a server' },
  remove: template<{ name: string }>({
    'zh-CN': (p) => `删除 ${p.name}`,
    en: (p) => `Remove ${p.name}`,
  }),
  ofServer: template<{ what: string; name: string }>({
    'zh-CN': (p) => `${p.name} 的${p.what}`,
    en: (p) => `${p.what} of ${p.name}`,
  }),
  step: { 'zh-CN': '下一个连接', en: 'Next connection' },
  all: { 'zh-CN': '全部算完', en: 'All of them' },
  again: { 'zh-CN': '重来', en: 'From the beginning' },
  decisions: { 'zh-CN': '每个连接的去向', en: 'Where each connection goes' },
  numbers: template<{ number: number }>({
    'zh-CN': (p) => `第 ${p.number} 个连接到来时的数字`,
    en: (p) => `The numbers when connection ${p.number} came`,
  }),
  number: { 'zh-CN': '第几个', en: 'No.' },
  from: { 'zh-CN': '从哪里到哪里', en: 'From, to' },
  why: { 'zh-CN': '为什么', en: 'Why' },
  chosen: { 'zh-CN': '选中', en: 'chosen' },
  refused: { 'zh-CN': '没有', en: 'none' },
  foundAt: template<{ service: string }>({
    'zh-CN': (p) =>
      `从 ${p.service} 现在的表开始。内核不显示算法记住了什么（指针、缓存），这里从头算起，所以 rr、wrr 和 lblc 的第一个去向可能不同。`,
    en: (p) =>
      `Begins with the table of ${p.service} as it is now. The kernel does not show what a scheduler remembers (pointer, cache); it is taken to be nothing, so that rr, wrr and lblc may begin elsewhere.`,
  }),
  begin: { 'zh-CN': '按“下一个连接”，一步一步看。', en: 'Press "Next connection" to go step by step.' },
  simulate: { 'zh-CN': '推算', en: 'Work it out' },
  simulateNamed: template<{ service: string }>({
    'zh-CN': (p) => `推算 ${p.service} 的连接去向`,
    en: (p) => `Work out where connections of ${p.service} go`,
  }),
  kernel: { 'zh-CN': '内核实际怎样分', en: 'What the kernel does' },
  kernelIntro: {
    'zh-CN':
      '从客户端发起连接看看。表每隔几秒读一次；两次之间来了新连接，这里就列出内核把它们分给了谁，旁边是规则按前一次的数字算出的去向。一次只来一个连接时最清楚。',
    en: 'Open connections from the client. The table is read every few seconds; where new connections came in between, this is whom the kernel gave them to, beside what the rule says by the numbers of the reading before. One connection at a time is the clearest.',
  },
  kernelNone: { 'zh-CN': '打开以来还没有新连接。', en: 'No new connection since this was opened.' },
  kernelGone: {
    'zh-CN': '这个服务现在不在调度器的表里。',
    en: "The director's table has no such service now.",
  },
  kernelGot: { 'zh-CN': '内核一共分给', en: 'The kernel gave, in all' },
  kernelTook: { 'zh-CN': '内核', en: 'Kernel' },
  kernelRule: { 'zh-CN': '规则', en: 'Rule' },
  at: { 'zh-CN': '时间', en: 'Time' },
  compared: { 'zh-CN': '比较', en: 'Comparison' },
} satisfies Texts;

/** How what the kernel did compares with the rule. */
export const dealTexts: Readonly<Record<DealVerdict, Text>> = {
  ruled: { 'zh-CN': '一致', en: 'the same' },
  allowed: {
    'zh-CN': '规则允许的去向之一（指针、缓存或先后看不到）；以后按它算',
    en: 'one of what the rule allows (its pointer or cache, or the order, is not seen); gone on with from here',
  },
  otherwise: {
    'zh-CN': '不一致：除了规则，还有别的在起作用，例如连接数上限（-x、-y）',
    en: 'not the same: something besides the rule decides, such as thresholds (-x, -y)',
  },
  persistent: {
    'zh-CN': '不一致：这个服务有持久（-p），老客户留在原来的服务器',
    en: 'not the same: the service is persistent (-p), and a known client stays with its server',
  },
  moved: {
    'zh-CN': '说不准：两次读表之间，规则依据的数字没有全看到',
    en: 'cannot be told: what the rule goes by was not seen whole between the two readings',
  },
  changed: {
    'zh-CN': '没法比：表改过，从这里重新开始',
    en: 'not compared: the table was changed; it begins anew from here',
  },
  many: { 'zh-CN': '没法比：一次来得太多', en: 'not compared: too many at once' },
  client: {
    'zh-CN': '没法比：这个算法看地址，而连接的地址没看到；一次只发起一个',
    en: 'not compared: the rule goes by an address that was not seen; open one connection at a time',
  },
};

/** What each example shows. */
export const presetTexts: Readonly<Record<PresetName, Text>> = {
  course: {
    'zh-CN':
      '课程里 SED 的例子：A、B、C 权重 1、2、3，连接也是 1、2、3。WLC 看三台一样，平局时取表里最前的；SED 把新连接先加上再比：2、3/2、4/3，C 最小。',
    en: "The course's example of SED: A, B, C with weights 1, 2, 3 and 1, 2, 3 connections. For WLC all three are equal, and the first in the list wins; SED counts the new connection in: 2, 3/2, 4/3, so C.",
  },
  rr: {
    'zh-CN': 'rr 不看权重，而且从最后添加的那台开始。',
    en: 'rr does not look at weights, and begins with the server that was added last.',
  },
  wrr: {
    'zh-CN': 'wrr 的次数按权重 1:2:3 分，但第一轮从较低的要求开始，顺序和后面的不同。',
    en: 'wrr deals turns 1:2:3 by weight, but its first round begins low and has another order than later ones.',
  },
  lc: {
    'zh-CN': 'lc 不看权重：三台的连接数一样多。',
    en: 'lc does not look at weights: all three get as many connections.',
  },
  wlc: {
    'zh-CN': '连接很快结束，wlc 仍然分得开：不活动的连接也算（一个活动的算 256 个）。SED 不算它们。',
    en: 'Connections are short, and wlc still spreads them: inactive ones count as well (an active one as 256). For SED they do not.',
  },
  sed: {
    'zh-CN': '连接很快结束时，SED 全给 C：不活动的连接不算，每次都是 C 的 1/3 最小。',
    en: 'With short connections SED gives all to C: inactive ones do not count, so 1/3 of C is the least every time.',
  },
  nq: {
    'zh-CN': 'nq 先让每台都有一个连接，闲着的不用等；都忙了才按 SED。',
    en: 'nq gives every server one connection first, so that none is idle; then it goes on as SED.',
  },
  dh: {
    'zh-CN': '20 个客户端都访问同一个 VIP：dh 只看目的地址，全到一台。把目的地址数改大再看。',
    en: 'Twenty clients, one VIP: dh looks at the destination only, and all go to one server. Try more addresses.',
  },
  sh: {
    'zh-CN': '权重 100、200、300，sh 的 256 个槽被第一台占满，20 个客户端全到它。把权重改成 1、2、3 再看。',
    en: 'With weights 100, 200, 300 the first server fills all 256 slots of sh, and every client goes to it. Try 1, 2, 3.',
  },
  mh: {
    'zh-CN': 'mh 和 sh 都让每个客户端固定在一台。删掉一台再比：mh 只有那台的客户端换地方，sh 差不多全换。',
    en: 'Both mh and sh keep each client on one server. Remove a server and compare: in mh its own clients move, in sh nearly all.',
  },
  lblc: {
    'zh-CN': '只有一个目的地址：全到一台，直到它的活动连接超过权重、别台还有一半空闲，才换。',
    en: 'One address: all go to one server until its active connections exceed its weight while another is half idle.',
  },
  lblcr: {
    'zh-CN': 'lblcr 记住的是一组服务器：第一台忙了就往组里加一台，之后在组里选最闲的。',
    en: 'lblcr remembers a set: when the first is busy another joins it, and the least loaded of the set is taken from then on.',
  },
  fo: {
    'zh-CN': 'fo 全给权重最大的 C。把 C 的权重改成 0，才轮到 B。',
    en: 'fo gives all to C, which has the highest weight. Only with weight 0 for C it is the turn of B.',
  },
  ovf: {
    'zh-CN': 'ovf 先填满权重最大的：每台能到权重加 1 个活动连接，全满以后就没有服务器可用。',
    en: 'ovf fills the highest weight first: each takes its weight and one more active connections; when all are full there is none.',
  },
};

/** Why a connection goes where it goes. Servers by name. */
export const reasonTexts = {
  none: {
    'zh-CN': '没有可用的服务器，内核拒绝这个连接',
    en: 'no server is available, the kernel refuses the connection',
  },
  pointerHead: template<{ server: string }>({
    'zh-CN': (p) => `从表头开始，轮到 ${p.server}`,
    en: (p) => `it begins at the head of the list, with ${p.server}`,
  }),
  pointer: template<{ server: string; last: string }>({
    'zh-CN': (p) => `上一个是 ${p.last}，下面轮到 ${p.server}`,
    en: (p) => `the last was ${p.last}, then it is the turn of ${p.server}`,
  }),
  weightSame: template<{ server: string; want: number }>({
    'zh-CN': (p) => `接着往下找权重不小于 ${p.want} 的，是 ${p.server}（cw = ${p.want}）`,
    en: (p) => `the next one of weight ${p.want} or more is ${p.server} (cw = ${p.want})`,
  }),
  weightDown: template<{ server: string; start: number; want: number }>({
    'zh-CN': (p) => `后面没有权重不小于 ${p.start} 的，cw 降到 ${p.want}，从表头找到 ${p.server}`,
    en: (p) =>
      `no further one of weight ${p.start} or more, so cw goes down to ${p.want}; from the head that is ${p.server}`,
  }),
  weightAnew: template<{ server: string; want: number }>({
    'zh-CN': (p) => `一轮结束，cw 回到最大的 ${p.want}，从表头找到 ${p.server}`,
    en: (p) => `a round is over, cw is at the highest ${p.want} again; from the head that is ${p.server}`,
  }),
  least: template<{ server: string; value: string }>({
    'zh-CN': (p) => `${p.server} 的值最小：${p.value}`,
    en: (p) => `${p.server} has the least value: ${p.value}`,
  }),
  leastTie: template<{ server: string; value: string; others: readonly string[] }>({
    'zh-CN': (p) => `${p.server} 和 ${p.others.join('、')} 的值一样小（${p.value}），取表里靠前的`,
    en: (p) =>
      `${p.server} and ${p.others.join(', ')} have the least value (${p.value}); the first in the list wins`,
  }),
  idle: template<{ server: string }>({
    'zh-CN': (p) => `${p.server} 是表里第一台没有活动连接的`,
    en: (p) => `${p.server} is the first in the list without an active connection`,
  }),
  busy: template<{ server: string; value: string }>({
    'zh-CN': (p) => `没有闲着的，按 SED 比：${p.server} 的值最小（${p.value}）`,
    en: (p) => `none is idle, so as SED: ${p.server} has the least value (${p.value})`,
  }),
  highest: template<{ server: string; weight: number }>({
    'zh-CN': (p) => `${p.server} 的权重最大：${p.weight}`,
    en: (p) => `${p.server} has the highest weight: ${p.weight}`,
  }),
  overflow: template<{ server: string; weight: number }>({
    'zh-CN': (p) => `没有满的服务器里，${p.server} 的权重最大：${p.weight}`,
    en: (p) => `of those that are not full ${p.server} has the highest weight: ${p.weight}`,
  }),
  hash: template<{ key: string; slot: number; slots: number; server: string }>({
    'zh-CN': (p) => `${p.key} 散列到 ${p.slots} 个槽里的第 ${p.slot} 个，属于 ${p.server}`,
    en: (p) => `${p.key} hashes to slot ${p.slot} of ${p.slots}, which belongs to ${p.server}`,
  }),
  hashNone: template<{ key: string; slot: number; slots: number; owner: string }>({
    'zh-CN': (p) =>
      `${p.key} 散列到 ${p.slots} 个槽里的第 ${p.slot} 个${p.owner === '' ? '，不属于谁' : `，属于 ${p.owner}，它不可用`}`,
    en: (p) =>
      `${p.key} hashes to slot ${p.slot} of ${p.slots}${p.owner === '' ? ', which is nobody’s' : `, which belongs to ${p.owner}, and that one is not available`}`,
  }),
  hashOther: template<{ key: string; slot: number; slots: number; owner: string; server: string }>({
    'zh-CN': (p) =>
      `${p.key} 散列到 ${p.slots} 个槽里的第 ${p.slot} 个，属于 ${p.owner}，它不可用，另找到 ${p.server}`,
    en: (p) =>
      `${p.key} hashes to slot ${p.slot} of ${p.slots} of ${p.owner}, which is not available; ${p.server} is found instead`,
  }),
  cacheHit: template<{ server: string; target: string }>({
    'zh-CN': (p) => `${p.target} 记着 ${p.server}，而且它没有过载`,
    en: (p) => `${p.server} is remembered for ${p.target}, and not overloaded`,
  }),
  cacheNothing: template<{ server: string; target: string; value: string }>({
    'zh-CN': (p) => `${p.target} 还没有记录，按 wlc 选 ${p.server}（${p.value}）并记住`,
    en: (p) =>
      `nothing is remembered for ${p.target}; as wlc ${p.server} (${p.value}), which is remembered now`,
  }),
  cacheGone: template<{ server: string; target: string; value: string }>({
    'zh-CN': (p) => `${p.target} 记着的服务器不可用，按 wlc 选 ${p.server}（${p.value}）`,
    en: (p) => `what is remembered for ${p.target} is not available; as wlc ${p.server} (${p.value})`,
  }),
  cacheBusy: template<{ server: string; cached: readonly string[]; value: string }>({
    'zh-CN': (p) =>
      `${p.cached.join('、')} 的活动连接超过权重，别台还有一半空闲，按 wlc 选 ${p.server}（${p.value}）`,
    en: (p) =>
      `${p.cached.join(', ')} has more active connections than its weight while another is half idle; as wlc ${p.server} (${p.value})`,
  }),
} satisfies Texts;
