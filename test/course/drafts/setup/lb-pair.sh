# Two load balancers with keepalived: lb1 serves from the start, lb2 has all that it needs in /root/keepalived.conf.
apt-get install -y -q ipvsadm keepalived >/dev/null
case $(hostname) in
lb1) state=MASTER priority=150 file=/etc/keepalived/keepalived.conf ;;
*) state=BACKUP priority=100 file=/root/keepalived.conf ;;
esac
cat >$file <<END
global_defs {
  router_id $(hostname)
}
vrrp_instance VI_1 {
  state $state
  interface eth0
  virtual_router_id 51
  priority $priority
  advert_int 1
  authentication {
    auth_type PASS
    auth_pass 1111
  }
  virtual_ipaddress {
    ${vip}/24
  }
}
virtual_server ${vip} 80 {
  delay_loop 2
  lb_algo rr
  lb_kind DR
  protocol TCP
  real_server 10.0.0.8 80 {
    weight 1
    TCP_CHECK {
      connect_timeout 2
      retry 1
      delay_before_retry 1
    }
  }
  real_server 10.0.0.9 80 {
    weight 1
    TCP_CHECK {
      connect_timeout 2
      retry 1
      delay_before_retry 1
    }
  }
}
END
[ "$state" = BACKUP ] || systemctl enable -q --now keepalived
