# A shop that takes orders all the time: each is a connection of its own and a row, and what fails is counted.
apt-get install -y -q mariadb-client >/dev/null
printf '[client]\nuser = lab\npassword = lab\nconnect-timeout = 1\n' >/root/.my.cnf
cat >/usr/local/bin/orders <<'END'
#!/bin/bash
# orders SECONDS: one order after the other to the VIP; at the end how many were taken, and the longest time without one
end=$(($(date +%s) + ${1:-10}))
good=0 bad=0 gap=0 last=$(date +%s%N)
while [ "$(date +%s)" -lt "$end" ]; do
  if timeout 2 mysql -h ${vip} lab -e "insert into orders (note) values ('shop')" 2>/dev/null; then
    now=$(date +%s%N)
    [ $((now - last)) -gt "$gap" ] && gap=$((now - last))
    last=$now good=$((good + 1))
  else
    bad=$((bad + 1))
  fi
  sleep 0.1
done
now=$(date +%s%N)
[ $((now - last)) -gt "$gap" ] && gap=$((now - last))
printf '%d orders taken, %d refused; longest gap %d.%d s\n' "$good" "$bad" $((gap / 1000000000)) $((gap / 100000000 % 10))
END
chmod +x /usr/local/bin/orders
