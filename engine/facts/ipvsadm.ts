import type { Ipvs, IpvsConnection, IpvsServer, IpvsService } from '../../contract/facts.js';

type Draft<T> = { -readonly [K in keyof T]: T[K] };
type ServiceDraft = Omit<Draft<IpvsService>, 'servers'> & { servers: Draft<IpvsServer>[] };

const methods = { '-g': 'dr', '-m': 'nat', '-i': 'tun' } as const;
const procMethods = { Route: 'dr', Masq: 'nat', Tunnel: 'tun', Local: 'local' } as const;

function endpoint(text: string): { address: string; port: number } | undefined {
  const match = /^(\[[0-9a-f:.]+\]|\d+\.\d+\.\d+\.\d+):(\d+)$/i.exec(text);
  return match === null
    ? undefined
    : { address: (match[1] ?? '').replace(/^\[|\]$/g, ''), port: Number(match[2]) };
}

/** `0A00000A:0050` of /proc/net/ip_vs: network order, unlike /proc/net/tcp. */
function hexEndpoint(address: string, port: string): { address: string; port: number } | undefined {
  if (!/^[0-9A-F]{8}$/i.test(address) || !/^[0-9A-F]{1,4}$/i.test(port)) return undefined;
  const bytes = [0, 2, 4, 6].map((at) => Number.parseInt(address.slice(at, at + 2), 16));
  return { address: bytes.join('.'), port: Number.parseInt(port, 16) };
}

const noTotals = { connections: 0, inPackets: 0, outPackets: 0 };

function keyOf(service: Pick<IpvsService, 'protocol' | 'address' | 'port'>): string {
  return `${service.protocol} ${service.address} ${service.port}`;
}

/** The value after an option of an `ipvsadm -Sn` line. */
function option(words: readonly string[], name: string): string | undefined {
  const at = words.indexOf(name);
  return at < 0 ? undefined : words[at + 1];
}

function savedService(
  words: readonly string[],
): Pick<IpvsService, 'protocol' | 'address' | 'port'> | undefined {
  const mark = option(words, '-f');
  if (mark !== undefined)
    return /^\d+$/.test(mark) ? { protocol: 'fwmark', address: '', port: Number(mark) } : undefined;
  const tcp = option(words, '-t');
  const at = endpoint(tcp ?? option(words, '-u') ?? '');
  return at === undefined ? undefined : { protocol: tcp === undefined ? 'udp' : 'tcp', ...at };
}

/** `ipvsadm -Sn` (ipvsadm 1.31): `-A …` lines are services, `-a …` lines their servers. */
export function parseRules(text: string): IpvsService[] {
  const services = new Map<string, ServiceDraft>();
  for (const line of text.split('\n')) {
    const words = line.trim().split(/\s+/);
    const id = savedService(words);
    if (id === undefined) continue;
    if (words[0] === '-A') {
      const persistent = Number(option(words, '-p'));
      services.set(keyOf(id), {
        ...id,
        scheduler: option(words, '-s') ?? '',
        flags: (option(words, '-b') ?? '').split(',').filter((flag) => flag !== ''),
        ...(Number.isFinite(persistent) && persistent > 0 ? { persistent } : {}),
        ...noTotals,
        servers: [],
      });
    } else if (words[0] === '-a') {
      const at = endpoint(option(words, '-r') ?? '');
      const weight = Number(option(words, '-w'));
      const method = words.find((word): word is keyof typeof methods => word in methods);
      if (at === undefined) continue;
      services.get(keyOf(id))?.servers.push({
        ...at,
        method: method === undefined ? 'dr' : methods[method],
        weight: Number.isFinite(weight) ? weight : 0,
        active: 0,
        inactive: 0,
        ...noTotals,
      });
    }
  }
  return [...services.values()];
}

/** `/proc/net/ip_vs`, lines without its path; `persistent N` is in jiffies, `hz` of them a second. */
export function parseProcTable(lines: readonly string[], hz = 250): IpvsService[] {
  const services: ServiceDraft[] = [];
  for (const line of lines) {
    const words = line.trim().split(/\s+/);
    const [first = '', second = '', third = ''] = words;
    if (first === '->') {
      const [hex = '', port = ''] = second.split(':');
      const at = hexEndpoint(hex, port);
      const method = procMethods[third as keyof typeof procMethods];
      const [weight, active, inactive] = words.slice(3).map(Number);
      if (at === undefined || method === undefined) continue;
      services.at(-1)?.servers.push({
        ...at,
        method,
        weight: weight ?? 0,
        active: active ?? 0,
        inactive: inactive ?? 0,
        ...noTotals,
      });
      continue;
    }
    const persistent = words.indexOf('persistent');
    const jiffies = persistent < 0 ? 0 : Number(words[persistent + 1]);
    const common = {
      scheduler: third,
      flags: [],
      ...(jiffies > 0 ? { persistent: Math.round(jiffies / hz) } : {}),
      ...noTotals,
      servers: [],
    };
    if (first === 'FWM' && /^[0-9A-F]+$/i.test(second)) {
      services.push({ protocol: 'fwmark', address: '', port: Number.parseInt(second, 16), ...common });
    } else if (first === 'TCP' || first === 'UDP') {
      const [hex = '', port = ''] = second.split(':');
      const at = hexEndpoint(hex, port);
      if (at !== undefined) services.push({ protocol: first === 'TCP' ? 'tcp' : 'udp', ...at, ...common });
    }
  }
  return services;
}

/** Totals of `ipvsadm -Ln --stats --exact`, by service and server. They lag up to 2 s behind the kernel's. */
export function addTotals(services: readonly IpvsService[], text: string): IpvsService[] {
  const drafts = services.map((service) => ({
    ...service,
    servers: service.servers.map((each) => ({ ...each })),
  }));
  let current: (typeof drafts)[number] | undefined;
  for (const line of text.split('\n')) {
    const words = line.trim().split(/\s+/);
    const [connections, inPackets, outPackets] = words.slice(2).map(Number);
    const totals = { connections: connections ?? 0, inPackets: inPackets ?? 0, outPackets: outPackets ?? 0 };
    if (!Object.values(totals).every(Number.isFinite)) continue;
    if (words[0] === '->') {
      const at = endpoint(words[1] ?? '');
      const server = current?.servers.find((each) => each.address === at?.address && each.port === at?.port);
      if (server !== undefined) Object.assign(server, totals);
    } else if (words[0] === 'TCP' || words[0] === 'UDP' || words[0] === 'FWM') {
      const at = endpoint(words[1] ?? '') ?? { address: '', port: Number(words[1]) };
      const protocol = words[0] === 'FWM' ? 'fwmark' : words[0].toLowerCase();
      current = drafts.find((each) => keyOf(each) === `${protocol} ${at.address} ${at.port}`);
      if (current !== undefined) Object.assign(current, totals);
    }
  }
  return drafts;
}

/** Live connection counts of the kernel's table put into services that were read from `ipvsadm -Sn`. */
export function addCounts(services: readonly IpvsService[], table: readonly IpvsService[]): IpvsService[] {
  return services.map((service) => {
    const seen = table.find((each) => keyOf(each) === keyOf(service));
    const servers = service.servers.map((server) => {
      const live = seen?.servers.find((each) => each.address === server.address && each.port === server.port);
      return live === undefined
        ? server
        : { ...server, method: live.method, active: live.active, inactive: live.inactive };
    });
    return { ...service, servers };
  });
}

/**
 * The connections of all services since the module was loaded: the sum of what each CPU counted, which is never behind.
 * The total of `/proc/net/ip_vs_stats` is, up to 2 s (ip_vs_stats_percpu_show in net/netfilter/ipvs/ip_vs_ctl.c).
 */
export function connectionsByCpu(lines: readonly string[]): number | undefined {
  const head = lines.findIndex((line) => line.startsWith('CPU'));
  const end = lines.findIndex((line) => line.trimStart().startsWith('~'));
  if (head < 0 || end < head) return undefined;
  const counts = lines
    .slice(head + 1, end)
    .map((line) => Number.parseInt(line.trim().split(/\s+/)[1] ?? '', 16));
  return counts.some(Number.isNaN) ? undefined : counts.reduce((sum, each) => sum + each, 0);
}

/** `/proc/net/ip_vs_conn`: `TCP 0A000064 BA3A 0A00000A 0050 0A000009 0050 FIN_WAIT 4`. */
export function parseConnections(lines: readonly string[]): IpvsConnection[] {
  return lines.flatMap((line) => {
    const [
      protocol = '',
      ip1 = '',
      port1 = '',
      ip2 = '',
      port2 = '',
      ip3 = '',
      port3 = '',
      state = '',
      expires = '',
    ] = line.trim().split(/\s+/);
    const ends = [hexEndpoint(ip1, port1), hexEndpoint(ip2, port2), hexEndpoint(ip3, port3)].map((each) =>
      each === undefined ? undefined : `${each.address}:${each.port}`,
    );
    const [source, virtual, destination] = ends;
    if (source === undefined || virtual === undefined || destination === undefined) return [];
    return [{ protocol, state, source, virtual, destination, expires: Number(expires) || 0 }];
  });
}

/** `Timeout (tcp tcpfin udp): 900 120 300`, seconds. */
export function parseTimeouts(text: string): Ipvs['timeouts'] {
  const match = /\(tcp tcpfin udp\):\s*(\d+)\s+(\d+)\s+(\d+)/.exec(text);
  return match === null
    ? undefined
    : { tcp: Number(match[1]), tcpfin: Number(match[2]), udp: Number(match[3]) };
}
