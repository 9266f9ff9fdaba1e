# What makes two masters of a pair, one thing at a time; which number does what is drawn by the session. It is run on both machines.
cat >/usr/local/sbin/trouble <<'END'
#!/bin/bash
# trouble 1 | 2 | 3 | 4: no looking inside before you have found it from outside
file=/etc/keepalived/keepalived.conf
set -- "$(echo ${order} | cut -d- -f"${1:?which one, 1 to 4}")" "$(hostname)"
case "$1 $2" in
"vrid lb2") sed -i 's/virtual_router_id .*/virtual_router_id 15/' $file ;;
"auth lb2") sed -i 's/auth_pass .*/auth_pass 1234/' $file ;;
"interval lb2") sed -i 's/advert_int .*/advert_int 3/' $file ;;
"viplist lb2") sed -i 's|^\( *\)${vip}/24|&\n\1 10.0.0.250/24|' $file ;;
"strict lb2") sed -i 's/^\( *\)router_id .*/&\n\1vrrp_strict/' $file ;;
"unicast lb2") sed -i 's/^\( *\)advert_int .*/&\n\1unicast_src_ip 10.0.0.8\n\1unicast_peer {\n\1  10.0.0.7\n\1}/' $file ;;
"filter lb2")
  nft add table inet trouble
  nft add chain inet trouble input '{ type filter hook input priority 0; }'
  nft add rule inet trouble input ip protocol 112 drop
  ;;
"oneway lb1")
  nft add table netdev trouble
  nft add chain netdev trouble out '{ type filter hook egress device eth0 priority 0; }'
  nft add rule netdev trouble out ip protocol 112 drop
  ;;
"vrid "* | "auth "* | "interval "* | "viplist "* | "strict "* | "unicast "* | "filter "* | "oneway "*) ;;
*) echo "1 to 4" >&2; exit 2 ;;
esac
if [ "$2" = lb2 ]; then
  touch -r /etc/hostname $file
  systemctl restart keepalived
fi
echo "something may be wrong now; give it five seconds"
END
chmod +x /usr/local/sbin/trouble
