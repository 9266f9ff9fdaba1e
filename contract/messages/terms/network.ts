import { term } from './term.js';

/** What packets meet on their way. Facts: RFC 791, 826, 879, 1191; ip-sysctl of Linux 6.1. */
export const networkTerms = {
  arp: term(
    ['ARP'],
    ['ARP'],
    '地址解析协议：广播询问“谁有这个 IP”，持有者单播回答自己的 MAC（RFC 826）。它没有 IP 头，出不了一个二层网络。',
    'Address Resolution Protocol: "who has this IP" is asked by broadcast, and its holder answers its MAC by unicast (RFC 826). It has no IP header and does not leave a layer 2 network.',
  ),
  'gratuitous-arp': term(
    ['免费 ARP', '无偿 ARP', 'GARP'],
    ['gratuitous ARP', 'GARP'],
    '没人问就自己广播的 ARP：“这个 IP 现在在我这里”。VIP 换了主人就靠它让大家更新邻居表；它只更新已有的条目，不新建。',
    'ARP that nobody asked for: "this IP is with me now". It makes everybody update their neighbour entries when a VIP moves; it changes entries that there are and makes no new ones.',
  ),
  neighbour: term(
    ['ARP 缓存', '邻居表', '邻居条目', 'ARP 表'],
    ['ARP cache', 'neighbour table', 'neighbour entry'],
    '主机记住的 IP 对应哪个 MAC（ip neigh）。记错了包就送到别人那里，直到它过期、被探测或被免费 ARP 更新。',
    'Which MAC belongs to which IP, as a host remembers it (ip neigh). A wrong one sends packets to somebody else until it is probed, expires, or a gratuitous ARP mends it.',
  ),
  mac: term(
    ['MAC', 'MAC 地址'],
    ['MAC', 'MAC address'],
    '网卡的二层地址，48 位。帧按它送达；每过一个路由器，源和目的 MAC 都会换。',
    "A network card's layer 2 address, 48 bits. Frames go by it; every router changes source and destination MAC.",
  ),
  'arp-ignore': term(
    ['arp_ignore'],
    ['arp_ignore'],
    '内核应答 ARP 的规矩：1 表示只答收到询问的那块网卡上的地址，所以 lo 上的 VIP 不会被答。all 和网卡上的值取大的。',
    'Which ARP questions the kernel answers: 1 means only for addresses on the NIC that was asked, so not for a VIP on lo. The larger of the values of all and of the NIC counts.',
  ),
  'arp-announce': term(
    ['arp_announce'],
    ['arp_announce'],
    '发 ARP 询问时用哪个源地址：2 表示总用最合适的本网卡地址，不会把 VIP 说出去。',
    'Which source address the kernel puts into its own ARP questions: 2 means always the best one of that NIC, so that the VIP is not given away.',
  ),
  mtu: term(
    ['MTU', '最大传输单元'],
    ['MTU', 'maximum transmission unit'],
    '一个帧里 IP 包最大多少字节，以太网是 1500；IPIP 隧道里只剩 1480。',
    'The largest IP packet that fits a frame: 1500 bytes on Ethernet, 1480 inside an IPIP tunnel.',
  ),
  mss: term(
    ['MSS', '最大报文段长度'],
    ['MSS', 'maximum segment size'],
    'TCP 一段最多多少字节的数据，握手时双方各自告诉对方，通常是 MTU 减 40。',
    'The most data in one TCP segment; each side says it in the handshake, usually MTU less 40.',
  ),
  pmtu: term(
    ['PMTU', '路径 MTU'],
    ['PMTU', 'path MTU', 'path MTU discovery'],
    '整条路径上最小的 MTU。发送方靠 ICMP“需要分片”得知；ICMP 被挡住时小包通、大包卡住。',
    'The smallest MTU on a path. Senders learn it from ICMP "fragmentation needed"; where that is filtered, small packets pass and large ones hang.',
  ),
  ttl: term(
    ['TTL', '生存时间'],
    ['TTL', 'time to live'],
    'IP 包还能过几个路由器，每过一个减 1，到 0 就丢。VRRP 通告必须是 255，证明没有经过路由器。',
    'How many routers an IP packet may still pass; each takes one, at 0 it is dropped. VRRP advertisements must have 255, which proves that no router was passed.',
  ),
  icmp: term(
    ['ICMP'],
    ['ICMP'],
    'IP 的报错和探测协议：ping 用它，“端口不可达”“需要分片”也用它。',
    'IP\'s protocol for errors and probes: ping is it, and so are "port unreachable" and "fragmentation needed".',
  ),
  syn: term(
    ['SYN', 'SYN-ACK'],
    ['SYN', 'SYN-ACK'],
    'TCP 握手的第一个包，对方用 SYN-ACK 回应。IPVS 在 SYN 到来时调度。',
    'The first packet of a TCP handshake, answered by a SYN-ACK. IPVS schedules when the SYN comes.',
  ),
  rst: term(
    ['RST'],
    ['RST', 'reset packet'],
    'TCP 的拒绝：马上“连接被拒绝”，而不是超时。看它来自谁的 MAC，就知道是谁拒绝的。',
    'TCP says no: "connection refused" at once, not a timeout. The MAC that it comes from tells who refused.',
  ),
  'default-gateway': term(
    ['默认网关', '默认路由'],
    ['default gateway', 'default route'],
    '不在本网段的包都交给它。NAT 模式下真实服务器的默认网关必须是调度器，DR 和 TUN 模式下必须不是。',
    'Where packets for other networks go. In NAT the realservers’ must be the director, in DR and TUN it must not.',
  ),
  'ip-forward': term(
    ['IP 转发', 'ip_forward'],
    ['IP forwarding', 'ip_forward'],
    '内核是否替别人转发 IP 包（net.ipv4.ip_forward）。NAT 和 FULLNAT 的回包需要它，DR 不需要。',
    'Does the kernel forward packets of others (net.ipv4.ip_forward)? Replies in NAT and FULLNAT need it, DR does not.',
  ),
  netfilter: term(
    ['netfilter', '钩子'],
    ['netfilter', 'netfilter hook'],
    '内核里包经过的关卡：PREROUTING、INPUT、FORWARD、OUTPUT、POSTROUTING。IPVS 在 INPUT 之后接手请求，所以 INPUT 丢包会让服务断掉。',
    'The gates that packets pass in the kernel: PREROUTING, INPUT, FORWARD, OUTPUT, POSTROUTING. IPVS takes requests after INPUT, so what INPUT drops it never sees.',
  ),
  conntrack: term(
    ['conntrack', '连接跟踪'],
    ['conntrack', 'connection tracking'],
    'netfilter 记住的连接，NAT 规则靠它。IPVS 默认绕过它（net.ipv4.vs.conntrack=0），FULLNAT 要打开。',
    'The connections that netfilter remembers; NAT rules rest on it. IPVS goes past it by default (net.ipv4.vs.conntrack=0); FULLNAT needs it on.',
  ),
  snat: term(
    ['SNAT', '源地址转换'],
    ['SNAT', 'source NAT'],
    '改源地址。FULLNAT 用它把客户端地址换成 LOCAL IP。',
    "Changes the source address. FULLNAT puts the LOCAL IP in the client's place by it.",
  ),
  dnat: term(
    ['DNAT', '目的地址转换'],
    ['DNAT', 'destination NAT'],
    '改目的地址。NAT 模式的去程就是把 VIP 换成 RIP。',
    'Changes the destination address: the way there of the NAT mode, VIP to RIP.',
  ),
  'rp-filter': term(
    ['rp_filter', '反向路径过滤', '反向路径检查'],
    ['rp_filter', 'reverse path filter'],
    '检查源地址：若回程不走同一块网卡就丢包（1 严格，2 宽松，0 不查）。all 和网卡上的值取大的。TUN 模式的真实服务器常被它拦住。',
    'Checks sources: a packet is dropped where the way back would not leave by the same NIC (1 strict, 2 loose, 0 off). The larger of the values of all and of the NIC counts. Realservers in TUN often trip over it.',
  ),
  martian: term(
    ['火星包', '火星地址'],
    ['martian', 'martian source'],
    '源地址不可能出现在这里的包，例如源是本机自己的地址。内核丢弃它，打开 log_martians 才会记录。',
    "A packet whose source cannot be, such as the host's own address coming in from outside. The kernel drops it, and says so with log_martians on.",
  ),
  loopback: term(
    ['回环接口', '环回接口'],
    ['loopback', 'loopback interface'],
    '接口 lo，不通到任何网线。DR 的真实服务器把 VIP 绑在这里，掩码必须是 /32。',
    'The interface lo, which leads to no cable. Realservers in DR have the VIP there, and it must be a /32.',
  ),
};
