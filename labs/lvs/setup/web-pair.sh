# Two web servers that share a VIP by keepalived (section 1.10.6), and the script of the notes as it is printed there.
printf '%s\n' "$(hostname)" >/var/www/html/index.html
systemctl enable -q --now nginx
apt-get install -y -q keepalived nmap >/dev/null
case $(hostname) in
web01) state=MASTER priority=150 ;;
*) state=BACKUP priority=100 ;;
esac
cat >/etc/keepalived/keepalived.conf <<END
${include vrrp_pair.conf}
END
mkdir -p /server/scripts
cat >/server/scripts/check_http.sh <<'END'
#!/bin/sh
while true
  do
    if [ `nmap 127.0.0.1 -p 80 | grpe open | wc -l` -ne 1 ]; then
      /etc/init.d/keepalived stop
    fi
  sleep 10
 done
END
systemctl enable -q --now keepalived
