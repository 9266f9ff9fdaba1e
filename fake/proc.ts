import { hexHostOrder, hexPort } from './ipv4.js';
import { procConnections, procTable } from './ipvs-format.js';
import { moduleLines } from './modules.js';
import type { NodeModel } from './model.js';
import { listenersOf } from './network.js';
import { readSysctl, sysctlPaths } from './sysctl.js';

const processPath = /^\/proc\/(\d+)\/(comm|status|cmdline)$/;

/** A file of /proc or /sys as the kernel would print it now; undefined: there is none. */
export function procFile(node: NodeModel, path: string): string | undefined {
  if (path.startsWith('/proc/sys/')) {
    const value = readSysctl(node, path.slice('/proc/sys/'.length));
    return value === undefined ? undefined : `${value}\n`;
  }
  const nic = /^\/sys\/class\/net\/([\w.]+)\/(\w+)$/.exec(path);
  if (nic !== null) return nicFile(node, nic[1] ?? '', nic[2] ?? '');
  const process = processPath.exec(path);
  if (process !== null) return processFile(node, Number(process[1]), process[2] ?? '');
  const loaded = node.modules.includes('ip_vs');
  switch (path) {
    case '/proc/modules':
      return moduleLines(node);
    case '/proc/net/ip_vs':
      return loaded ? procTable(node) : undefined;
    case '/proc/net/ip_vs_conn':
      return loaded ? procConnections(node) : undefined;
    case '/proc/net/tcp':
      return socketTable(node, false);
    case '/proc/net/tcp6':
      return socketTable(node, true);
    case '/proc/net/snmp':
      return counterTable(node, 'Ip', ['InReceives', 'InAddrErrors', 'OutNoRoutes', 'ForwDatagrams']);
    case '/proc/net/netstat':
      return counterTable(node, 'TcpExt', ['IPReversePathFilter', 'ListenDrops']);
    case '/proc/uptime':
      return `${(uptime(node) / 1000).toFixed(2)} 0.00\n`;
    case '/proc/version':
      return 'Linux version 6.1.0-50-amd64 (debian-kernel@lists.debian.org) #1 SMP PREEMPT_DYNAMIC Debian 6.1.176-1\n';
    default:
      return undefined;
  }
}

export function procFolder(node: NodeModel, path: string): boolean {
  if (/^\/(proc|sys|proc\/net|proc\/sys|sys\/class|sys\/class\/net)$/.test(path)) return true;
  const below = `${path.replace(/^\/proc\/sys\//, '')}/`;
  if (path.startsWith('/proc/sys/')) return sysctlPaths(node).some((key) => key.startsWith(below));
  if (path.startsWith('/sys/module/')) return node.modules.includes(path.slice('/sys/module/'.length));
  return node.links.some((link) => path === `/sys/class/net/${link.dev}`);
}

/** Milliseconds since the machine's SSH server began. */
export function uptime(node: NodeModel): number {
  return Math.max(1000, Date.now() - (node.units['ssh']?.since ?? Date.now()) + 9000);
}

function nicFile(node: NodeModel, dev: string, name: string): string | undefined {
  const link = node.links.find((each) => each.dev === dev);
  if (link === undefined) return undefined;
  const values: Readonly<Record<string, string>> = {
    address: link.mac,
    ifindex: String(link.index),
    mtu: dev === 'lo' ? '65536' : '1500',
    operstate: dev === 'lo' ? 'unknown' : link.up && link.carrier ? 'up' : 'down',
    // Of an interface that is down the kernel does not tell the carrier (EINVAL).
    ...(link.up ? { carrier: link.carrier ? '1' : '0' } : {}),
  };
  const value = values[name];
  return value === undefined ? undefined : `${value}\n`;
}

/** keepalived is the only process that anybody looks into: it handles SIGRTMIN+2, bit 35 of SigCgt (proc(5)). */
function processFile(node: NodeModel, pid: number, name: string): string | undefined {
  const keepalived = node.keepalived?.pid === pid;
  const unit = Object.entries(node.units).find(
    ([, each]) => each.active === 'active' && each.pid === pid,
  )?.[0];
  const comm = keepalived ? 'keepalived' : unit === 'ssh' ? 'sshd' : unit;
  if (comm === undefined) return undefined;
  if (name === 'comm') return `${comm}\n`;
  if (name === 'cmdline') return `/usr/sbin/${comm}\0`;
  const caught = keepalived ? '0000000800014a03' : '0000000000014a03';
  return `Name:\t${comm}\nPid:\t${pid}\nSigBlk:\t0000000000000000\nSigIgn:\t0000000000001000\nSigCgt:\t${caught}\n`;
}

/** Listening sockets as /proc/net/tcp has them (proc(5)); the inode is another one after a restart. */
function socketTable(node: NodeModel, six: boolean): string {
  const head = six
    ? '  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode'
    : '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';
  const lines = listenersOf(node)
    .filter((each) => (each.address === '::') === six)
    .map((each, at) => {
      const address = six ? '0'.repeat(32) : hexHostOrder(each.address);
      const nobody = six ? '0'.repeat(32) : '00000000';
      return `${String(at).padStart(4)}: ${address}:${hexPort(each.port)} ${nobody}:0000 0A 00000000:00000000 00:00000000 00000000     0        0 ${each.inode} 1 0000000000000000 100 0 0 10 0`;
    });
  return `${[head, ...lines].join('\n')}\n`;
}

function counterTable(node: NodeModel, group: string, names: readonly string[]): string {
  const values = names.map((name) => node.counters[`${group}${name}`] ?? 0);
  return `${group}: ${names.join(' ')}\n${group}: ${values.join(' ')}\n`;
}
