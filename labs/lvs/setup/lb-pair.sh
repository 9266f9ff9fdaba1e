# Two load balancers with keepalived: lb1 serves from the start, lb2 has all that it needs in /root/keepalived.conf.
apt-get install -y -q ipvsadm keepalived >/dev/null
case $(hostname) in
lb1) state=MASTER priority=150 file=/etc/keepalived/keepalived.conf ;;
*) state=BACKUP priority=100 file=/root/keepalived.conf ;;
esac
cat >$file <<END
${include vrrp_pair.conf}
${include two_web_servers.conf}
END
[ "$state" = BACKUP ] || systemctl enable -q --now keepalived
