# A director of DR, ready from the start, for labs that look at how it works.
ip addr replace ${vip}/24 dev eth0
ipvsadm -R <<'END'
-A -t ${vip}:80 -s rr
-a -t ${vip}:80 -r 10.0.0.8:80 -g
-a -t ${vip}:80 -r 10.0.0.9:80 -g
END
