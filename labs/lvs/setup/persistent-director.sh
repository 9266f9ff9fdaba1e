# The director of 1.9.5, where one server has all the work.
ip addr replace ${vip}/24 dev eth0
ipvsadm -R <<'END'
-A -t ${vip}:80 -s wrr -p 300
-a -t ${vip}:80 -r 10.0.0.8:80 -g -w 1
-a -t ${vip}:80 -r 10.0.0.9:80 -g -w 1
END
