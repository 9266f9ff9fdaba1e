import type { NodeModel } from './model.js';

/** Modules that a kernel module needs (Debian's 6.1, modules.dep). */
const needs: Readonly<Record<string, readonly string[]>> = {
  ip_vs: ['nf_conntrack', 'nf_defrag_ipv6', 'nf_defrag_ipv4', 'libcrc32c'],
  nf_conntrack: ['nf_defrag_ipv6', 'nf_defrag_ipv4', 'libcrc32c'],
  nf_tables: ['nfnetlink', 'libcrc32c'],
  ipip: ['tunnel4', 'ip_tunnel'],
};

const plain = ['dummy', 'nfnetlink', 'libcrc32c', 'nf_defrag_ipv4', 'nf_defrag_ipv6', 'tunnel4', 'ip_tunnel'];

export const schedulers = [
  'rr',
  'wrr',
  'lc',
  'wlc',
  'lblc',
  'lblcr',
  'dh',
  'sh',
  'mh',
  'sed',
  'nq',
  'fo',
  'ovf',
];

const sizes: Readonly<Record<string, number>> = { ip_vs: 221_184, nf_conntrack: 188_416, libcrc32c: 16_384 };

/** What a module needs itself; undefined: Debian's kernel has no such module. */
function dependencies(name: string): readonly string[] | undefined {
  if (schedulers.some((each) => name === `ip_vs_${each}`)) return ['ip_vs'];
  return needs[name] ?? (plain.includes(name) ? [] : undefined);
}

/** @returns false: there is no such module */
export function loadModule(node: NodeModel, written: string): boolean {
  const name = written.replaceAll('-', '_');
  if (node.modules.includes(name)) return true;
  const wanted = dependencies(name);
  if (wanted === undefined) return false;
  for (const each of wanted) loadModule(node, each);
  // The newest is first, as in /proc/modules.
  node.modules.unshift(name);
  return true;
}

/** Loaded modules that need this one. */
export function usersOf(node: NodeModel, name: string): readonly string[] {
  return node.modules.filter((each) => dependencies(each)?.includes(name) === true);
}

/** Modules that are in use by something else: ip_vs by its services, a scheduler by the services that have it. */
function held(node: NodeModel, name: string): number {
  if (name === 'ip_vs') return node.ipvs.services.length;
  const scheduler = /^ip_vs_(\w+)$/.exec(name)?.[1];
  return node.ipvs.services.filter((service) => service.scheduler === scheduler).length;
}

/** Takes a module out. @returns why it could not be, undefined when it was */
export function unloadModule(
  node: NodeModel,
  written: string,
): 'missing' | 'in-use' | 'not-loaded' | undefined {
  const name = written.replaceAll('-', '_');
  if (!node.modules.includes(name)) return dependencies(name) === undefined ? 'missing' : 'not-loaded';
  if (usersOf(node, name).length > 0 || held(node, name) > 0) return 'in-use';
  node.modules = node.modules.filter((each) => each !== name);
  if (name === 'ip_vs') {
    node.ipvs = { timeouts: { tcp: 900, tcpfin: 120, udp: 300 }, services: [], connections: [] };
  }
  // modprobe -r takes out what nobody needs any more.
  for (const each of dependencies(name) ?? []) {
    if (usersOf(node, each).length === 0 && each !== 'ip_vs') unloadModule(node, each);
  }
  return undefined;
}

/** /proc/modules: name, size, users, their names, state, address. */
export function moduleLines(node: NodeModel): string {
  return node.modules
    .map((name) => {
      const users = usersOf(node, name);
      const list = users.length === 0 ? '-' : `${users.join(',')},`;
      return `${name} ${sizes[name] ?? 16_384} ${users.length + held(node, name)} ${list} Live 0x0000000000000000\n`;
    })
    .join('');
}
