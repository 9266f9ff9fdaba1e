import type { NodeModel } from './model.js';

/** Per interface, the kernel's own defaults (ip-sysctl; Debian 12 sets none of them: rp_filter stays 0). */
const perInterface: Readonly<Record<string, string>> = {
  accept_local: '0',
  accept_redirects: '1',
  accept_source_route: '0',
  arp_accept: '0',
  arp_announce: '0',
  arp_evict_nocarrier: '1',
  arp_filter: '0',
  arp_ignore: '0',
  arp_notify: '0',
  forwarding: '0',
  log_martians: '0',
  promote_secondaries: '0',
  proxy_arp: '0',
  route_localnet: '0',
  rp_filter: '0',
  secure_redirects: '1',
  send_redirects: '1',
  shared_media: '1',
};

const global: Readonly<Record<string, string>> = {
  'net/ipv4/ip_forward': '0',
  'net/ipv4/ip_nonlocal_bind': '0',
  'net/ipv4/icmp_echo_ignore_all': '0',
  'net/ipv4/icmp_echo_ignore_broadcasts': '1',
  'net/ipv4/tcp_syncookies': '1',
  'net/ipv4/tcp_fin_timeout': '60',
  'net/ipv4/ip_local_port_range': '32768\t60999',
  'net/core/somaxconn': '4096',
  'kernel/ostype': 'Linux',
  'kernel/osrelease': '6.1.0-50-amd64',
};

/** Keys that exist only while ip_vs is loaded (Documentation/networking/ipvs-sysctl). */
const ofIpvs: Readonly<Record<string, string>> = {
  conntrack: '0',
  conn_reuse_mode: '1',
  drop_entry: '0',
  drop_packet: '0',
  expire_nodest_conn: '0',
  expire_quiescent_template: '0',
  secure_tcp: '0',
  sync_threshold: '3\t50',
};

export function defaultSysctls(devices: readonly string[], router: boolean): Record<string, string> {
  const values: Record<string, string> = { ...global };
  for (const dev of ['all', 'default', ...devices]) {
    for (const [name, value] of Object.entries(perInterface)) values[`net/ipv4/conf/${dev}/${name}`] = value;
  }
  if (router) setForwarding(values, '1');
  return values;
}

/** ip_forward and conf/…/forwarding move together (ip-sysctl, ip_forward). */
function setForwarding(values: Record<string, string>, value: string): void {
  values['net/ipv4/ip_forward'] = value;
  for (const key of Object.keys(values)) if (key.endsWith('/forwarding')) values[key] = value;
}

/** The value of a key below /proc/sys; undefined: there is no such key. */
export function readSysctl(node: NodeModel, path: string): string | undefined {
  const own = node.sysctls[path];
  const name = /^net\/ipv4\/vs\/(\w+)$/.exec(path)?.[1];
  if (name === undefined) return own;
  return node.modules.includes('ip_vs') ? (own ?? ofIpvs[name]) : undefined;
}

/** @returns false: there is no such key */
export function writeSysctl(node: NodeModel, path: string, value: string): boolean {
  if (readSysctl(node, path) === undefined) return false;
  if (path === 'net/ipv4/ip_forward') setForwarding(node.sysctls, value);
  else node.sysctls[path] = value;
  return true;
}

/** Every key that is there now, sorted. */
export function sysctlPaths(node: NodeModel): readonly string[] {
  const vs = node.modules.includes('ip_vs') ? Object.keys(ofIpvs).map((name) => `net/ipv4/vs/${name}`) : [];
  return [...new Set([...Object.keys(node.sysctls), ...vs])]
    .filter((path) => readSysctl(node, path) !== undefined)
    .sort();
}

/** The larger of `all` and the interface, as the kernel takes arp_ignore, arp_announce and rp_filter (ip-sysctl). */
export function effectiveConf(node: NodeModel, dev: string, name: string): number {
  const of = (which: string): number => Number(node.sysctls[`net/ipv4/conf/${which}/${name}`] ?? 0);
  return Math.max(of('all'), of(dev));
}
