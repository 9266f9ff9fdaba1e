# Two machines that share a VIP by keepalived, both running: lb1 is the master.
apt-get install -y -q keepalived >/dev/null
case $(hostname) in
lb1) state=MASTER priority=150 ;;
*) state=BACKUP priority=100 ;;
esac
cat >/etc/keepalived/keepalived.conf <<END
${include vrrp_pair.conf}
END
systemctl enable -q --now keepalived
