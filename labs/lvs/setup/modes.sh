# /root/mode: brings this node into one of the four modes, so that the same request can be compared in all of them.
# What each line does, and why, is the matter of the labs about the modes.
head -c 2000000 /dev/urandom >/var/www/html/large
case $(hostname) in
director)
  cat >/root/mode <<'END'
#!/bin/sh
# mode nat | dr | tun | fullnat: the director's side
set -e
case $1 in nat | fullnat) how=-m ;; dr) how=-g ;; tun) how=-i ;; *) echo "usage: $0 nat|dr|tun|fullnat" >&2; exit 2 ;; esac
iptables -t nat -F POSTROUTING
conntrack -F >/dev/null 2>&1 || true
sysctl -q -w net.ipv4.ip_forward=1 net.ipv4.vs.conntrack=0
[ "$1" != fullnat ] || {
  sysctl -q -w net.ipv4.vs.conntrack=1
  iptables -t nat -A POSTROUTING -m ipvs --vaddr ${vip}/32 --vport 80 -j SNAT --to-source 10.0.0.19
}
ip addr replace ${vip}/24 dev eth0
ipvsadm -C
ipvsadm -A -t ${vip}:80 -s rr
ipvsadm -a -t ${vip}:80 -r 10.0.0.17:80 $how
ipvsadm -a -t ${vip}:80 -r 10.0.0.18:80 $how
echo "director: $1"
END
  ;;
rs*)
  cat >/root/mode <<'END'
#!/bin/sh
# mode nat | dr | tun | fullnat: a realserver's side
set -e
case $1 in nat | dr | tun | fullnat) ;; *) echo "usage: $0 nat|dr|tun|fullnat" >&2; exit 2 ;; esac
ip addr del ${vip}/32 dev lo 2>/dev/null || true
sysctl -q -w net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2 net.ipv4.conf.all.rp_filter=0
case $1 in
nat) ip route replace default via 10.0.0.19 ;;
fullnat) ip route del default 2>/dev/null || true ;;
dr | tun)
  ip route replace default via 10.0.0.1
  modprobe ipip && ip link set tunl0 up && sysctl -q -w net.ipv4.conf.tunl0.rp_filter=0
  ip addr replace ${vip}/32 dev lo
  ;;
esac
echo "$(hostname): $1"
END
  ;;
esac
[ ! -e /root/mode ] || chmod +x /root/mode
