import type { LabSummary, LabView, NodeFactsView, TopologyView } from '../../contract/views.js';
import type { Text } from '../../contract/text.js';

// Small views that tests of the page's own logic are given.

const both = (zh: string, en: string): Text => ({ 'zh-CN': zh, en });

export const vip = '10.0.0.29';

export const labs: readonly LabSummary[] = [
  {
    id: 'dr-by-hand',
    name: 'lvs/dr-by-hand',
    pack: 'lvs',
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
    pack: 'lvs',
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
    pack: 'lvs',
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
    pack: 'lvs',
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

type Shape = Pick<LabView, 'nodes' | 'networks'>;

export const drLab: Shape = {
  networks: [{ name: 'lan', cidr: '10.0.0.0/24' }],
  nodes: [
    machine('client', 'client', '10.0.0.100', [60, 230]),
    machine('director', 'director', '10.0.0.7', [380, 60]),
    machine('rs1', 'realserver', '10.0.0.8', [700, 130]),
    machine('rs2', 'realserver', '10.0.0.9', [700, 330]),
  ],
};

export const vrrpLab: Shape = {
  networks: drLab.networks,
  nodes: [
    machine('client', 'client', '10.0.0.100', [80, 230]),
    machine('lb1', 'director', '10.0.0.7', [560, 110]),
    machine('lb2', 'director', '10.0.0.8', [560, 350]),
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
