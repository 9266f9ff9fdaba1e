# A client with a small receive buffer: with the usual one all of a file may be in it before anything happens to its sender, and a
# download that is read slowly is no longer one in progress.
sysctl -q -w net.ipv4.tcp_rmem="4096 32768 65536"
