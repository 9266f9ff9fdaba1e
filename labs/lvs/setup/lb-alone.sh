# One load balancer with keepalived, and a page of its own that says sorry.
apt-get install -y -q ipvsadm keepalived >/dev/null
echo "sorry, we are back soon" >/var/www/html/index.html
systemctl enable -q --now nginx
state=MASTER priority=150
cat >/etc/keepalived/keepalived.conf <<END
${include vrrp_pair.conf}
${include two_web_servers.conf}
END
systemctl enable -q --now keepalived
