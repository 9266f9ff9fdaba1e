# A spare director: the same rules, and no VIP yet.
apt-get install -y -q ipvsadm >/dev/null
ipvsadm -R <<'END'
-A -t ${vip}:80 -s rr
-a -t ${vip}:80 -r 10.0.0.8:80 -g
-a -t ${vip}:80 -r 10.0.0.9:80 -g
END
