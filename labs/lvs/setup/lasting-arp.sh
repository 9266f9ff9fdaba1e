# The ARP settings of a realserver of DR, written so that they are there after a reboot as well; before it has the VIP.
cat >/etc/sysctl.d/lvs-dr.conf <<'END'
net.ipv4.conf.all.arp_ignore = 1
net.ipv4.conf.all.arp_announce = 2
END
sysctl -q -p /etc/sysctl.d/lvs-dr.conf
