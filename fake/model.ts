import type { NodeSpec } from '../engine/machines/provider.js';
import type { StoredFile } from './first-files.js';

/** A simulated node, as plain data: a checkpoint is a deep copy, a suspended session is its JSON. */
export interface NodeModel {
  readonly spec: NodeSpec;
  /** lo first, then the NICs of the topology in their order. */
  readonly links: LinkModel[];
  /** Routes that somebody added; those of addresses follow from the addresses. */
  routes: RouteModel[];
  neighbours: NeighbourModel[];
  /** By path below /proc/sys: `net/ipv4/conf/all/arp_ignore`. */
  readonly sysctls: Record<string, string>;
  modules: string[];
  /** Installed beyond what every node has. */
  packages: string[];
  readonly units: Record<string, UnitModel>;
  files: Record<string, StoredFile>;
  folders: string[];
  ipvs: IpvsModel;
  firewall: TableModel[];
  keepalived?: KeepalivedModel;
  /** Lines of the journal with the unit that wrote them. */
  journal: JournalLine[];
  /** Kernel counters under the names of nstat(8). */
  readonly counters: Record<string, number>;
  nextPid: number;
  nextPort: number;
}

export interface LinkModel {
  readonly dev: string;
  readonly index: number;
  readonly mac: string;
  /** The lab network; absent for lo. */
  readonly network?: string;
  up: boolean;
  carrier: boolean;
  addresses: AddressModel[];
}

export interface AddressModel {
  readonly address: string;
  readonly prefix: number;
  readonly label: string;
  readonly scope: 'global' | 'host' | 'link';
}

export interface RouteModel {
  /** `default` or network/prefix. */
  readonly to: string;
  readonly via?: string;
  readonly dev: string;
  readonly source?: string;
}

export interface NeighbourModel {
  readonly address: string;
  readonly dev: string;
  mac?: string;
  state: 'REACHABLE' | 'STALE' | 'PERMANENT' | 'FAILED';
}

export interface UnitModel {
  active: 'active' | 'inactive' | 'failed';
  enabled: boolean;
  pid: number;
  /** Milliseconds since the epoch of the last change. */
  since: number;
  /** What it listens on since its start: a changed file needs a restart. */
  listeners: { readonly address: string; readonly port: number; readonly inode: number }[];
}

export type Method = 'dr' | 'nat' | 'tun';

export interface IpvsModel {
  timeouts: { tcp: number; tcpfin: number; udp: number };
  /** In the order of adding. */
  services: ServiceModel[];
  connections: ConnectionModel[];
}

export interface Totals {
  connections: number;
  inPackets: number;
  outPackets: number;
  inBytes: number;
  outBytes: number;
}

export interface ServiceModel extends Totals {
  readonly protocol: 'tcp' | 'udp' | 'fwmark';
  readonly address: string;
  /** The mark, for a firewall mark. */
  readonly port: number;
  scheduler: string;
  flags: string[];
  /** Seconds. */
  persistent?: number;
  /** Kernel order: the last added server is first. */
  servers: ServerModel[];
  /** Where the round-robin schedulers are. */
  turn: { server: string; weight: number };
}

export interface ServerModel extends Totals {
  readonly address: string;
  readonly port: number;
  method: Method;
  weight: number;
  upper: number;
  lower: number;
}

export interface ConnectionModel {
  readonly protocol: 'TCP' | 'UDP';
  readonly source: string;
  readonly virtual: string;
  readonly destination: string;
  state: 'ESTABLISHED' | 'FIN_WAIT' | 'TIME_WAIT' | 'SYN_RECV' | 'ASSURED';
  /** Milliseconds since the epoch. */
  expires: number;
}

/** A table of the packet filter, as `nft list ruleset` shows it. */
export interface TableModel {
  readonly family: string;
  readonly name: string;
  chains: ChainModel[];
}

export interface ChainModel {
  readonly name: string;
  /** `type filter hook input priority filter; policy accept;`, empty for a chain without a hook. */
  hook: string;
  rules: string[];
}

export interface KeepalivedModel {
  readonly pid: number;
  readonly since: number;
  instances: VrrpModel[];
  virtualServers: VirtualServerModel[];
}

export interface VrrpModel {
  readonly name: string;
  readonly vrid: number;
  readonly priority: number;
  readonly dev: string;
  readonly advertInterval: number;
  readonly authType: string;
  readonly authPass: string;
  readonly nopreempt: boolean;
  readonly vips: readonly { readonly address: string; readonly prefix: number; readonly dev: string }[];
  state: 'BACKUP' | 'MASTER' | 'FAULT';
  /** Milliseconds since the epoch. */
  lastTransition: number;
  becameMaster: number;
  releasedMaster: number;
  /** When adverts of a peer were first heard; absent: never. */
  heardSince?: number;
  errors: Record<string, number>;
}

export interface VirtualServerModel {
  readonly address: string;
  readonly port: number;
  readonly servers: readonly {
    readonly address: string;
    readonly port: number;
    readonly weight: number;
    readonly method: Method;
    /** Ports that a health check connects to; empty: never checked. */
    readonly checks: readonly number[];
  }[];
}

export interface JournalLine {
  readonly at: number;
  readonly unit: string;
  readonly pid: number;
  readonly text: string;
}

export const noTotals: Totals = { connections: 0, inPackets: 0, outPackets: 0, inBytes: 0, outBytes: 0 };

export function count(node: NodeModel, counter: string, by = 1): void {
  node.counters[counter] = (node.counters[counter] ?? 0) + by;
}

export function linkOf(node: NodeModel, dev: string): LinkModel | undefined {
  return node.links.find((link) => link.dev === dev);
}

export function newPid(node: NodeModel): number {
  node.nextPid += 7;
  return node.nextPid;
}

export function log(node: NodeModel, unit: string, pid: number, text: string, at = Date.now()): void {
  node.journal.push({ at, unit, pid, text });
  if (node.journal.length > 500) node.journal.splice(0, node.journal.length - 500);
}
