/** Packages that every guest has, and what it can install (guest/recipe), with Debian 12's versions. */
export const installed: Readonly<Record<string, string>> = {
  bash: '5.2.15-2+b9',
  coreutils: '9.1-1',
  curl: '7.88.1-10+deb12u14',
  iproute2: '6.1.0-3',
  iptables: '1.8.9-2',
  'iputils-arping': '3:20221126-1+deb12u1',
  'iputils-ping': '3:20221126-1+deb12u1',
  kmod: '30+20221128-1',
  'net-tools': '2.10-0.1+deb12u2',
  nftables: '1.0.6-2+deb12u2',
  nginx: '1.22.1-9+deb12u3',
  'openssh-server': '1:9.2p1-2+deb12u7',
  'perl-base': '5.36.0-7+deb12u3',
  procps: '2:4.0.2-3',
  systemd: '252.39-1~deb12u1',
  tcpdump: '4.99.3-1',
};

export const installable: Readonly<Record<string, string>> = {
  ipvsadm: '1:1.31-1+b1',
  keepalived: '1:2.2.7-1+b2',
  apache2: '2.4.65-1~deb12u1',
};

/** Files that a package brings and that labs read or change, by package. */
export const conffiles: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  ipvsadm: {
    '/etc/default/ipvsadm': `# ipvsadm

# if you want to start ipvsadm on boot set this to true
AUTO="false"

# daemon method (none|master|backup)
DAEMON="none"

# use interface (eth0,eth1...)
IFACE="eth0"

# syncid to use
# (0 means no filtering of syncids happen, that is the default)
# SYNCID="0"
`,
  },
};
