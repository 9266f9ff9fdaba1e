# Twenty VIPs of a network of their own, ${many}.1 to ${many}.20, on a director or a realserver of DR, ready from the start.
# The client has a route to them by way of the director, so nobody asks for these addresses by ARP.
sysctl -q -w net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2
seq -f 'addr replace ${many}.%g/32 dev lo' 1 20 | ip -batch -
