# Two words for what the lab's downloads need, and the service that they use.
cat >/usr/local/bin/only-rs1 <<'END'
#!/bin/sh
# The service with rs1 at work, and rs2 in waiting (weight 0): the next connection is sure to go to rs1.
ipvsadm -D -t ${tens}1:80 2>/dev/null
ipvsadm -A -t ${tens}1:80 -s rr
ipvsadm -a -t ${tens}1:80 -r 10.0.0.8:80 -g -w 1
ipvsadm -a -t ${tens}1:80 -r 10.0.0.9:80 -g -w 0
END
cat >/usr/local/bin/both-servers <<'END'
#!/bin/sh
# The service with both at work.
ipvsadm -D -t ${tens}1:80 2>/dev/null
ipvsadm -A -t ${tens}1:80 -s rr
ipvsadm -a -t ${tens}1:80 -r 10.0.0.8:80 -g -w 1
ipvsadm -a -t ${tens}1:80 -r 10.0.0.9:80 -g -w 1
END
chmod +x /usr/local/bin/only-rs1 /usr/local/bin/both-servers
only-rs1
