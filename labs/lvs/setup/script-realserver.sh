# The course's script as it is printed in 1.9.3, with two VIPs of this session.
cat >/root/lvs_real.sh <<'END'
#!/bin/bash
# description: Config realserver lo and apply noarp
VIP=(
${tens}1
${tens}2
)
interface="lo:0"
start(){
        echo "start LVS of REALServer IP"
        for ((i=0;i<${#VIP[*]};i++))
        do
           /sbin/ifconfig $interface ${VIP[$i]} broadcast ${VIP[$i]} netmask 255.255.255.255 up
           route add -host ${VIP[$i]} dev $interface
        done
        echo "1" >/proc/sys/net/ipv4/conf/lo/arp_ignore
        echo "2" >/proc/sys/net/ipv4/conf/lo/arp_announce
        echo "1" >/proc/sys/net/ipv4/conf/all/arp_ignore
        echo "2" >/proc/sys/net/ipv4/conf/all/arp_announce
}
stop(){
       echo "start LVS of REALServer IP"
       for ((i=0;i<${#VIP[*]};i++))
       do
          /sbin/ifconfig $interface ${VIP[$i]} broadcast ${VIP[$i]} netmask 255.255.255.255 down
          route del -host ${VIP[$i]} dev $interface
       done
       if [ ${#VIP[*]} -eq 1 ]; then
         echo "0" >/proc/sys/net/ipv4/conf/lo/arp_ignore
         echo "0" >/proc/sys/net/ipv4/conf/lo/arp_announce
         echo "0" >/proc/sys/net/ipv4/conf/all/arp_ignore
         echo "0" >/proc/sys/net/ipv4/conf/all/arp_announce
       fi
}
case "$1" in
   start)
         start
         ;;
   stop)
         stop
         ;;
   *)
        echo "Usage: $0 {start|stop}"
        exit 1
esac
END
