# The second load balancer of lb-pair at work as well.
[ ! -f /root/keepalived.conf ] || { mv /root/keepalived.conf /etc/keepalived/keepalived.conf; systemctl enable -q --now keepalived; }
