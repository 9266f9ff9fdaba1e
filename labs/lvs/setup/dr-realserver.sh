# What makes a realserver of DR, as a script for labs that are about packets; how and why is the matter of another lab.
cat >/root/dr-realserver.sh <<'END'
#!/bin/sh
# The VIP on lo, and no ARP for it: see the lab "LVS-DR by hand".
sysctl -q -w net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2
ip addr replace ${vip}/32 dev lo
echo "$(hostname): ready for ${vip}"
END
chmod +x /root/dr-realserver.sh
