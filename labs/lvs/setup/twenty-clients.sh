# One machine that is twenty clients, 10.0.0.101 to 10.0.0.120, and a command that asks as each of them.
for n in $(seq 101 120); do ip addr replace 10.0.0.$n/24 dev eth0; done
cat >/usr/local/bin/ask <<'END'
#!/bin/bash
# ask ADDRESS: asks once as each of the twenty clients, and says who answered. One curl for all: to start one takes longer than to ask.
for n in $(seq 101 120); do
  each+=(--next -s -m 3 --interface "10.0.0.$n" -w " 10.0.0.$n\n" "http://$1/")
done
curl "${each[@]:1}" | while IFS= read -r line; do
  case $line in
    ' '*) echo "${line# } ${server:-refused}"; server= ;;
    *) server=$line ;;
  esac
done
END
chmod +x /usr/local/bin/ask
