# Two words that set one parameter at its three places at once, as the lab tries all of them.
for what in ignore announce; do
  cat >/usr/local/sbin/arp-$what <<END
#!/bin/sh
# arp-$what ALL LO ETH0: sets arp_$what of all, lo and eth0, and shows what is there now
[ \$# -eq 3 ] || { echo "usage: \${0##*/} ALL LO ETH0" >&2; exit 2; }
sysctl net.ipv4.conf.all.arp_$what=\$1 net.ipv4.conf.lo.arp_$what=\$2 net.ipv4.conf.eth0.arp_$what=\$3
END
  chmod +x /usr/local/sbin/arp-$what
done
