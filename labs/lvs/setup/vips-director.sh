# Five VIPs on the director, ${tens}1 to ${tens}5: a virtual service each, so that one says nothing of another.
for n in 1 2 3 4 5; do ip addr replace ${tens}$n/24 dev eth0; done
