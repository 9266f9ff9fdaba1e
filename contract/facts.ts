/** What was read from a node, once, as data. Every section is there only when it was asked for and could be read. */

export interface InterfaceAddress {
  readonly dev: string;
  readonly family: 'inet' | 'inet6';
  readonly address: string;
  readonly prefix: number;
  readonly scope: string;
  readonly label?: string;
}

export interface Link {
  readonly dev: string;
  readonly mac: string;
  readonly up: boolean;
  readonly carrier: boolean;
  /** `ip link` shows NOARP: it asks and answers nothing that arrives on itself. */
  readonly noArp?: boolean;
}

export interface Route {
  readonly to: string;
  readonly via?: string;
  readonly dev?: string;
  readonly source?: string;
  /** `blackhole`, `unreachable`, `prohibit`: what it leads to goes nowhere; absent: a way. */
  readonly type?: string;
}

export interface Neighbour {
  readonly address: string;
  readonly dev: string;
  /** Absent while the address is not resolved. */
  readonly mac?: string;
  readonly state: string;
}

export interface Listener {
  readonly address: string;
  readonly port: number;
  readonly process?: string;
}

export interface IpvsServer {
  readonly address: string;
  readonly port: number;
  readonly method: 'dr' | 'nat' | 'tun' | 'local';
  readonly weight: number;
  readonly active: number;
  readonly inactive: number;
  /** Totals: they lag up to 2 s (domain: the estimator's period). */
  readonly connections: number;
  readonly inPackets: number;
  readonly outPackets: number;
}

export interface IpvsService {
  readonly protocol: 'tcp' | 'udp' | 'fwmark';
  /** Empty for a firewall mark. */
  readonly address: string;
  /** The mark, for a firewall mark. */
  readonly port: number;
  readonly scheduler: string;
  readonly flags: readonly string[];
  /** Seconds; absent: not persistent. */
  readonly persistent?: number;
  readonly connections: number;
  readonly inPackets: number;
  readonly outPackets: number;
  readonly servers: readonly IpvsServer[];
}

export interface IpvsConnection {
  readonly protocol: string;
  readonly state: string;
  readonly source: string;
  readonly virtual: string;
  readonly destination: string;
  /** Seconds left. */
  readonly expires: number;
}

export interface Ipvs {
  /** False: the ip_vs module is not loaded. */
  readonly loaded: boolean;
  /** False: the ipvsadm command is not installed. */
  readonly tool: boolean;
  /** What the kernel's own table says (/proc/net/ip_vs), which the tool's list is compared with. */
  readonly kernel?: readonly IpvsService[];
  /** Connections of all services since the module was loaded (/proc/net/ip_vs_stats_percpu). */
  readonly total?: number;
  readonly services: readonly IpvsService[];
  readonly connections: readonly IpvsConnection[];
  readonly timeouts?: { readonly tcp: number; readonly tcpfin: number; readonly udp: number };
}

export interface Unit {
  readonly name: string;
  readonly load: string;
  readonly active: string;
  readonly sub: string;
  readonly enabled: string;
}

/** One instance of `keepalived --signum=JSON`'s dump. */
export interface VrrpInstance {
  readonly name: string;
  readonly state: 'INIT' | 'BACKUP' | 'MASTER' | 'FAULT';
  readonly vrid: number;
  readonly basePriority: number;
  readonly priority: number;
  readonly interface: string;
  readonly vips: readonly string[];
  readonly vipSet: boolean;
  /** Seconds. */
  readonly advertInterval: number;
  readonly stats: Readonly<Record<string, number>>;
}

export interface Keepalived {
  readonly running: boolean;
  readonly instances: readonly VrrpInstance[];
  /** The text of /etc/keepalived/keepalived.conf, absent when there is no such file. */
  readonly config?: string;
  /** `keepalived -t`; absent when it is not installed. */
  readonly test?: { readonly exit: number; readonly output: string };
  /** The words that it was started with; absent when it does not run. */
  readonly arguments?: readonly string[];
  /** Files below /etc/keepalived and scripts that the configuration names; empty where it names none. */
  readonly files?: readonly KeepalivedFile[];
}

/** A file that keepalived's configuration may include or run. */
export interface KeepalivedFile {
  readonly path: string;
  /** As chmod(1) takes them: 0o755. */
  readonly mode: number;
  readonly owner: string;
  /** Bytes. */
  readonly size: number;
  /** Its first 400 lines. */
  readonly content: string;
}

/** One line of keepalived's log. */
export interface LogLine {
  /** Seconds since the epoch, the node's clock. */
  readonly at: number;
  /** Keepalived, Keepalived_vrrp or Keepalived_healthcheckers. */
  readonly process: string;
  readonly text: string;
}

export interface FileFact {
  readonly path: string;
  readonly exists: boolean;
  /** At most 64 KiB. */
  readonly content?: string;
}

export interface CommandFact {
  readonly run: string;
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a section of the facts was read from, for evidence: the command as a person would type it. */
export interface FactSource {
  readonly command: string;
  /** At most 4,000 characters. */
  readonly output: string;
  readonly exit: number;
}

/** What a node is set to: thing by thing, its value (see engine/facts/inventory). */
export type Inventory = Readonly<Record<string, string>>;

export interface NodeFacts {
  /** Milliseconds since the epoch, the host's clock. */
  readonly at: number;
  readonly addresses?: readonly InterfaceAddress[];
  readonly links?: readonly Link[];
  readonly routes?: readonly Route[];
  /** `ip route show table local`, where a wrong prefix on lo shows. */
  readonly localRoutes?: readonly Route[];
  readonly neighbours?: readonly Neighbour[];
  readonly sysctls?: Readonly<Record<string, number | string>>;
  readonly listeners?: readonly Listener[];
  readonly modules?: readonly string[];
  readonly packages?: Readonly<Record<string, string>>;
  readonly units?: Readonly<Record<string, Unit>>;
  readonly ipvs?: Ipvs;
  readonly keepalived?: Keepalived;
  readonly files?: Readonly<Record<string, FileFact>>;
  readonly commands?: Readonly<Record<string, CommandFact>>;
  /** The last lines that keepalived logged since the machine started, oldest first. */
  readonly log?: readonly LogLine[];
  /** The addresses that the kernel itself calls its own (/proc/net/fib_trie): IPv4, without prefix. */
  readonly kernelAddresses?: readonly string[];
  /** Kernel counters (nstat): IpInAddrErrors, IPReversePathFilter, IpOutNoRoutes … */
  readonly counters?: Readonly<Record<string, number>>;
  /** `nft list ruleset`, which shows iptables-nft's rules as well; empty without rules. At most 64 KiB. */
  readonly firewall?: string;
  /** Digest of everything on the node that behaviour depends on; equal ones: nothing was changed between them. */
  readonly witness?: string;
  /** What the node is set to, thing by thing: addresses, rules, services, configuration files (see facts/inventory). */
  readonly inventory?: Inventory;
  /** Where the facts come from, by section (`addresses`, `ipvs`, `keepalived` …). */
  readonly sources?: Readonly<Record<string, FactSource>>;
}

/** What is asked of one node; everything in one exec. */
export interface FactsRequest {
  readonly network?: boolean;
  readonly listeners?: boolean;
  readonly modules?: boolean;
  readonly ipvs?: boolean;
  readonly keepalived?: boolean;
  /** keepalived's log. */
  readonly log?: boolean;
  readonly counters?: boolean;
  readonly firewall?: boolean;
  readonly witness?: boolean;
  readonly inventory?: boolean;
  readonly sysctls?: readonly string[];
  readonly packages?: readonly string[];
  readonly units?: readonly string[];
  readonly files?: readonly string[];
  readonly commands?: readonly string[];
}

/** Facts, or why there are none. */
export type Observed =
  | { readonly ok: true; readonly facts: NodeFacts }
  | {
      readonly ok: false;
      readonly reason: 'unreachable' | 'timeout' | 'halted' | 'failed';
      readonly detail: string;
      readonly at: number;
    };
