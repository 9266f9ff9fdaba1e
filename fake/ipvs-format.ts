import { ipv4 } from '../engine/world/topology-lookup.js';
import { hexAddress, hexPort } from './ipv4.js';
import { connectionCounts, liveConnections } from './ipvs.js';
import type { Method, NodeModel, ServerModel, ServiceModel } from './model.js';

/** The kernel counts persistence in jiffies there; Debian's kernel has 250 a second. */
const hz = 250;

const forwardNames: Readonly<Record<Method, string>> = { dr: 'Route', nat: 'Masq', tun: 'Tunnel' };
const forwardOptions: Readonly<Record<Method, string>> = { dr: '-g', nat: '-m', tun: '-i' };

const banner = 'IP Virtual Server version 1.2.1 (size=4096)';

/** ipvsadm sorts what it shows: TCP, UDP, marks, and then by address and port; `--nosort` and /proc do not. */
function sortedServices(node: NodeModel): readonly ServiceModel[] {
  const order = ['tcp', 'udp', 'fwmark'];
  const weigh = (each: ServiceModel): number =>
    order.indexOf(each.protocol) * 2 ** 50 + (ipv4(each.address) ?? 0) * 65_536 + each.port;
  return node.ipvs.services.toSorted((a, b) => weigh(a) - weigh(b));
}

function sortedServers(service: ServiceModel): readonly ServerModel[] {
  const weigh = (each: ServerModel): number => (ipv4(each.address) ?? 0) * 65_536 + each.port;
  return service.servers.toSorted((a, b) => weigh(a) - weigh(b));
}

function option(service: ServiceModel, numeric: boolean): string {
  if (service.protocol === 'fwmark') return `-f ${service.port}`;
  return `-${service.protocol === 'udp' ? 'u' : 't'} ${service.address}:${portName(service.port, numeric)}`;
}

function portName(port: number, numeric: boolean): string {
  return !numeric && port === 80 ? 'http' : String(port);
}

/** `ipvsadm -S`, with `-n` numeric: what `ipvsadm -R` reads. Thresholds are missing, as from the real one. */
export function savedRules(node: NodeModel, numeric: boolean): string {
  return sortedServices(node)
    .map((service) => {
      const name = option(service, numeric);
      const persistent = service.persistent === undefined ? '' : ` -p ${service.persistent}`;
      const flags = service.flags.length === 0 ? '' : ` -b ${service.flags.join(',')}`;
      const lines = [`-A ${name} -s ${service.scheduler}${persistent}${flags}`];
      for (const server of sortedServers(service)) {
        const target = `${server.address}:${portName(server.port, numeric)}`;
        lines.push(`-a ${name} -r ${target} ${forwardOptions[server.method]} -w ${server.weight}`);
      }
      return `${lines.join('\n')}\n`;
    })
    .join('');
}

export interface ListOptions {
  readonly numeric: boolean;
  readonly columns: 'counts' | 'stats' | 'rate' | 'thresholds' | 'persistent';
  readonly exact: boolean;
  readonly only?: (service: ServiceModel) => boolean;
}

const titles: Readonly<Record<ListOptions['columns'], readonly string[]>> = {
  counts: [
    'Prot LocalAddress:Port Scheduler Flags',
    '  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn',
  ],
  stats: [
    'Prot LocalAddress:Port               Conns   InPkts  OutPkts  InBytes OutBytes',
    '  -> RemoteAddress:Port',
  ],
  rate: [
    'Prot LocalAddress:Port                 CPS    InPPS   OutPPS    InBPS   OutBPS',
    '  -> RemoteAddress:Port',
  ],
  thresholds: [
    'Prot LocalAddress:Port            Uthreshold Lthreshold ActiveConn InActConn',
    '  -> RemoteAddress:Port',
  ],
  persistent: [
    'Prot LocalAddress:Port            Weight    PersistConn ActiveConn InActConn',
    '  -> RemoteAddress:Port',
  ],
};

/** `ipvsadm -L`: ipvsadm 1.31's layout. */
export function listing(node: NodeModel, options: ListOptions): string {
  const lines = options.only === undefined ? [banner] : [];
  lines.push(...titles[options.columns]);
  for (const service of sortedServices(node)) {
    if (options.only !== undefined && !options.only(service)) continue;
    lines.push(serviceLine(service, options));
    for (const server of sortedServers(service)) lines.push(serverLine(node, service, server, options));
  }
  return `${lines.join('\n')}\n`;
}

function serviceLine(service: ServiceModel, options: ListOptions): string {
  const { numeric, columns } = options;
  const name =
    service.protocol === 'fwmark'
      ? `FWM  ${service.port}`
      : `${service.protocol.toUpperCase()}  ${service.address}:${portName(service.port, numeric)}`;
  if (columns === 'stats') return `${name.padEnd(33)}${numbers(totalsOf(service), options)}`;
  if (columns === 'rate') return `${name.padEnd(33)}${numbers([0, 0, 0, 0, 0], options)}`;
  const flags = service.flags.length === 0 ? '' : ` (${service.flags.join(',')})`;
  const persistent = service.persistent === undefined ? '' : ` persistent ${service.persistent}`;
  return `${name} ${service.scheduler}${flags}${persistent}`;
}

function serverLine(
  node: NodeModel,
  service: ServiceModel,
  server: ServerModel,
  options: ListOptions,
): string {
  const name = `  -> ${server.address}:${portName(server.port, options.numeric)}`;
  const { active, inactive } = connectionCounts(node, service, server);
  const counts = `${String(active).padEnd(10)} ${String(inactive).padEnd(10)}`;
  switch (options.columns) {
    case 'stats':
      return `${name.padEnd(33)}${numbers(totalsOf(server), options)}`;
    case 'rate':
      return `${name.padEnd(33)}${numbers([0, 0, 0, 0, 0], options)}`;
    case 'thresholds':
      return `${name.padEnd(33)} ${String(server.upper).padEnd(10)} ${String(server.lower).padEnd(10)} ${counts}`;
    case 'persistent': {
      const pinned = liveConnections(node).filter(
        (each) => each.state === 'ASSURED' && each.destination === `${server.address}:${server.port}`,
      ).length;
      return `${name.padEnd(33)} ${String(server.weight).padEnd(9)} ${String(pinned).padEnd(11)} ${counts}`;
    }
    default:
      return `${name.padEnd(33)} ${forwardNames[server.method].padEnd(7)} ${String(server.weight).padEnd(6)} ${counts}`;
  }
}

function totalsOf(of: ServiceModel | ServerModel): readonly number[] {
  return [of.connections, of.inPackets, of.outPackets, of.inBytes, of.outBytes];
}

/** Large numbers are shortened to K, M, G unless exact (ipvsadm.c, print_largenum). */
function numbers(values: readonly number[], { exact }: ListOptions): string {
  return values.map((value) => ` ${shorten(value, exact).padStart(8)}`).join('');
}

function shorten(value: number, exact: boolean): string {
  if (exact || value < 100_000_000) return String(value);
  return value < 100_000_000_000 ? `${Math.floor(value / 1_000_000)}M` : `${Math.floor(value / 1e9)}G`;
}

/** `ipvsadm -Lc`. */
export function connectionListing(node: NodeModel, numeric: boolean): string {
  const lines = [
    'IPVS connection entries',
    'pro expire state       source             virtual            destination',
  ];
  for (const each of liveConnections(node)) {
    const left = Math.max(0, Math.round((each.expires - Date.now()) / 1000));
    const expire = `${String(Math.floor(left / 60)).padStart(2, '0')}:${String(left % 60).padStart(2, '0')}`;
    const end = (text: string): string => (numeric ? text : text.replace(/:80$/, ':http'));
    lines.push(
      `${each.protocol} ${expire}  ${each.state.padEnd(11)} ${end(each.source).padEnd(18)} ${end(each.virtual).padEnd(18)} ${end(each.destination)}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

/** /proc/net/ip_vs: hexadecimal, in kernel order. */
export function procTable(node: NodeModel): string {
  const lines = [
    banner,
    'Prot LocalAddress:Port Scheduler Flags',
    '  -> RemoteAddress:Port Forward Weight ActiveConn InActConn',
  ];
  for (const service of node.ipvs.services) {
    const persistent =
      service.persistent === undefined ? '' : ` persistent ${service.persistent * hz} FFFFFFFF`;
    lines.push(
      service.protocol === 'fwmark'
        ? `FWM  ${service.port.toString(16).toUpperCase().padStart(8, '0')} ${service.scheduler} ${persistent}`
        : `${service.protocol.toUpperCase()}  ${hexAddress(service.address)}:${hexPort(service.port)} ${service.scheduler} ${persistent}`,
    );
    for (const server of service.servers) {
      const { active, inactive } = connectionCounts(node, service, server);
      lines.push(
        `  -> ${hexAddress(server.address)}:${hexPort(server.port)}      ${forwardNames[server.method].padEnd(7)} ${String(server.weight).padEnd(6)} ${String(active).padEnd(10)} ${String(inactive).padEnd(10)}`,
      );
    }
  }
  return `${lines.join('\n')}\n`;
}

/** /proc/net/ip_vs_conn. */
export function procConnections(node: NodeModel): string {
  const end = (text: string): string => {
    const [address = '', port = '0'] = text.split(':');
    return `${hexAddress(address)} ${hexPort(Number(port))}`;
  };
  const lines = ['Pro FromIP   FPrt ToIP     TPrt DestIP   DPrt State       Expires PEName PEData'];
  for (const each of liveConnections(node)) {
    const left = Math.max(0, Math.round((each.expires - Date.now()) / 1000));
    lines.push(
      `${each.protocol} ${end(each.source)} ${end(each.virtual)} ${end(each.destination)} ${each.state.padEnd(11)} ${String(left).padStart(7)}`,
    );
  }
  return `${lines.join('\n')}\n`;
}
