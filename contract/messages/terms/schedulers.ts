import { term } from './term.js';

/** The schedulers of Linux 6.1 by their names in the kernel. Facts: ipvsadm(8), net/netfilter/ipvs/ip_vs_*.c. */
export const schedulerTerms = {
  scheduler: term(
    ['调度算法'],
    ['scheduler', 'scheduling algorithm'],
    '决定新连接给哪台真实服务器的规则（ipvsadm -s）。ipvsadm 和 keepalived 默认用 wlc。',
    'The rule that says which realserver gets a new connection (ipvsadm -s). ipvsadm and keepalived use wlc where none is named.',
  ),
  rr: term(
    ['rr', '轮询', '轮叫'],
    ['rr', 'round robin'],
    '轮询：一台接一台，不看权重（权重 0 的跳过）。第一个是最后加进表里的那台。',
    'Round robin: one after the other, whatever their weights (0 is passed over). It begins with the server that was added last.',
  ),
  wrr: term(
    ['wrr', '加权轮询', '加权轮叫'],
    ['wrr', 'weighted round robin'],
    '加权轮询：一轮里每台得到与权重成比例的次数；权重 100、200、300 和 1、2、3 一样。',
    'Weighted round robin: in one round each gets turns in proportion to its weight; 100, 200, 300 are the same as 1, 2, 3.',
  ),
  lc: term(
    ['lc', '最少连接'],
    ['lc', 'least-connection'],
    '最少连接：开销最小的那台，活动连接算 256，不活动的算 1，不看权重。',
    'Least connection: the server with the least load, where an active connection counts 256 times an inactive one; weights do not count.',
  ),
  wlc: term(
    ['wlc', 'WLC', '加权最少连接'],
    ['wlc', 'WLC', 'weighted least-connection'],
    '加权最少连接：开销除以权重最小的那台，相同时取表里靠前的（最后加的）。这是默认算法。',
    'Weighted least connection: the smallest load per weight; of equal ones the first in the table (the last added). The default.',
  ),
  sed: term(
    ['sed', 'SED', '最短期望延迟'],
    ['sed', 'SED', 'shortest expected delay'],
    '最短期望延迟：(活动连接 + 1) / 权重 最小的那台。不活动的连接不算，所以请求很短时都给同一台。',
    'Shortest expected delay: the smallest (active + 1) / weight. Inactive connections do not count, so short requests all go to one server.',
  ),
  nq: term(
    ['nq', 'NQ', '永不排队'],
    ['nq', 'NQ', 'never queue'],
    '永不排队：表里第一台没有活动连接的马上给它，都忙时按 sed。',
    'Never queue: the first server in the table without an active connection gets it; where all are busy as sed.',
  ),
  dh: term(
    ['dh', 'DH', '目的地址散列'],
    ['dh', 'DH', 'destination hashing'],
    '目的地址散列：同一个目的地址总到同一台，不看权重。只有一个 VIP 时全到一台。',
    'Destination hashing: each destination address always gets the same server, weights do not count. With one VIP all goes to one.',
  ),
  sh: term(
    ['SH', '源地址散列'],
    ['SH', 'source hashing'],
    '源地址散列（sh）：同一个客户端总到同一台，256 个槽按权重分。权重太大时第一台占满所有槽。',
    'Source hashing (sh): each client always gets the same server; 256 slots are dealt by weight. With large weights the first server fills them all.',
  ),
  mh: term(
    ['mh', 'Maglev'],
    ['mh', 'Maglev', 'Maglev hashing'],
    'Maglev 一致性散列：像 sh 一样按客户端分，但一台离开时只有它的那部分客户端换地方。',
    'Maglev, a consistent hash: by client as sh, but where one server leaves about its own clients alone move.',
  ),
  lblc: term(
    ['lblc', 'LBLC'],
    ['lblc', 'LBLC', 'locality-based least-connection'],
    '基于局部性的最少连接：记住每个目的地址给了谁，直到那台过载而别台还有一半空闲。为缓存集群设计。',
    'Locality-based least connection: each destination stays with its server until that one is overloaded while another is half idle. Made for clusters of caches.',
  ),
  lblcr: term(
    ['lblcr', 'LBLCR'],
    ['lblcr', 'LBLCR', 'locality-based least-connection with replication'],
    '带复制的 lblc：每个目的地址记住一组服务器，过载时往组里加一台。',
    'lblc with replication: a set of servers for each destination, which grows where they are overloaded.',
  ),
  fo: term(
    ['fo'],
    ['fo', 'weighted failover'],
    '加权故障转移：全部给权重最大的那台，它的权重变成 0 才换下一台。',
    'Weighted failover: all to the server of the highest weight; the next one only when that has 0.',
  ),
  ovf: term(
    ['ovf'],
    ['ovf', 'weighted overflow'],
    '加权溢出：先给权重最大的那台，活动连接超过权重才溢到下一台。',
    'Weighted overflow: the server of the highest weight first; the next one when its active connections exceed its weight.',
  ),
};
