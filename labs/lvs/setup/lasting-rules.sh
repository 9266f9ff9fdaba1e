# The rules of a director of DR, saved so that they are there after a reboot as well.
ipvsadm -R <<'END'
-A -t ${vip}:80 -s rr
-a -t ${vip}:80 -r 10.0.0.8:80 -g
-a -t ${vip}:80 -r 10.0.0.9:80 -g
END
ipvsadm-save -n >/etc/ipvsadm.rules
sed -i 's/^AUTO=.*/AUTO="true"/' /etc/default/ipvsadm
