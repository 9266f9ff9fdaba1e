import { term } from './term.js';

/** What LVS is made of: addresses, roles, programs, ways of forwarding. Facts: ipvsadm(8), Linux 6.1 net/netfilter/ipvs. */
export const lvsTerms = {
  lvs: term(
    ['LVS', 'Linux 虚拟服务器'],
    ['LVS', 'Linux Virtual Server'],
    'Linux 虚拟服务器：许多台服务器对外像一台。由内核里的 IPVS 转发，由 ipvsadm 或 keepalived 配置。',
    'Linux Virtual Server: many servers that look like one from outside. IPVS in the kernel forwards, ipvsadm or keepalived configures it.',
  ),
  ipvs: term(
    ['IPVS'],
    ['IPVS'],
    'LVS 在内核里的那部分（模块 ip_vs）：四层负载均衡，按虚拟服务表把连接分给真实服务器。没有程序在监听 VIP 的端口，它也能应答。',
    "The part of LVS in the kernel (module ip_vs): a layer 4 load balancer that gives connections to realservers by its table of virtual services. No program listens on the VIP's port, and yet it answers.",
  ),
  ipvsadm: term(
    ['ipvsadm'],
    ['ipvsadm'],
    '查看和修改 IPVS 表的命令：-A 加虚拟服务，-a 加真实服务器，-L -n 列出。重启后规则不会自己回来。',
    'The command that shows and changes the IPVS table: -A adds a virtual service, -a a realserver, -L -n lists. Its rules do not come back by themselves after a reboot.',
  ),
  'virtual-service': term(
    ['虚拟服务'],
    ['virtual service'],
    'IPVS 表里的一项：协议、VIP 和端口（或防火墙标记），加上调度算法和它的真实服务器。',
    'An entry of the IPVS table: protocol, VIP and port (or a firewall mark), with its scheduler and its realservers.',
  ),
  vip: term(
    ['VIP', '虚拟 IP'],
    ['VIP', 'virtual IP'],
    '虚拟 IP 地址：客户端访问的就是它。DR 和 TUN 模式下真实服务器自己也持有它，但不能为它应答 ARP。',
    'Virtual IP address: the one that clients ask. In DR and TUN the realservers have it as well, and must not answer ARP for it.',
  ),
  rip: term(
    ['RIP', '真实 IP'],
    ['RIP', 'real IP'],
    '真实服务器自己的 IP 地址，调度器按它找到服务器。',
    "A realserver's own IP address, by which the director finds it.",
  ),
  dip: term(
    ['DIP'],
    ['DIP', 'director IP'],
    '调度器在真实服务器那一侧的 IP 地址；NAT 模式下它是真实服务器的默认网关。',
    "The director's IP address on the realservers' side; in NAT it is their default gateway.",
  ),
  cip: term(
    ['CIP', '客户端 IP'],
    ['CIP', 'client IP'],
    '客户端的 IP 地址，是请求的源地址。NAT、DR、TUN 模式下真实服务器都能看到它，FULLNAT 下看不到。',
    "The client's IP address, the source of a request. Realservers see it in NAT, DR and TUN, and not in FULLNAT.",
  ),
  'local-ip': term(
    ['LOCAL IP', 'LIP'],
    ['LOCAL IP', 'LIP'],
    'FULLNAT 里调度器代替客户端使用的源地址；真实服务器把应答发给它。',
    "The source address that the director puts in the client's place in FULLNAT; realservers reply to it.",
  ),
  director: term(
    ['调度器', '负载均衡器'],
    ['director', 'load balancer'],
    '持有 VIP、按调度算法把连接分给真实服务器的机器，也叫负载均衡器（LB）。',
    'The machine that has the VIP and gives connections to realservers by its scheduler; also called load balancer (LB).',
  ),
  realserver: term(
    ['真实服务器', '后端服务器'],
    ['realserver', 'real server'],
    '真正处理请求的服务器（RS），客户端不直接访问它。',
    'A server that does the work (RS); clients do not address it.',
  ),
  nat: term(
    ['NAT', 'VS/NAT'],
    ['NAT', 'VS/NAT'],
    '转发方式（-m）：去程改目的地址为 RIP，回程改源地址为 VIP，来去都经过调度器，所以真实服务器的网关要指向它，也只有它能换端口（FULLNAT 以它为基础）。',
    "A way to forward (-m): the destination becomes the RIP on the way there, the source the VIP on the way back. Both ways pass the director, so it is the realservers' gateway; ports can be changed (FULLNAT builds on it).",
  ),
  dr: term(
    ['DR', 'LVS-DR', 'VS/DR', '直接路由'],
    ['DR', 'LVS-DR', 'VS/DR', 'direct routing'],
    '转发方式（-g）：只改目的 MAC，IP 包原样送给真实服务器，应答直接回客户端。要求同一个二层网络，真实服务器在 lo 上有 VIP 且不应答它的 ARP。',
    'A way to forward (-g): only the destination MAC changes, the IP packet goes to the realserver as it is, and the reply goes straight to the client. Needs one layer 2 network; realservers have the VIP on lo and answer no ARP for it.',
  ),
  tun: term(
    ['TUN', 'VS/TUN', '隧道模式'],
    ['TUN', 'VS/TUN'],
    '转发方式（-i）：把整个 IP 包装进另一个 IP 包送给真实服务器，可以跨网段；真实服务器拆开后直接应答客户端。每个包多 20 字节（IPIP）。',
    'A way to forward (-i): the whole IP packet goes inside another one, also beyond a router; the realserver unpacks it and replies straight to the client. Each packet grows by 20 bytes (IPIP).',
  ),
  fullnat: term(
    ['FULLNAT', '全 NAT'],
    ['FULLNAT', 'full NAT'],
    '源地址和目的地址都改：真实服务器看到的对端是 LOCAL IP，不需要以调度器为网关。主线内核用 -m 加 SNAT 实现，并且要打开 net.ipv4.vs.conntrack。',
    'Source and destination both change: realservers see the LOCAL IP and need not have the director as their gateway. The mainline kernel does it by -m with SNAT, and net.ipv4.vs.conntrack on.',
  ),
  ipip: term(
    ['IPIP'],
    ['IPIP'],
    'IP 包里直接装 IP 包（协议号 4，RFC 2003），外层头 20 字节。真实服务器用 tunl0 拆开。',
    'An IP packet right inside another (protocol 4, RFC 2003); the outer header has 20 bytes. Realservers unpack it by tunl0.',
  ),
  gue: term(
    ['GUE'],
    ['GUE', 'generic UDP encapsulation'],
    '用 UDP 装 IP 包的隧道：路由器能像普通 UDP 一样对待它。IPVS 从内核 5.3 起支持（--tun-type gue）。',
    'A tunnel that carries IP packets in UDP, which routers treat as any UDP. IPVS has it since Linux 5.3 (--tun-type gue).',
  ),
  weight: term(
    ['权重'],
    ['weight'],
    '真实服务器的份额，按它分的算法才看它。0 表示不再接新连接，已有的连接继续。',
    "A realserver's share, for schedulers that look at it. 0: no new connections, those there are go on.",
  ),
  persistence: term(
    ['会话保持', '持久连接', '持久化'],
    ['persistence', 'persistent connection'],
    '一段时间内同一个客户端（或同一网段）总到同一台真实服务器，不管调度算法（-p 秒数）。只有一个客户端时看起来就像分配不均。',
    'For some time the same client (or network) always gets the same realserver, whatever the scheduler says (-p seconds). With one client alone it looks like an imbalance.',
  ),
  'connection-table': term(
    ['连接表'],
    ['connection table', 'connection entry'],
    'IPVS 记住的连接（ipvsadm -L -n -c）：后续的包照它走，不再调度。清空规则（-C）不会清空它。',
    'The connections that IPVS remembers (ipvsadm -L -n -c): later packets follow it and are not scheduled again. Clearing the rules (-C) does not clear it.',
  ),
  fwmark: term(
    ['防火墙标记', 'fwmark'],
    ['firewall mark', 'fwmark'],
    '防火墙给包打的数字标记，虚拟服务可以按它来认（-f），这样多个地址和端口算一个服务。',
    'A number that the firewall puts on packets; a virtual service can go by it (-f), so that several addresses and ports are one service.',
  ),
  'connection-sync': term(
    ['连接同步'],
    ['connection synchronization', 'connection sync'],
    '主调度器把连接表发给备调度器（组播 224.0.0.81，UDP 8848），切换后已有的连接还能继续。',
    'The master director tells the backup its connections (multicast 224.0.0.81, UDP 8848), so that they go on after a failover.',
  ),
  'load-balancing': term(
    ['负载均衡'],
    ['load balancing'],
    '把请求分给多台服务器：分担压力，一台坏了其余的接着干。',
    'Requests are spread over several servers: they share the load, and where one fails the others go on.',
  ),
};
