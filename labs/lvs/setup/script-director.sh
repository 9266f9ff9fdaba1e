# The course's script as it is printed in 1.9.2, with this session's VIP; and a service of somebody else on the same director.
cat >/root/ipvs_server.sh <<'END'
#!/bin/bash
. /etc/init.d/functions
VIP=${vip}
PORT=80
RIP=(
10.0.0.8
10.0.0.9
)
start(){
ifconfig eth0:0 $VIP netmask 255.255.255.0 up
route add -host $VIP dev eth0
ipvsadm -C
ipvsadm --set 30 5 60
ipvsadm -A -t $VIP:$PORT -s rr -p 20
for ((i=0;i<${#RIP[*]};i++))
do
ipvsadm -a -t $VIP:$PORT -r ${RIP[$i]} -g -w 1
done
}
stop(){
    ipvsadm -C
    ifconfig eth0:0 down
    route del -host $VIP dev eth0
}
case "$1" in
    start)
      start
      echo "ipvs is start"
      ;;
      stop)
      echo "ipvs is stopped"
      stop
      ;;
      restart)
      echo "ipvs is restart"
      stop
      start
      ;;
      *)
      echo "USAGE:$0 {start|stop|restart}"
esac
END
ipvsadm -A -t 10.0.0.7:3306 -s wlc
ipvsadm -a -t 10.0.0.7:3306 -r 10.0.0.9:3306 -m
