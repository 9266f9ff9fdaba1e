# Directors and firewalls of the sandwich; the rules of IPVS are the learner's.
case $(hostname) in
outer | inner)
  apt-get install -y -q ipvsadm >/dev/null
  # What comes from this side for the other one is marked, and handed to this machine itself, where IPVS takes it by its mark.
  case $(hostname) in
  outer) in=eth0 mark=1 other=10.0.0.0/24 ;;
  inner) in=eth1 mark=2 other=192.168.1.0/24 ;;
  esac
  sysctl -q -w net.ipv4.ip_forward=1
  iptables -t mangle -A PREROUTING -i $in -d $other -j MARK --set-mark $mark
  ip rule add fwmark $mark lookup 100
  ip route add local default dev lo table 100
  ;;
fw*)
  sysctl -q -w net.ipv4.ip_forward=1
  ip route replace 192.168.1.0/24 via 10.1.0.1
  ip route replace 10.0.0.0/24 via 10.2.0.1
  # A firewall with a memory: replies pass only where their request went.
  iptables -P FORWARD DROP
  iptables -A FORWARD -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT
  iptables -A FORWARD -i eth0 -o eth1 -p tcp --dport 80 --syn -m conntrack --ctstate NEW -j ACCEPT
  ;;
client)
  for i in 101 102 103 104 105 106 107 108; do ip addr replace 192.168.1.$i/24 dev eth0; done
  ;;
esac
