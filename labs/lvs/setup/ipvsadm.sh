# ipvsadm, from the machine's own package repository; how it is installed is the matter of another lab.
apt-get install -y -q ipvsadm >/dev/null
modprobe ip_vs
