# A router: it hands packets on, from one network to the other, also after a reboot.
printf 'net.ipv4.ip_forward = 1\n' >/etc/sysctl.d/60-router.conf
sysctl -q -p /etc/sysctl.d/60-router.conf
