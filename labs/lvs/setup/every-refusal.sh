# A director that has no server for a connection says so by ICMP, and the kernel says it to one client once a second only: many ask here.
sysctl -q -w net.ipv4.icmp_ratelimit=0
