# The VIP of DR as a service, so that it is there after a reboot as well: on the director's card, on lo of a realserver.
case $(hostname) in
director) place="${vip}/24 dev eth0" ;;
*) place="${vip}/32 dev lo" ;;
esac
cat >/etc/systemd/system/lvs-vip.service <<END
[Unit]
Description=VIP of the web service
# Before the address of the card, a VIP /24 would be the primary one: the director would ask for rs1 and rs2 by ARP as the VIP, which
# they have themselves, and get no answer.
After=network-online.target
Wants=network-online.target
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/sbin/ip addr replace $place
ExecStop=/sbin/ip addr del $place
[Install]
WantedBy=multi-user.target
END
systemctl daemon-reload
systemctl enable -q --now lvs-vip
