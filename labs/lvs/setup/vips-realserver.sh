# A realserver of DR for five VIPs, ready from the start; how and why is the matter of another lab.
sysctl -q -w net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2
for n in 1 2 3 4 5; do ip addr replace ${tens}$n/32 dev lo; done
