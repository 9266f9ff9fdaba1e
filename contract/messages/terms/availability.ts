import { term } from './term.js';

/** What keeps a service up. Facts: keepalived.conf(5), RFC 3768, RFC 5798. */
export const availabilityTerms = {
  keepalived: term(
    ['keepalived'],
    ['keepalived'],
    '两件事一个守护进程：用 VRRP 让 VIP 在机器间漂移；检查真实服务器的健康并据此增删 IPVS 规则。',
    'One daemon for two things: it moves VIPs between machines by VRRP, and it checks realservers and keeps the IPVS table by that.',
  ),
  ldirectord: term(
    ['ldirectord'],
    ['ldirectord'],
    '用 Perl 写的守护进程：检查真实服务器并改 IPVS 表，但不管 VIP 的漂移。',
    'A daemon in Perl that checks realservers and keeps the IPVS table by that; it moves no VIPs.',
  ),
  vrrp: term(
    ['VRRP', '虚拟路由冗余协议'],
    ['VRRP', 'Virtual Router Redundancy Protocol'],
    '虚拟路由冗余协议（IP 协议 112，组播 224.0.0.18）：主机定时发通告，收不到通告的备机接管 VIP。',
    'Virtual Router Redundancy Protocol (IP protocol 112, multicast 224.0.0.18): the master advertises, and a backup that hears nothing takes over the VIP.',
  ),
  vrid: term(
    ['VRID', 'virtual_router_id'],
    ['VRID', 'virtual_router_id'],
    '虚拟路由器的编号，1 到 255。同一个实例的两端必须相同，同一个网段里的不同实例必须不同。',
    "The virtual router's number, 1 to 255. Both ends of an instance have the same, different instances of one network different ones.",
  ),
  master: term(
    ['MASTER'],
    ['MASTER'],
    'VRRP 状态：持有 VIP 并发送通告的那台。看的是它现在的状态，不是配置文件里写的 state。',
    'A VRRP state: the machine that has the VIP and sends advertisements. What counts is the state it is in, not the one in its configuration.',
  ),
  backup: term(
    ['BACKUP'],
    ['BACKUP'],
    'VRRP 状态：听通告、等着接管的那台。它的 IPVS 表也在，只是没有 VIP。',
    'A VRRP state: the machine that listens and waits. Its IPVS table is there as well, only the VIP is not.',
  ),
  advertisement: term(
    ['通告', 'VRRP 通告'],
    ['advertisement', 'VRRP advertisement', 'advert'],
    'MASTER 定时发的 VRRP 包，默认每秒一个。漏掉三个再多一点（skew），备机就接管。',
    'The packet that a MASTER sends at an interval, each second by default. After three that are missed and a little more (skew) the backup takes over.',
  ),
  priority: term(
    ['优先级'],
    ['priority'],
    'VRRP 选主用的数，1 到 254，大的当 MASTER（255 留给地址的所有者，0 表示主动让位）。',
    'The number by which VRRP elects, 1 to 254: the highest is MASTER (255 is for the owner of the addresses, 0 says that a master resigns).',
  ),
  preemption: term(
    ['抢占'],
    ['preemption', 'preempt'],
    '优先级更高的机器回来后把 VIP 夺回去。nopreempt 不让它这样做，两端的 state 都要写 BACKUP。',
    'A machine of higher priority that comes back takes the VIP again. nopreempt forbids it, and wants state BACKUP on both.',
  ),
  failover: term(
    ['故障切换', '故障转移', '主备切换'],
    ['failover'],
    '一台坏了，另一台接过它的地址和工作。中断多久取决于多久才发现。',
    'One machine fails, another takes over its address and work. How long nothing answers depends on how soon it is noticed.',
  ),
  'split-brain': term(
    ['脑裂'],
    ['split brain', 'split-brain'],
    '两台互相听不到，都以为对方死了，于是都持有 VIP。常见原因：防火墙挡了 VRRP，或两端 VRID、认证、间隔不一致。',
    'Two machines do not hear each other, and each believes that the other is dead: both have the VIP. Usual causes: VRRP is filtered, or VRID, password or interval differ.',
  ),
  spof: term(
    ['单点故障', '单点'],
    ['single point of failure', 'SPOF'],
    '坏了它，整个服务就停的那个部分。只有一台调度器时它就是。',
    'The part whose loss stops the whole service. A director that is alone is one.',
  ),
  'health-check': term(
    ['健康检查'],
    ['health check', 'health checking'],
    '定期试一试真实服务器还能不能用，不能用就移出 IPVS 表（或把权重改为 0）。',
    'Tries realservers at intervals, and takes those that fail out of the IPVS table (or sets their weight to 0).',
  ),
  'sorry-server': term(
    ['sorry_server', '道歉服务器'],
    ['sorry server', 'sorry_server'],
    '所有真实服务器都不可用时才顶上的那台，例如给出“维护中”的页面。',
    'The server that steps in when no realserver is left, for instance with a page that says so.',
  ),
  'high-availability': term(
    ['高可用', '高可用性'],
    ['high availability'],
    '坏掉一部分，服务仍然在：冗余加上自动切换。',
    'The service stays while a part fails: something is there twice, and takes over by itself.',
  ),
  vmac: term(
    ['虚拟 MAC'],
    ['virtual MAC', 'VMAC'],
    'VRRP 规定的 00:00:5e:00:01:VRID。keepalived 默认不用它，而用网卡自己的 MAC 加免费 ARP；写 use_vmac 才用。',
    "The MAC 00:00:5e:00:01:VRID of the VRRP standard. keepalived uses the NIC's own and gratuitous ARP instead, unless use_vmac is set.",
  ),
};
