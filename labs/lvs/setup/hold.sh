# A client that holds connections: what schedulers count are those that are open, and curl's are over at once.
cat >/usr/local/bin/hold <<'END'
#!/bin/bash
# hold ADDRESS COUNT: opens so many connections one after the other, says who answered each, and holds them until Enter.
for n in $(seq "${2:-1}"); do
  if { exec {connection}<>"/dev/tcp/$1/80"; } 2>/dev/null; then
    printf 'GET / HTTP/1.1\r\nHost: %s\r\n\r\n' "$1" >&$connection
    while IFS= read -r -t 5 line <&$connection && [ "$line" != $'\r' ]; do :; done
    IFS= read -r -t 5 server <&$connection
    echo "$n: $server"
  else
    echo "$n: no connection"
  fi
done
read -r -p 'Held. Enter ends them. '
END
chmod +x /usr/local/bin/hold
