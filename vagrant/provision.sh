#!/bin/sh
# Makes a machine a node of the lab: its name, its addresses, who may log in. Vagrant runs it as root after the first
# boot; running it again changes nothing. Argument, in base64: what the node is told of itself, a line each:
#
#   hostname NAME
#   hosts BASE64                         lines for /etc/hosts
#   interface NAME MAC ADDRESS/PREFIX    NAME (eth0, eth1 …) is the name that the interface gets
#   gateway ADDRESS                      default route
#   authorized BASE64                    a key that may log in as root
#   machine-id HEX, host-key BASE64 BASE64
set -eu
request=$(echo "$1" | base64 -d)

# LVS Lab's own box knows what to do.
if [ -x /usr/lib/lvslab/identity ]; then
  printf '%s\napply\n' "$request" | /usr/lib/lvslab/identity --keep
  exit
fi

# Any other Debian. Nothing that the labs teach to install: no ipvsadm, no keepalived.
packages='iproute2 net-tools iputils-arping iputils-ping tcpdump curl rsyslog procps dtach conntrack nginx-light perl-base'
missing=$(for package in $packages; do
  dpkg-query -W -f '${Status}\n' "$package" 2>/dev/null | grep -q ' installed$' || echo "$package"
done)
if [ -n "$missing" ]; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -q
  # The web server is there for the labs, but does not run before they say so: not even when it is installed. A mask
  # would do, if the package did not call that an error.
  mkdir -p /run/systemd/system/nginx.service.d
  printf '[Unit]\nConditionPathExists=!/\n' >/run/systemd/system/nginx.service.d/lvslab.conf
  # shellcheck disable=SC2086
  apt-get install -y -q --no-install-recommends $missing
  rm -r /run/systemd/system/nginx.service.d
  systemctl daemon-reload
fi
# The first time only: later it may run because of a lab.
[ -e /etc/lvslab-network ] || systemctl disable --now nginx.service >/dev/null 2>&1 || true

field() { printf '%s\n' "$request" | sed -n "s/^$1 //p"; }

name=$(field hostname)
hostname "$name"
echo "$name" >/etc/hostname
{
  printf '127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n'
  field hosts | base64 -d
} >/etc/hosts
# It asks for the name at its start and at HUP.
systemctl kill -s HUP rsyslog.service 2>/dev/null || true

machine_id=$(field machine-id)
if [ -n "$machine_id" ] && [ "$machine_id" != "$(cat /etc/machine-id)" ]; then
  echo "$machine_id" >/etc/machine-id
  # Its files lie in a folder of that name, and journalctl looks into no other.
  systemctl restart systemd-journald.service
fi

if [ -n "$(field authorized)" ]; then
  [ -d /root/.ssh ] || mkdir -m 700 /root/.ssh
  field authorized | while read -r key; do echo "$key" | base64 -d; done >/root/.ssh/authorized_keys
  # The engine's second name for root. -r and -K: no subordinate ids, and no warning about such a number.
  id harness >/dev/null 2>&1 || useradd -r -K SYS_UID_MIN=0 -o -u 0 -g 0 -M -d /root -s /bin/dash -p '*' harness
  # The first value counts, so this file comes first. Every terminal, check and experiment is a session.
  printf '%s\n' 'PermitRootLogin prohibit-password' 'MaxSessions 50' 'MaxStartups 50' >/etc/ssh/sshd_config.d/00-lvslab.conf
fi
if [ -n "$(field host-key)" ]; then
  field host-key | {
    read -r private public
    echo "$public" | base64 -d >/etc/ssh/ssh_host_ed25519_key.pub
    umask 077
    echo "$private" | base64 -d >/etc/ssh/ssh_host_ed25519_key
  }
fi
systemctl try-reload-or-restart ssh.service
# For the sockets of dtach.
echo 'd /run/lvslab 0755 root root' >/etc/tmpfiles.d/lvslab.conf
systemd-tmpfiles --create /etc/tmpfiles.d/lvslab.conf

# Names: the lab's interfaces are eth0, eth1 …; the one that Vagrant comes by is mgmt0. Not by .link files: where eth1
# is to become eth0 udev fails while there is another eth0, and does not try again.
macs=$(field interface | cut -d' ' -f2)
for mac in $macs; do
  grep -qix "$mac" /sys/class/net/*/address && continue
  echo "no interface has the address $mac" >&2
  exit 1
done
taken=$(for mac in $macs; do grep -lix "$mac" /sys/class/net/*/address | cut -d/ -f5; done)
management=$(ip -o -4 addr show scope global | awk '{ print $2 }' | grep -vxF "$taken" | head -n 1)
{
  [ -z "$management" ] || echo "interface mgmt0 $(cat "/sys/class/net/$management/address")"
  printf '%s\n' "$request" | sed -n '/^\(interface\|gateway\) /p'
} >/etc/lvslab-network
cat >/usr/local/sbin/lvslab-network <<'EOF'
#!/bin/sh
# Gives the interfaces of /etc/lvslab-network their names and addresses.
set -e
field() { sed -n "s/^$1 //p" /etc/lvslab-network; }
device_of() { grep -lix "$1" /sys/class/net/*/address | head -n 1 | cut -d/ -f5; }
# First udev gives its own names.
udevadm settle
# All let go of their names before anyone takes one.
field interface | while read -r name mac addresses; do
  now=$(device_of "$mac")
  case $now in '' | "$name") continue ;; esac
  ip link set dev "$now" down
  ip link set dev "$now" name "$name-new"
done
field interface | while read -r name mac addresses; do
  now=$(device_of "$mac")
  [ -n "$now" ] || continue
  [ "$now" = "$name" ] || ip link set dev "$now" name "$name"
  ip link set dev "$name" up
  for address in $addresses; do ip addr replace "$address" dev "$name"; done
done
for gateway in $(field gateway); do ip route replace default via "$gateway"; done
EOF
chmod 755 /usr/local/sbin/lvslab-network
# Before everything that knows interfaces by their names, sysctl.d with net.ipv4.conf.eth0 too.
cat >/etc/systemd/system/lvslab-network.service <<'EOF'
[Unit]
Description=Names and addresses of the lab
DefaultDependencies=no
Wants=network-pre.target
After=local-fs.target systemd-udev-trigger.service
Before=network-pre.target systemd-sysctl.service shutdown.target
Conflicts=shutdown.target

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/local/sbin/lvslab-network

[Install]
WantedBy=multi-user.target
EOF
systemctl daemon-reload
systemctl enable --quiet lvslab-network.service
if [ -z "$management" ] || [ "$management" = mgmt0 ]; then
  systemctl restart lvslab-network.service
  exit
fi

# At once, too, without a reboot: the connection that this comes by outlives some seconds without its address. Who
# asked for that address goes on asking, under the new name; a default route that comes with it does not count.
former=$(ip -o -4 addr show dev "$management" | awk '{ print $4 }')
if ifquery --state "$management" >/dev/null 2>&1; then
  manager=networking.service
  systemctl stop $manager
  # Hotplug means udev's name.
  find /etc/network/interfaces* -type f -exec sed -i -E "
    /^\\s*(auto|allow-\\S+|iface)\\s/s/\\b$management\\b/mgmt0/
    /\\bmgmt0\\b/s/^\\s*allow-hotplug\\b/auto/" {} +
  # The same client gets the same address.
  leases=/var/lib/dhcp/dhclient.$management.leases
  [ ! -e "$leases" ] || sed "s/\"$management\"/\"mgmt0\"/" "$leases" >/var/lib/dhcp/dhclient.mgmt0.leases
else
  manager='systemd-networkd.socket systemd-networkd.service'
  # shellcheck disable=SC2086
  systemctl stop $manager
  {
    printf '[Match]\nName=mgmt0\n\n[Network]\nDHCP=ipv4\n\n[DHCPv4]\nClientIdentifier=mac\n'
    [ -z "$(field gateway)" ] || echo 'UseGateway=no'
  } >/etc/systemd/network/10-lvslab-mgmt0.network
  # The box may ask for an address on every interface that it finds.
  {
    echo '[Match]'
    for mac in $macs; do echo "MACAddress=$mac"; done
    printf '\n[Link]\nUnmanaged=yes\n'
  } >/etc/systemd/network/10-lvslab-lab.network
  systemctl enable --quiet systemd-networkd.service
fi
status=0
systemctl restart lvslab-network.service || status=$?
# shellcheck disable=SC2086
systemctl start $manager || true
tries=0
until ip -o -4 addr show dev mgmt0 | grep -q .; do
  tries=$((tries + 1))
  [ $tries -lt 20 ] || for address in $former; do ip addr add "$address" dev mgmt0; done
  sleep 0.5
done
exit $status
