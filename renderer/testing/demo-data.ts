import type { LabSummary, LabView, NodeFactsView, StepView, TopologyView } from '../../contract/views.js';
import type { HintView } from '../../contract/hints.js';
import type { DoctorFinding } from '../../contract/machines.js';
import type { Text } from '../../contract/text.js';
import type { Judgement } from '../../contract/verdict.js';

/** Data for tests and for looking at the window without machines. */

const both = (zh: string, en: string): Text => ({ 'zh-CN': zh, en });

export const vip = '10.0.0.29';

export const labs: readonly LabSummary[] = [
  {
    id: 'dr-by-hand',
    name: 'lvs/dr-by-hand',
    title: both('手工配置 LVS-DR', 'LVS-DR by hand'),
    summary: both(
      '从安装 ipvsadm 开始，逐条命令搭起 DR 模式的负载均衡：绑定 VIP、添加虚拟服务、在真实服务器上绑定 VIP 并抑制 ARP，最后用请求、抓到的帧和计数器证明它确实按 DR 的方式工作。',
      'Build DR load balancing command by command: bind the VIP, add the virtual service, bind the VIP and suppress ARP on the realservers, then prove by requests, frames and counters that it works the DR way.',
    ),
    level: 'beginner',
    minutes: 60,
    course: ['1.7.1', '1.7.2', '1.8.1', '1.8.2', '1.8.3', '1.8.4', '1.8.5'],
    requires: [],
    steps: 4,
    nodes: 4,
    best: { earned: 7, points: 9 },
  },
  {
    id: 'keepalived-single',
    name: 'lvs/keepalived-single',
    title: both('Keepalived 单实例主备', 'Keepalived: one instance, master and backup'),
    summary: both(
      '两台调度器，一个 VRRP 实例：看 MASTER 与 BACKUP 的选举、抢占和 VIP 漂移。',
      'Two directors, one VRRP instance: elections, preemption, and a VIP that moves.',
    ),
    level: 'intermediate',
    minutes: 45,
    course: ['2.1', '2.2'],
    requires: [],
    steps: 1,
    nodes: 3,
    best: { earned: 5, points: 5 },
  },
  {
    id: 'nat-two-nics',
    name: 'lvs/nat-two-nics',
    title: both('双网卡的 LVS-NAT', 'LVS-NAT with two NICs'),
    summary: both(
      '真实服务器的网关指向调度器，看地址如何被改写、应答为什么必须原路返回。',
      'The realservers’ gateway is the director: see how addresses are rewritten and why replies must come back.',
    ),
    level: 'beginner',
    minutes: 40,
    course: ['1.6'],
    requires: [],
    steps: 5,
    nodes: 5,
  },
  {
    id: 'broken-dr',
    name: 'lvs/broken-dr',
    title: both('排错：时好时坏的 DR', 'Troubleshooting: DR that works now and then'),
    summary: both(
      '集群已经搭好，但客户端有时超时。找出三处故障并修好。',
      'The cluster is there, but clients time out now and then. Find and mend three faults.',
    ),
    level: 'advanced',
    minutes: 50,
    course: ['1.8.5', '3.1'],
    requires: ['dr-by-hand'],
    steps: 3,
    nodes: 4,
  },
];

const steps: readonly StepView[] = [
  {
    id: 'install',
    title: both('安装 ipvsadm，加载 ip_vs 模块', 'Install ipvsadm and load the ip_vs module'),
    text: both(
      `# 安装 ipvsadm，加载 ip_vs 模块

LVS 分成两部分。干活的是内核模块 **ip_vs**，它在内核里按规则把连接转给真实服务器；**ipvsadm** 只是管理它的命令行工具，就像 iptables 之于 netfilter。

| 管理 IP | 节点 | 角色 |
|---|---|---|
| 10.0.0.7 | director | LVS 调度器，VIP 是 **${vip}** |
| 10.0.0.8 | rs1 | 真实服务器 |
| 10.0.0.9 | rs2 | 真实服务器 |
| 10.0.0.100 | client | 客户端 |

> **讲义更正**　讲义里的 \`ipvsadm-1.2.4.tar.gz\` 并不存在，真实文件名是 \`ipvsadm-1.24.tar.gz\`。

## 今天的做法

先看现状，此时应该没有任何输出（参见 [LVS 项目](http://www.linuxvirtualserver.org/)）：

\`\`\`sh {node=director run}
lsmod | grep ip_vs
\`\`\`

安装工具，加载模块：

\`\`\`sh {node=director run}
apt-get install -y ipvsadm
modprobe ip_vs
\`\`\`

连续观察可以在另一个终端做：

\`\`\`sh {node=director}
watch -n 1 lsmod
\`\`\`
`,
      `# Install ipvsadm and load the ip_vs module

LVS has two parts. The kernel module **ip_vs** does the work: it hands connections to realservers, inside the kernel, by rules. **ipvsadm** is only the tool that manages the rules, as iptables is for netfilter.

| address | node | role |
|---|---|---|
| 10.0.0.7 | director | LVS director; the VIP is **${vip}** |
| 10.0.0.8 | rs1 | realserver |
| 10.0.0.9 | rs2 | realserver |
| 10.0.0.100 | client | client |

> **Correction of the course notes.** The file \`ipvsadm-1.2.4.tar.gz\` does not exist; it is called \`ipvsadm-1.24.tar.gz\`.

## How it is done today

First the state as it is; this prints nothing yet (see [the LVS project](http://www.linuxvirtualserver.org/)):

\`\`\`sh {node=director run}
lsmod | grep ip_vs
\`\`\`

Install the tool, load the module:

\`\`\`sh {node=director run}
apt-get install -y ipvsadm
modprobe ip_vs
\`\`\`

To go on watching, take another terminal:

\`\`\`sh {node=director}
watch -n 1 lsmod
\`\`\`
`,
    ),
    checks: [
      {
        id: 'ipvsadm',
        title: both('调度器安装了 ipvsadm', 'ipvsadm is installed on the director'),
        kind: 'package',
        points: 1,
        needs: [],
      },
      {
        id: 'ip-vs',
        title: both('内核加载了 ip_vs 模块', 'The kernel has loaded the ip_vs module'),
        kind: 'module',
        points: 1,
        needs: [],
      },
    ],
    solvable: true,
    optional: false,
  },
  {
    id: 'virtual-service',
    title: both(
      '绑定 VIP，添加虚拟服务和真实服务器',
      'Bind the VIP, add the virtual service and its realservers',
    ),
    text: both(
      `# 绑定 VIP，添加虚拟服务

\`\`\`sh {node=director run}
ip addr add ${vip}/24 dev eth0 label eth0:0
\`\`\`

\`\`\`sh {node=director run}
ipvsadm -C
ipvsadm -A -t ${vip}:80 -s rr
ipvsadm -a -t ${vip}:80 -r 10.0.0.8:80 -g -w 1
ipvsadm -a -t ${vip}:80 -r 10.0.0.9:80 -g -w 1
\`\`\`

\`-A\` 添加虚拟服务，\`-t\` 是 VIP:端口，\`-s\` 是调度算法；小写 \`-a\` 添加真实服务器，\`-g\` 是 DR，\`-w\` 是权重。
`,
      `# Bind the VIP, add the virtual service

\`\`\`sh {node=director run}
ip addr add ${vip}/24 dev eth0 label eth0:0
\`\`\`

\`\`\`sh {node=director run}
ipvsadm -C
ipvsadm -A -t ${vip}:80 -s rr
ipvsadm -a -t ${vip}:80 -r 10.0.0.8:80 -g -w 1
ipvsadm -a -t ${vip}:80 -r 10.0.0.9:80 -g -w 1
\`\`\`

\`-A\` adds a virtual service, \`-t\` is VIP:port, \`-s\` the scheduler; the small \`-a\` adds a realserver, \`-g\` means DR, \`-w\` is the weight.
`,
    ),
    checks: [
      {
        id: 'service',
        title: both('有虚拟服务 VIP:80，算法 rr', 'Virtual service VIP:80 with rr'),
        kind: 'ipvs-service',
        points: 1,
        needs: [],
      },
      {
        id: 'servers',
        title: both(
          '两台真实服务器都在表中，DR 方式，权重 1',
          'Both realservers are in the table, by DR, with weight 1',
        ),
        kind: 'ipvs-server',
        points: 1,
        needs: ['service'],
      },
    ],
    solvable: true,
    optional: false,
  },
  {
    id: 'arp',
    title: both('抑制真实服务器的 ARP', 'Suppress ARP on the realservers'),
    text: both(
      `# 抑制真实服务器的 ARP

VIP 在三台机器上都有，但对外只有调度器承认。

\`\`\`sh {node=rs1 run}
ip addr add ${vip}/32 dev lo
sysctl -w net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2
\`\`\`

\`\`\`sh {node=rs2 run}
ip addr add ${vip}/32 dev lo
sysctl -w net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2
\`\`\`
`,
      `# Suppress ARP on the realservers

All three machines have the VIP, but to others the director alone admits it.

\`\`\`sh {node=rs1 run}
ip addr add ${vip}/32 dev lo
sysctl -w net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2
\`\`\`

\`\`\`sh {node=rs2 run}
ip addr add ${vip}/32 dev lo
sysctl -w net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2
\`\`\`
`,
    ),
    checks: [
      {
        id: 'one-answer',
        title: both('只有调度器应答 VIP 的 ARP 请求', 'The director alone answers ARP for the VIP'),
        kind: 'arp-owner',
        points: 2,
        needs: [],
      },
      {
        id: 'balanced',
        title: both('20 个请求，两台服务器各 10 个', 'Of 20 requests each server gets 10'),
        kind: 'http-spread',
        points: 2,
        needs: ['one-answer'],
      },
    ],
    solvable: true,
    optional: false,
  },
  {
    id: 'observe',
    title: both('读懂计数器', 'Read the counters'),
    text: both(
      `# 读懂计数器

\`\`\`sh {node=director run}
ipvsadm -L -n --stats
\`\`\`

DR 下 **OutPkts 恒为 0**：应答根本不经过调度器。
`,
      `# Read the counters

\`\`\`sh {node=director run}
ipvsadm -L -n --stats
\`\`\`

With DR **OutPkts is always 0**: replies do not pass the director at all.
`,
    ),
    checks: [
      {
        id: 'quiz-outpkts',
        title: both('DR 的出站包', 'Packets out with DR'),
        kind: 'quiz',
        points: 1,
        needs: [],
        quiz: {
          type: 'choice',
          question: both('DR 模式下，为什么 OutPkts 是 0？', 'Why is OutPkts 0 with DR?'),
          options: [
            both('计数器有 2 秒滞后', 'The counters lag by 2 seconds'),
            both('应答由真实服务器直接发给客户端', 'Replies go from the realservers to the client directly'),
            both('内核没有加载 ip_vs', 'The kernel has not loaded ip_vs'),
          ],
          several: false,
        },
      },
      {
        id: 'quiz-weight',
        title: both('权重', 'Weight'),
        kind: 'quiz',
        points: 1,
        needs: [],
        quiz: {
          type: 'number',
          question: both(
            '权重为多少时，服务器不再接收新连接？',
            'At which weight does a server get no new connections?',
          ),
        },
      },
    ],
    solvable: false,
    optional: false,
  },
];

export const drLab: LabView = {
  id: 'dr-by-hand',
  name: 'lvs/dr-by-hand',
  title: labs[0]!.title,
  level: 'beginner',
  minutes: 60,
  values: { vip },
  networks: [{ name: 'lan', cidr: '10.0.0.0/24' }],
  nodes: [
    machine('client', 'client', '10.0.0.100', [60, 230]),
    machine('director', 'director', '10.0.0.7', [380, 60]),
    machine('rs1', 'realserver', '10.0.0.8', [700, 130]),
    machine('rs2', 'realserver', '10.0.0.9', [700, 330]),
  ],
  steps,
};

export const vrrpLab: LabView = {
  id: 'keepalived-single',
  name: 'lvs/keepalived-single',
  title: labs[1]!.title,
  level: 'intermediate',
  minutes: 45,
  values: { vip },
  networks: [{ name: 'lan', cidr: '10.0.0.0/24' }],
  nodes: [
    machine('client', 'client', '10.0.0.100', [80, 230]),
    machine('lb1', 'director', '10.0.0.7', [560, 110]),
    machine('lb2', 'director', '10.0.0.8', [560, 350]),
  ],
  steps: [
    {
      id: 'failover',
      title: both('让 VIP 漂移', 'Make the VIP move'),
      text: both(
        '# 让 VIP 漂移\n\n```sh {node=lb1 run}\nsystemctl stop keepalived\n```\n',
        '# Make the VIP move\n\n```sh {node=lb1 run}\nsystemctl stop keepalived\n```\n',
      ),
      checks: [
        {
          id: 'one-master',
          title: both('只有一个 MASTER', 'There is one MASTER'),
          kind: 'one-master',
          points: 5,
          needs: [],
        },
      ],
      solvable: true,
      optional: false,
    },
  ],
};

function machine(
  name: string,
  role: LabView['nodes'][number]['role'],
  address: string,
  at: readonly [number, number],
): LabView['nodes'][number] {
  const last = Number(address.split('.').at(-1)).toString(16).padStart(2, '0');
  return {
    name,
    role,
    at,
    interfaces: [{ dev: 'eth0', network: 'lan', address, prefix: 24, mac: `52:54:00:0a:00:${last}` }],
  };
}

/** What a check finds: before, and after what it asks for was done. */
export interface Scripted {
  /** A command that makes it pass, as it is typed. */
  readonly by: RegExp;
  readonly before: (at: number) => Judgement;
  readonly after: (at: number) => Judgement;
  readonly hints: readonly HintView[];
}

const hints = (nudge: Text, node: string, command: string): readonly HintView[] => [
  { level: 'nudge', text: nudge },
  { level: 'command', text: both('在这台节点上执行：', 'Run on this node:'), commands: { [node]: command } },
];

export const scripted: Readonly<Record<string, Scripted>> = {
  ipvsadm: {
    by: /apt-get install .*ipvsadm/,
    before: (at) => ({
      status: 'fail',
      message: { code: 'package.missing', params: { node: 'director', name: 'ipvsadm' } },
      diagnosis: { code: 'ipvsadm-not-installed', params: { node: 'director' } },
      evidence: [
        {
          node: 'director',
          command: 'dpkg-query -W ipvsadm',
          output: 'dpkg-query: no packages found matching ipvsadm\n',
          exit: 1,
          at,
        },
      ],
    }),
    after: (at) => ({
      status: 'pass',
      message: {
        code: 'package.installed',
        params: { nodes: ['director'], name: 'ipvsadm', version: '1:1.31-1+b1' },
      },
      evidence: [
        { node: 'director', command: 'dpkg-query -W ipvsadm', output: 'ipvsadm\t1:1.31-1+b1\n', exit: 0, at },
      ],
    }),
    hints: hints(
      both('用发行版自带的包管理器。', 'Use the package manager of the distribution.'),
      'director',
      'apt-get install -y ipvsadm',
    ),
  },
  'ip-vs': {
    by: /modprobe ip_vs|ipvsadm -/,
    before: () => ({
      status: 'unknown',
      message: { code: 'unknown.timeout', params: { node: 'director', detail: '10 s' } },
      evidence: [],
    }),
    after: (at) => ({
      status: 'pass',
      message: { code: 'module.loaded', params: { nodes: ['director'], name: 'ip_vs' } },
      evidence: [
        {
          node: 'director',
          command: 'lsmod',
          output: 'ip_vs                 208896  2 ip_vs_rr\nnf_conntrack          188416  1 ip_vs\n',
          exit: 0,
          at,
        },
      ],
    }),
    hints: [],
  },
  service: {
    by: /ipvsadm -A -t \S+:80 -s rr/,
    before: (at) => ({
      status: 'fail',
      message: {
        code: 'ipvs-service.missing',
        params: { node: 'director', service: `TCP ${vip}:80`, found: [] },
      },
      diagnosis: { code: 'no-virtual-service', params: { node: 'director', service: `TCP ${vip}:80` } },
      evidence: [{ node: 'director', command: 'ipvsadm -Sn', output: '', exit: 0, at }],
    }),
    after: (at) => ({
      status: 'pass',
      message: {
        code: 'ipvs-service.ok',
        params: { nodes: ['director'], service: `TCP ${vip}:80`, scheduler: 'rr' },
      },
      evidence: [
        { node: 'director', command: 'ipvsadm -Sn', output: `-A -t ${vip}:80 -s rr\n`, exit: 0, at },
      ],
    }),
    hints: hints(
      both('虚拟服务用大写 -A 添加。', 'A virtual service is added by a capital -A.'),
      'director',
      `ipvsadm -A -t ${vip}:80 -s rr`,
    ),
  },
  servers: {
    by: /ipvsadm -a -t \S+:80 -r 10\.0\.0\.9/,
    before: () => ({
      status: 'unknown',
      message: { code: 'skipped.needs', params: { check: 'Virtual service VIP:80 with rr' } },
      evidence: [],
    }),
    after: () => ({
      status: 'pass',
      message: {
        code: 'ipvs-server.ok',
        params: { nodes: ['director'], service: `TCP ${vip}:80`, servers: ['10.0.0.8:80', '10.0.0.9:80'] },
      },
      evidence: [],
    }),
    hints: [],
  },
  'one-answer': {
    by: /arp_ignore=1/,
    before: (at) => ({
      status: 'fail',
      message: { code: 'arp-owner.several', params: { address: vip, nodes: ['director', 'rs1', 'rs2'] } },
      diagnosis: {
        code: 'rs-answers-arp',
        params: { node: 'rs1', vip, value: '0', dev: 'eth0' },
      },
      evidence: [
        {
          node: 'client',
          command: `arping -b -c 3 -I eth0 ${vip}`,
          output: `ARPING ${vip} from 10.0.0.100 eth0\nUnicast reply from ${vip} [52:54:00:0A:00:07]  0.912ms\nUnicast reply from ${vip} [52:54:00:0A:00:08]  1.204ms\nUnicast reply from ${vip} [52:54:00:0A:00:09]  1.377ms\n`,
          exit: 0,
          at,
        },
      ],
    }),
    after: () => ({
      status: 'pass',
      message: { code: 'arp-owner.ok', params: { address: vip, owner: 'director' } },
      evidence: [],
    }),
    hints: hints(
      both('看看真实服务器上 arp_ignore 的有效值。', 'Look at the effective arp_ignore of the realservers.'),
      'rs1',
      'sysctl -w net.ipv4.conf.all.arp_ignore=1',
    ),
  },
  balanced: {
    by: /arp_announce=2/,
    before: () => ({
      status: 'fail',
      message: {
        code: 'http-spread.uneven',
        params: {
          url: `http://${vip}/`,
          spread: { rs1: 20 },
          want: { rs1: 10, rs2: 10 },
          failed: 0,
          outcomes: '',
        },
      },
      evidence: [],
    }),
    after: () => ({
      status: 'pass',
      message: { code: 'http-spread.ok', params: { url: `http://${vip}/`, spread: { rs1: 10, rs2: 10 } } },
      evidence: [],
    }),
    hints: [],
  },
  'one-master': {
    by: /never/,
    before: () => ({
      status: 'pass',
      message: { code: 'one-master.ok', params: { instance: 'VI_1', master: 'lb1', vip } },
      evidence: [],
    }),
    after: () => ({
      status: 'pass',
      message: { code: 'one-master.ok', params: { instance: 'VI_1', master: 'lb1', vip } },
      evidence: [],
    }),
    hints: [],
  },
};

export const quizAnswers: Readonly<Record<string, string>> = { 'quiz-outpkts': '1', 'quiz-weight': '0' };

export const findings: readonly DoctorFinding[] = [
  {
    id: 'qemu',
    status: 'ok',
    message: { code: 'qemu.ok', params: { program: 'qemu-system-x86_64', version: '7.2' } },
  },
  {
    id: 'accelerator',
    status: 'warning',
    message: { code: 'accelerator.none', params: { tried: ['kvm'] } },
  },
  {
    id: 'memory',
    status: 'problem',
    message: { code: 'memory.low', params: { megabytes: 900, needed: 1600 } },
    fix: 'sudo swapoff -a && sudo swapon -a',
  },
];

function facts(at: number, address: string): Required<Omit<NodeFactsView, 'unknown' | 'ipvsLoaded'>> {
  return {
    status: 'ok',
    at,
    addresses: [{ dev: 'eth0', address, prefix: 24, kind: 'own' }],
    links: [
      { dev: 'lo', up: true, carrier: true },
      { dev: 'eth0', up: true, carrier: true },
    ],
    listening: [{ port: 22, address: '0.0.0.0' }],
    vrrp: [],
    ipvs: [],
  };
}

export interface DrState {
  readonly service: boolean;
  readonly servers: boolean;
  readonly vip: boolean;
  readonly onLo: boolean;
  readonly suppressed: boolean;
  readonly unplugged: ReadonlySet<string>;
  /** Rises with every poll. */
  readonly tick: number;
}

/** The DR lab as it stands after what was typed. */
export function drTopology(at: number, state: DrState): TopologyView {
  const cable = (
    node: string,
    one: Required<Omit<NodeFactsView, 'unknown' | 'ipvsLoaded'>>,
  ): NodeFactsView =>
    state.unplugged.has(node)
      ? { ...one, links: one.links.map((link) => (link.dev === 'lo' ? link : { ...link, carrier: false })) }
      : one;
  const real = (node: string, address: string): NodeFactsView => {
    const base = facts(at, address);
    return cable(node, {
      ...base,
      addresses: state.onLo
        ? [...base.addresses, { dev: 'lo', address: vip, prefix: 32, kind: 'vip' }]
        : base.addresses,
      listening: [...base.listening, { port: 80, address: '0.0.0.0' }],
    });
  };
  const server = (node: string, address: string, turn: number) => ({
    address,
    port: 80,
    node,
    method: 'dr' as const,
    weight: 1,
    active: (state.tick + turn) % 3,
    inactive: 2 + ((state.tick + turn) % 5),
    connections: 20 + state.tick * 2 + turn,
    rate: 1.5 + ((state.tick + turn) % 4) / 2,
  });
  const director = facts(at, '10.0.0.7');
  return {
    at,
    nodes: {
      client: cable('client', facts(at, '10.0.0.100')),
      director: cable('director', {
        ...director,
        addresses: state.vip
          ? [...director.addresses, { dev: 'eth0', address: vip, prefix: 24, kind: 'vip' }]
          : director.addresses,
        ipvs: state.service
          ? [
              {
                protocol: 'tcp',
                address: vip,
                port: 80,
                scheduler: 'rr',
                flags: [],
                servers: state.servers ? [server('rs1', '10.0.0.8', 0), server('rs2', '10.0.0.9', 1)] : [],
              },
            ]
          : [],
      }),
      rs1: real('rs1', '10.0.0.8'),
      rs2: real('rs2', '10.0.0.9'),
    },
    vips:
      state.vip || state.onLo
        ? [
            {
              address: vip,
              ofLab: true,
              holders: state.vip ? ['director'] : [],
              onLoopback: state.onLo ? ['rs1', 'rs2'] : [],
              answerers: [
                ...(state.vip ? ['director'] : []),
                ...(state.onLo && !state.suppressed ? ['rs1', 'rs2'] : []),
              ].map((node) => ({ node, at })),
              ...(state.vip
                ? { arp: { node: state.onLo && !state.suppressed ? 'rs1' : 'director', at } }
                : {}),
            },
          ]
        : [],
  };
}

/** Two directors of which one has the VIP. */
export function vrrpTopology(at: number, master: 'lb1' | 'lb2'): TopologyView {
  const director = (name: 'lb1' | 'lb2', address: string, priority: number): NodeFactsView => {
    const base = facts(at, address);
    return {
      ...base,
      addresses:
        name === master
          ? [...base.addresses, { dev: 'eth0', address: vip, prefix: 24, kind: 'vip' }]
          : base.addresses,
      vrrp: [
        {
          name: 'VI_1',
          state: name === master ? 'MASTER' : 'BACKUP',
          vrid: 51,
          priority,
          vips: [vip],
        },
      ],
    };
  };
  return {
    at,
    nodes: {
      client: facts(at, '10.0.0.100'),
      lb1: director('lb1', '10.0.0.7', 150),
      lb2: director('lb2', '10.0.0.8', 100),
    },
    vips: [
      {
        address: vip,
        ofLab: true,
        holders: [master],
        onLoopback: [],
        answerers: [{ node: master, at }],
        arp: { node: master, at },
      },
    ],
  };
}
