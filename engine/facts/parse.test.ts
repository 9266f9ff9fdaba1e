import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseIp } from './ip.js';
import {
  addCounts,
  addTotals,
  parseConnections,
  parseProcTable,
  parseRules,
  connectionsByCpu,
  parseTimeouts,
} from './ipvsadm.js';
import { parseKeepalivedJson } from './keepalived-json.js';
import { parseCounters, parseListeners, parseModules, splitTables } from './kernel-tables.js';
import { parseFacts } from './parse.js';
import { factsScript, mergeRequests, sysctlPath } from './script.js';
import { readSections } from './sections.js';
import { parsePackages, parseUnits } from './systemctl.js';

function fixture(name: string): string {
  return readFileSync(new URL(`./fixtures/${name}`, import.meta.url), 'utf8');
}

test('addresses, labels, routes and neighbours are read from the recorded output of ip -j', () => {
  const network = parseIp(fixture('ip.jsonl'));
  expect(network.addresses).toContainEqual({
    dev: 'eth0',
    family: 'inet',
    address: '10.0.0.10',
    prefix: 24,
    scope: 'global',
    label: 'eth0:0',
  });
  expect(network.addresses.find((each) => each.dev === 'lo' && each.address === '10.0.0.10')?.prefix).toBe(
    32,
  );
  expect(network.routes).toContainEqual({ to: '10.0.0.0/24', dev: 'eth0', source: '10.0.0.8' });
  expect(network.neighbours[0]).toEqual({
    address: '10.0.0.10',
    dev: 'eth0',
    mac: '02:00:00:00:00:07',
    state: 'REACHABLE',
  });
});

const rules = `-A -t 10.0.0.10:80 -s rr -p 360
-a -t 10.0.0.10:80 -r 10.0.0.9:80 -g -w 1
-A -t 10.0.0.10:0 -s sh -p 300 -M 255.255.255.0 -b sh-fallback,sh-port
-a -t 10.0.0.10:0 -r 10.0.0.8:0 -i -w 1 --tun-type gue --tun-port 6080 --tun-nocsum
-A -t 10.0.0.13:80 -s rr
-a -t 10.0.0.13:80 -r 10.0.0.8:80 -g -w 1
-a -t 10.0.0.13:80 -r 10.0.0.9:8080 -m -w 0
-A -f 5 -s rr
-a -f 5 -r 10.0.0.8:0 -g -w 1`;

test('ipvsadm -Sn gives services with flags, persistence and servers', () => {
  const services = parseRules(rules);
  expect(
    services.map((each) => [each.protocol, each.address, each.port, each.scheduler, each.persistent]),
  ).toEqual([
    ['tcp', '10.0.0.10', 80, 'rr', 360],
    ['tcp', '10.0.0.10', 0, 'sh', 300],
    ['tcp', '10.0.0.13', 80, 'rr', undefined],
    ['fwmark', '', 5, 'rr', undefined],
  ]);
  expect(services[1]?.flags).toEqual(['sh-fallback', 'sh-port']);
  expect(services[2]?.servers[1]).toMatchObject({
    address: '10.0.0.9',
    port: 8080,
    method: 'nat',
    weight: 0,
  });
});

const procTable = `IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port Forward Weight ActiveConn InActConn
TCP  0A00000A:0050 rr  persistent 5000 FFFFFFFF
  -> 0A000009:0050      Route   1      0          6         
  -> 0A000008:0050      Route   1      2          0         
FWM  00000005 rr 
  -> 0A000008:0000      Masq    1      0          0         `.split('\n');

test('/proc/net/ip_vs is hexadecimal and counts persistence in jiffies', () => {
  const [service, mark] = parseProcTable(procTable);
  expect(service).toMatchObject({ address: '10.0.0.10', port: 80, scheduler: 'rr', persistent: 20 });
  expect(service?.servers.map((each) => [each.address, each.active, each.inactive])).toEqual([
    ['10.0.0.9', 0, 6],
    ['10.0.0.8', 2, 0],
  ]);
  expect(mark).toMatchObject({ protocol: 'fwmark', port: 5 });
  const live = addCounts(parseRules(rules), parseProcTable(procTable));
  expect(live[0]?.servers[0]).toMatchObject({ address: '10.0.0.9', inactive: 6 });
});

test('totals of --stats --exact are put to their service and server', () => {
  const stats = `IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port               Conns   InPkts  OutPkts  InBytes OutBytes
  -> RemoteAddress:Port
TCP  10.0.0.10:80                       20      120        0     6940        0
  -> 10.0.0.9:80                        10       60        0     3470        0`;
  const [service] = addTotals(parseRules(rules), stats);
  expect(service).toMatchObject({ connections: 20, inPackets: 120, outPackets: 0 });
  expect(service?.servers[0]).toMatchObject({ connections: 10, inPackets: 60 });
});

test('connections and timeouts are read', () => {
  const lines = [
    'Pro FromIP   FPrt ToIP     TPrt DestIP   DPrt State       Expires PEName PEData',
    'TCP 0A000064 BA3A 0A00000A 0050 0A000009 0050 FIN_WAIT          4',
    'TCP 0A000064 0000 0A00000A 0050 0A000009 0050 ASSURED          19',
  ];
  expect(parseConnections(lines)).toEqual([
    {
      protocol: 'TCP',
      state: 'FIN_WAIT',
      source: '10.0.0.100:47674',
      virtual: '10.0.0.10:80',
      destination: '10.0.0.9:80',
      expires: 4,
    },
    {
      protocol: 'TCP',
      state: 'ASSURED',
      source: '10.0.0.100:0',
      virtual: '10.0.0.10:80',
      destination: '10.0.0.9:80',
      expires: 19,
    },
  ]);
  expect(parseTimeouts('Timeout (tcp tcpfin udp): 30 5 60\n')).toEqual({ tcp: 30, tcpfin: 5, udp: 60 });
});

test('the JSON dump of keepalived gives state, priority and VIPs', () => {
  const [master] = parseKeepalivedJson(fixture('keepalived-master.json'));
  const [backup] = parseKeepalivedJson(fixture('keepalived-backup.json'));
  expect(master).toMatchObject({
    name: 'VI_1',
    state: 'MASTER',
    vrid: 55,
    priority: 150,
    vips: ['10.0.0.10/24'],
    vipSet: true,
  });
  expect(backup).toMatchObject({ state: 'BACKUP', basePriority: 100, vipSet: false });
  expect(backup?.stats['advert_rcvd']).toBe(11);
  const wrapped = JSON.stringify({ json_version: 2, vrrp: JSON.parse(fixture('keepalived-master.json')) });
  expect(parseKeepalivedJson(wrapped)).toEqual([master]);
});

test('kernel tables are told apart by the path that grep writes in front', () => {
  const tables = splitTables(
    [
      '/proc/net/tcp:   0: 0800000A:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 1 1',
      '/proc/net/tcp:   1: 00000000:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 1 1',
      '/proc/net/tcp:   2: 0800000A:C350 0700000A:0050 06 00000000:00000000 00:00000000 00000000 0 0 1 1',
      '/proc/modules:ip_vs_rr 16384 1 - Live 0x0000000000000000',
      '/proc/net/snmp:Ip: Forwarding DefaultTTL InReceives InHdrErrors InAddrErrors',
      '/proc/net/snmp:Ip: 2 64 25567 0 5',
    ].join('\n'),
  );
  expect(parseListeners(tables.get('/proc/net/tcp') ?? [])).toEqual([
    { address: '10.0.0.8', port: 80 },
    { address: '0.0.0.0', port: 8080 },
  ]);
  expect(parseModules(tables.get('/proc/modules') ?? [])).toEqual(['ip_vs_rr']);
  expect(parseCounters(tables.get('/proc/net/snmp') ?? [])).toMatchObject({
    IpInAddrErrors: 5,
    IpInReceives: 25567,
  });
});

test('units follow the order of the arguments, packages must be installed', () => {
  const units =
    'Id=nginx.service\nLoadState=loaded\nActiveState=active\nSubState=running\nUnitFileState=enabled\n\nId=apache2.service\nLoadState=not-found\nActiveState=inactive\nSubState=dead\nUnitFileState=\n';
  expect(parseUnits(units, ['nginx', 'httpd'])['httpd']).toMatchObject({
    load: 'not-found',
    active: 'inactive',
  });
  expect(parsePackages('ipvsadm\tii \t1:1.31-1+b1\nkeepalived\trc \t2.2\n')).toEqual({
    ipvsadm: '1:1.31-1+b1',
  });
});

test('sysctls are numbers or text, and those that do not exist are left out', () => {
  const output =
    '\n@m [ tables\n/proc/sys/net/ipv4/ip_forward:0\n/proc/sys/net/ipv4/tcp_mem:1\t2\t3\n@m ] tables 2\n\n@m [ end\n\n@m ] end 0\n';
  const keys = ['net.ipv4.ip_forward', 'net.ipv4.tcp_mem', 'net.ipv4.none', 'a; b'];
  const facts = parseFacts(output, '@m', { sysctls: keys }, 1);
  expect(facts?.sysctls).toEqual({ 'net.ipv4.ip_forward': 0, 'net.ipv4.tcp_mem': '1\t2\t3' });
  expect(facts?.sources?.['sysctls']?.output).toBe('net.ipv4.ip_forward = 0\nnet.ipv4.tcp_mem = 1\t2\t3');
});

test('a witness differs when something else listens, the firewall or a rule changes, and not by a connection', () => {
  const ip =
    '[{"ifname":"eth0","addr_info":[]}]\n[]\n[{"dst":"10.0.0.8","state":["REACHABLE"]}]\n[{"priority":0,"src":"all","table":"local"}]';
  const socket = (port: string, state: string, inode: number) =>
    `/proc/net/tcp:   0: 00000000:${port} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000 0 0 ${inode} 1`;
  const sections = { ip, tables: socket('0050', '0A', 7), firewall: '', witness: 'w' };
  const witness = (changed: Partial<typeof sections>) => {
    const text = Object.entries({ ...sections, ...changed })
      .map(([name, body]) => `\n@m [ ${name}\n${body}\n@m ] ${name} 0\n`)
      .join('');
    return parseFacts(`${text}\n@m [ end\n\n@m ] end 0\n`, '@m', { witness: true }, 1)?.witness;
  };
  const before = witness({});
  expect(before).toBeDefined();
  expect(witness({ tables: `${sections.tables}\n${socket('0050', '01', 9)}` })).toBe(before);
  expect(witness({ ip: ip.replace('REACHABLE', 'STALE') })).toBe(before);
  const others = [
    { tables: socket('0050', '0A', 8) },
    { firewall: 'table inet t {}' },
    { ip: ip.replace('"priority":0', '"priority":1') },
    { witness: 'x' },
  ];
  for (const other of others) expect(witness(other)).not.toBe(before);
});

test('a sysctl key cannot leave /proc/sys', () => {
  expect(sysctlPath('net.ipv4.conf.eth0/5.arp_ignore')).toBe('/proc/sys/net/ipv4/conf/eth0.5/arp_ignore');
  expect(sysctlPath('net/ipv4/ip_forward')).toBe('/proc/sys/net/ipv4/ip_forward');
  expect(sysctlPath('a//b; reboot')).toBeUndefined();
  expect(sysctlPath('../../etc/shadow')).toBeUndefined();
});

test('requests are merged into one that asks for everything once', () => {
  expect(mergeRequests({ ipvs: true, sysctls: ['b'] }, { network: true, sysctls: ['a', 'b'] })).toEqual({
    network: true,
    ipvs: true,
    sysctls: ['a', 'b'],
  });
});

test('a guest cannot open a section by printing, and a script that stopped half way gives no facts', () => {
  const output = '\n@m [ tables\n/proc/sys/a:1\n@x [ end\n\n@m ] tables 0\n';
  expect(readSections(output, '@m').get('tables')?.text).toContain('@x [ end');
  expect(parseFacts(output, '@m', { sysctls: ['a'] }, 1)).toBeUndefined();
  expect(parseFacts(`${output}\n@m [ end\n\n@m ] end 0\n`, '@m', { sysctls: ['a'] }, 1)?.sysctls).toEqual({
    a: 1,
  });
});

test('no parser throws, whatever a guest prints', () => {
  const everything = {
    network: true,
    listeners: true,
    modules: true,
    ipvs: true,
    keepalived: true,
    counters: true,
    firewall: true,
    witness: true,
    sysctls: ['a'],
    packages: ['a'],
    units: ['a'],
    files: ['/a'],
    commands: ['a'],
  };
  const names = [
    'ip',
    'tables',
    'ipvs-tool',
    'ipvs-rules',
    'ipvs-stats',
    'firewall',
    'witness',
    'units',
    'packages',
    'keepalived-pid',
    'keepalived-json',
  ];
  const piece = fc.oneof(
    fc.string(),
    fc.json(),
    fc.constantFrom(
      rules,
      procTable.join('\n'),
      '-A -t -s',
      '-a -t 1.1.1.1:1 -r',
      '  -> x',
      'TCP',
      '[{"addr_info":[{}]}]',
      '[{"state":[1],"dst":1}]',
    ),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom(...names), piece)), (parts) => {
      const text = parts.map(([name, body]) => `\n@m [ ${name}\n${body}\n@m ] ${name} 0\n`).join('');
      parseFacts(`${text}\n@m [ end\n\n@m ] end 0\n`, '@m', everything, 1);
      expect(factsScript(everything, '@m')).toContain('ip -j');
    }),
  );
});

test('connections are what each CPU counted, not the total that lags', () => {
  const table = [
    '       Total Incoming Outgoing         Incoming         Outgoing',
    'CPU    Conns  Packets  Packets            Bytes            Bytes',
    '  0        6       24        0              936                0',
    '  1        A       24        0              936                0',
    '  ~        4       18        0              624                0',
    '',
    '     Conns/s   Pkts/s   Pkts/s          Bytes/s          Bytes/s',
    '           0        3        0               C4                0',
  ];
  expect(connectionsByCpu(table)).toBe(16);
  expect(connectionsByCpu([])).toBeUndefined();
});
