# Entries of the ARP cache are confirmed anew after 4 to 12 s instead of 15 to 45, so that a lab about stale ones waits less.
printf 'net.ipv4.neigh.default.base_reachable_time_ms = 8000\nnet.ipv4.neigh.eth0.base_reachable_time_ms = 8000\n' >/etc/sysctl.d/60-short-arp.conf
sysctl -q -p /etc/sysctl.d/60-short-arp.conf
