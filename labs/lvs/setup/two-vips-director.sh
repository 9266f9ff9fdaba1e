# Two VIPs with a service each, by DR.
for n in 1 2; do
  ip addr replace ${tens}$n/24 dev eth0
  ipvsadm -A -t ${tens}$n:80 -s rr
  ipvsadm -a -t ${tens}$n:80 -r 10.0.0.8:80 -g
  ipvsadm -a -t ${tens}$n:80 -r 10.0.0.9:80 -g
done
