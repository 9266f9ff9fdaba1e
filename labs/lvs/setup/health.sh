# A health check for this lab, as a service that somebody has to start: every two seconds each realserver is asked for its page,
# and is in the table only as long as it answers. keepalived does this far better, in a later lab.
cat >/usr/local/sbin/health <<'END'
#!/bin/sh
while sleep 2; do
  for rip in 10.0.0.8 10.0.0.9; do
    if curl -fsS -m 1 -o /dev/null "http://$rip/"; then
      ipvsadm -Sn | grep -Fq -- "-r $rip:80 " || ipvsadm -a -t ${vip}:80 -r $rip:80 -g
    else
      ipvsadm -Sn | grep -Fq -- "-r $rip:80 " && ipvsadm -d -t ${vip}:80 -r $rip:80
    fi
  done
done
END
chmod +x /usr/local/sbin/health
cat >/etc/systemd/system/health.service <<'END'
[Unit]
Description=Health check of the realservers

[Service]
ExecStart=/usr/local/sbin/health

[Install]
WantedBy=multi-user.target
END
systemctl daemon-reload
