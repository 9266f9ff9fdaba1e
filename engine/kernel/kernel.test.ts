import { expect, test } from 'vitest';
import type { KernelState } from '../../contract/handin.js';
import type { Section } from '../facts/sections.js';
import { isNothing, kernelSteps } from './differences.js';
import { kernelOf } from './state.js';

const sections = (texts: Readonly<Record<string, string>>): ReadonlyMap<string, Section> =>
  new Map(Object.entries(texts).map(([name, text]) => [name, { text, exit: 0 }]));

/** As iproute2 6.1 and ipvsadm 1.31 of Debian 12 print it. */
const said = {
  links: JSON.stringify([
    { ifname: 'lo', flags: ['LOOPBACK', 'UP', 'LOWER_UP'], mtu: 65_536 },
    { ifname: 'eth0', flags: ['BROADCAST', 'MULTICAST', 'UP', 'LOWER_UP'], mtu: 1500 },
    { ifname: 'mgmt0', flags: ['BROADCAST', 'UP'], mtu: 1500 },
    { ifname: 'dummy0', flags: ['BROADCAST', 'NOARP', 'UP'], mtu: 1500, linkinfo: { info_kind: 'dummy' } },
    { ifname: 'tunl0', flags: ['NOARP', 'UP'], mtu: 1480, linkinfo: { info_kind: 'ipip' } },
  ]),
  addresses: JSON.stringify([
    {
      ifname: 'eth0',
      addr_info: [
        {
          family: 'inet',
          local: '10.0.0.7',
          prefixlen: 24,
          broadcast: '10.0.0.255',
          scope: 'global',
          label: 'eth0',
        },
        { family: 'inet', local: '10.0.0.10', prefixlen: 32, scope: 'global', label: 'eth0:0' },
        { family: 'inet6', local: 'fe80::1', prefixlen: 64, scope: 'link' },
      ],
    },
    { ifname: 'mgmt0', addr_info: [{ family: 'inet', local: '10.0.2.15', prefixlen: 24, scope: 'global' }] },
  ]),
  routes: JSON.stringify([
    { dst: 'default', gateway: '10.0.0.254', dev: 'eth0', flags: [] },
    { dst: '10.0.0.0/24', dev: 'eth0', protocol: 'kernel', scope: 'link', prefsrc: '10.0.0.7', flags: [] },
    { dst: '10.0.0.10', dev: 'lo', scope: 'link', flags: [] },
    { type: 'local', dst: '10.0.0.7', dev: 'eth0', table: 'local', protocol: 'kernel', flags: [] },
    { dst: 'default', gateway: '192.168.1.1', dev: 'eth1', table: '100', flags: ['onlink'] },
  ]),
  rules: JSON.stringify([
    { priority: 0, src: 'all', table: 'local' },
    { priority: 100, src: '10.0.0.0', srclen: 24, table: '100' },
  ]),
  neighbours: `${JSON.stringify([
    { dst: '10.0.0.1', dev: 'eth0', lladdr: '52:54:00:00:00:01', state: ['PERMANENT'] },
  ])}\n[{"dst":"10.0.0.9","dev":"eth0","flags":["proxy"]}]\n`,
  sysctls:
    '/proc/sys/net/ipv4/ip_forward:1\n/proc/sys/net/ipv4/conf/mgmt0/arp_ignore:0\n/proc/sys/kernel/x:1\n',
  modules: 'ip_vs_rr 16384 1 - Live 0x0\nip_vs 200704 3 ip_vs_rr, Live 0x0\n',
  'ipvs-rules':
    '-A -t 10.0.0.10:80 -s rr\n-a -t 10.0.0.10:80 -r 10.0.0.8:80 -g -w 1\n-a -t 10.0.0.10:80 -r 10.0.0.9:80 -g -w 1\n',
  'ipvs-thresholds': `IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port            Uthreshold Lthreshold ActiveConn InActConn
  -> RemoteAddress:Port
TCP  10.0.0.10:80 rr
  -> 10.0.0.8:80                  10         5          0          0
  -> 10.0.0.9:80                  0          0          0          0
`,
  'ipvs-timeouts': 'Timeout (tcp tcpfin udp): 30 5 60\n',
  nft: '{"nftables": [{"metainfo": {"version": "1.0.6"}}]}',
  iptables: '',
};
const kernel = kernelOf(sections(said));

test('what the tools print becomes lines that would make it, without what is ours or comes by itself', () => {
  expect(kernel).toEqual({
    links: [
      'dev lo up arp on mtu 65536',
      'dev eth0 up arp on mtu 1500',
      'name dummy0 type dummy',
      'dev dummy0 up arp off mtu 1500',
      'dev tunl0 up arp off mtu 1480',
    ],
    addresses: [
      '10.0.0.7/24 dev eth0 broadcast 10.0.0.255 scope global',
      '10.0.0.10/32 dev eth0 label eth0:0 scope global',
    ],
    routes: [
      'default via 10.0.0.254 dev eth0',
      '10.0.0.10 dev lo scope link',
      'default via 192.168.1.1 dev eth1 table 100 onlink',
    ],
    rules: ['priority 0 from all lookup local', 'priority 100 from 10.0.0.0/24 lookup 100'],
    neighbours: ['10.0.0.1 lladdr 52:54:00:00:00:01 dev eth0 nud permanent', 'proxy 10.0.0.9 dev eth0'],
    queues: [],
    sysctls: { 'net/ipv4/ip_forward': '1' },
    modules: ['ip_vs_rr', 'ip_vs'],
    ipvs: [
      '-A -t 10.0.0.10:80 -s rr',
      '-a -t 10.0.0.10:80 -r 10.0.0.8:80 -g -w 1 -x 10 -y 5',
      '-a -t 10.0.0.10:80 -r 10.0.0.9:80 -g -w 1',
    ],
    timeouts: '30 5 60',
  });
});

const fresh: KernelState = {
  ...kernel,
  links: kernel.links.filter((line) => !line.includes('dummy0')),
  addresses: [kernel.addresses[0]!, '10.0.0.99/32 dev lo scope global'],
  routes: [kernel.routes[0]!],
  rules: [kernel.rules[0]!],
  neighbours: [],
  sysctls: { 'net/ipv4/ip_forward': '0', 'net/ipv4/neigh/eth0/gc_stale_time': '1' },
  modules: ['ip_vs'],
  ipvs: [],
  timeouts: '900 120 300',
};

test('a fresh kernel is told what to do, in an order in which it can be done, and nothing where nothing differs', () => {
  expect(kernelSteps(fresh, kernel)).toEqual({
    modules: ['ip_vs_rr'],
    ip: [
      'addr del 10.0.0.99/32 dev lo scope global',
      'link add name dummy0 type dummy',
      'link set dev dummy0 up arp off mtu 1500',
      'addr add 10.0.0.10/32 dev eth0 label eth0:0 scope global',
      'route replace default via 10.0.0.254 dev eth0',
      'route replace 10.0.0.10 dev lo scope link',
      'route replace default via 192.168.1.1 dev eth1 table 100 onlink',
      'rule add priority 100 from 10.0.0.0/24 lookup 100',
      'neigh replace 10.0.0.1 lladdr 52:54:00:00:00:01 dev eth0 nud permanent',
      'neigh add proxy 10.0.0.9 dev eth0',
    ],
    queues: [],
    sysctls: [['net/ipv4/ip_forward', '1']],
    ipvs: kernel.ipvs,
    timeouts: '30 5 60',
  });
  expect(isNothing(kernelSteps(fresh, kernel))).toBe(false);
  expect(isNothing(kernelSteps(kernel, kernel))).toBe(true);
});

test('what is gone goes', () => {
  const { ip, ipvs } = kernelSteps(kernel, fresh);
  expect(ip).toContain('neigh del proxy 10.0.0.9 dev eth0');
  expect(ip).toContain('rule del priority 100 from 10.0.0.0/24 lookup 100');
  expect(ip).toContain('link del dummy0');
  expect(ipvs).toEqual([]);
});

/** nft 1.0.6 and iptables 1.8.9 of Debian 12, of one machine. */
const rules = (packets: number) => ({
  nft: JSON.stringify({
    nftables: [
      { metainfo: { version: '1.0.6' } },
      { table: { family: 'ip', name: 'nat', handle: 3 } },
      { chain: { family: 'ip', table: 'nat', name: 'PREROUTING', handle: 1, prio: -100 } },
      {
        rule: {
          family: 'ip',
          table: 'nat',
          handle: packets,
          expr: [{ counter: { packets, bytes: 60 * packets } }, { xt: { type: 'target', name: 'REDIRECT' } }],
        },
      },
      { table: { family: 'inet', name: 'guard', handle: packets } },
      {
        rule: { family: 'inet', table: 'guard', expr: [{ counter: { packets, bytes: 0 } }, { drop: null }] },
      },
    ],
  }),
  'iptables-nft': `# Generated by iptables-nft-save v1.8.9 (nf_tables) on Mon Nov 30 23:${packets}:00 2026
*nat
:PREROUTING ACCEPT [${packets}:240]
-A PREROUTING -p tcp -m tcp --dport 81 -j REDIRECT --to-ports 80
COMMIT
`,
});

test('rules of extensions are put back in the words of iptables, and counters make no difference', () => {
  const one = kernelOf(sections({ ...said, ...rules(10) }));
  expect(one.iptablesNft).toBe(
    '*nat\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -p tcp -m tcp --dport 81 -j REDIRECT --to-ports 80\nCOMMIT',
  );
  expect(JSON.parse(one.nft ?? '')).toEqual({
    nftables: [
      { table: { family: 'inet', name: 'guard' } },
      {
        rule: {
          family: 'inet',
          table: 'guard',
          expr: [{ counter: { packets: 0, bytes: 0 } }, { drop: null }],
        },
      },
    ],
  });
  expect(isNothing(kernelSteps(one, kernelOf(sections({ ...said, ...rules(25) }))))).toBe(true);
  expect(kernelSteps(kernel, one).rules).toEqual({ nft: one.nft, ip: one.iptablesNft });
  expect(kernelSteps(one, kernel).rules).toEqual({ nft: '{"nftables":[]}' });
});
