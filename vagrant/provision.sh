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
  # The web server is there for the labs, but does not run before they say so.
  mkdir -p /etc/systemd/system
  [ -e /etc/systemd/system/nginx.service ] || ln -s /dev/null /etc/systemd/system/nginx.service
  # shellcheck disable=SC2086
  apt-get install -y -q --no-install-recommends $missing
  [ "$(readlink /etc/systemd/system/nginx.service)" != /dev/null ] || rm /etc/systemd/system/nginx.service
  systemctl daemon-reload
  systemctl disable nginx.service 2>/dev/null || true
fi

field() { printf '%s\n' "$request" | sed -n "s/^$1 //p"; }
device_of() { grep -lix "$1" /sys/class/net/*/address | head -n 1 | cut -d/ -f5; }

name=$(field hostname)
hostname "$name"
echo "$name" >/etc/hostname
{
  printf '127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n'
  field hosts | base64 -d
} >/etc/hosts

if [ -n "$(field authorized)" ]; then
  mkdir -p -m 700 /root/.ssh
  field authorized | while read -r key; do echo "$key" | base64 -d; done >/root/.ssh/authorized_keys
  # The engine's second name for root.
  id harness >/dev/null 2>&1 || useradd -o -u 0 -g 0 -M -d /root -s /bin/dash -p '*' harness
  echo 'PermitRootLogin prohibit-password' >/etc/ssh/sshd_config.d/lvslab.conf
fi
if [ -n "$(field host-key)" ]; then
  field host-key | {
    read -r private public
    umask 077
    echo "$private" | base64 -d >/etc/ssh/ssh_host_ed25519_key
    echo "$public" | base64 -d >/etc/ssh/ssh_host_ed25519_key.pub
  }
fi
mkdir -p /run/lvslab
systemctl reload ssh

# Names. The lab's interfaces are eth0, eth1 …; the one that Vagrant comes by is mgmt0, with the address that it has.
macs=$(field interface | cut -d' ' -f2)
taken=$(for mac in $macs; do device_of "$mac"; done)
management=$(ip -o -4 addr show scope global | awk '{ print $2 }' | grep -vxF "$taken" | head -n 1)
links=/etc/systemd/network
mkdir -p $links
link() {
  printf '[Match]\nMACAddress=%s\n\n[Link]\nName=%s\n' "$1" "$2" >"$links/10-lvslab-$2.link"
}
if [ -n "$management" ] && [ "$management" != mgmt0 ]; then
  link "$(cat "/sys/class/net/$management/address")" mgmt0
  printf '[Match]\nName=mgmt0\n\n[Network]\nDHCP=ipv4\n\n[DHCPv4]\nClientIdentifier=mac\n' >$links/10-lvslab-mgmt0.network
  [ ! -e /etc/network/interfaces ] || sed -i "s/^\\(auto\\|allow-hotplug\\|iface\\) $management\\b/#&/" /etc/network/interfaces
  systemctl enable systemd-networkd.service
fi
number=0
for mac in $macs; do
  link "$mac" "eth$number"
  number=$((number + 1))
done
# At once, too, without a reboot: the connection that this comes by outlives a moment without its interface.
cat >/usr/local/sbin/lvslab-network <<EOF
#!/bin/sh
if [ -e /sys/class/net/${management:-none} ] && [ '$management' != mgmt0 ]; then
  addresses=\$(ip -o -4 addr show dev $management | awk '{ print \$4 }')
  route=\$(ip route show default dev $management | awk '{ print \$3 }')
  ip link set dev $management down
  ip link set dev $management name mgmt0
  ip link set dev mgmt0 up
  for address in \$addresses; do ip addr replace "\$address" dev mgmt0; done
  [ -z "\$route" ] || ip route replace default via "\$route" dev mgmt0
fi
EOF
printf '%s\n' "$request" | while read -r word dev mac addresses; do
  case $word in
  interface)
    cat <<EOF
now=\$(grep -lix '$mac' /sys/class/net/*/address | head -n 1 | cut -d/ -f5)
if [ "\$now" != '$dev' ]; then
  ip link set dev "\$now" down
  ip link set dev "\$now" name $dev
fi
ip link set dev $dev up
for address in $addresses; do ip addr replace "\$address" dev $dev; done
EOF
    ;;
  gateway) echo "ip route replace default via $dev" ;;
  esac
done >>/usr/local/sbin/lvslab-network
chmod 755 /usr/local/sbin/lvslab-network
cat >/etc/systemd/system/lvslab-network.service <<'EOF'
[Unit]
Description=Addresses of the lab
After=systemd-udevd.service
Before=network.target

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/local/sbin/lvslab-network

[Install]
WantedBy=multi-user.target
EOF
systemctl daemon-reload
systemctl enable lvslab-network.service 2>/dev/null
systemctl restart lvslab-network.service
