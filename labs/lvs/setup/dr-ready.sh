# A realserver of DR, ready from the start: /root/dr-realserver.sh is put there by dr-realserver.
sh /root/dr-realserver.sh >/dev/null
