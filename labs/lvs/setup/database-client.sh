# Clients of the two services: Debian's mysql, and a word for memcached's text protocol.
apt-get install -y -q mariadb-client >/dev/null
printf '[client]\nuser = lab\npassword = lab\nconnect-timeout = 5\n' >/root/.my.cnf
cat >/usr/local/bin/mc <<'END'
#!/bin/bash
# mc ADDRESS set KEY VALUE | mc ADDRESS get KEY: one connection to memcached, and what it says
exec 3<>/dev/tcp/$1/11211 || exit 1
case $2 in
set) printf 'set %s 0 600 %s\r\n%s\r\nquit\r\n' "$3" "${#4}" "$4" >&3 ;;
get) printf 'get %s\r\nquit\r\n' "$3" >&3 ;;
esac
timeout 5 cat <&3 | tr -d '\r'
END
chmod +x /usr/local/bin/mc
