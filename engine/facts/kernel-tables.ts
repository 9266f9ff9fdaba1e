import type { Listener } from '../../contract/facts.js';

/** The files that `grep -H ''` printed, by path, without the `path:` in front of each line. */
export function splitTables(output: string): ReadonlyMap<string, readonly string[]> {
  const tables = new Map<string, string[]>();
  for (const line of output.split('\n')) {
    const colon = line.indexOf(':');
    if (!line.startsWith('/proc/') || colon < 0) continue;
    const path = line.slice(0, colon);
    const lines = tables.get(path);
    if (lines === undefined) tables.set(path, [line.slice(colon + 1)]);
    else lines.push(line.slice(colon + 1));
  }
  return tables;
}

/** `/proc/net/tcp` writes each 32-bit word of an address in host order (little endian on all that we run on). */
function littleEndianAddress(hex: string): string | undefined {
  if (!/^([0-9A-F]{8}|[0-9A-F]{32})$/i.test(hex)) return undefined;
  const word = (text: string): number[] =>
    [6, 4, 2, 0].map((at) => Number.parseInt(text.slice(at, at + 2), 16));
  if (hex.length === 8) return word(hex).join('.');
  const bytes = [0, 8, 16, 24].flatMap((at) => word(hex.slice(at, at + 8)));
  if (bytes.every((byte) => byte === 0)) return '::';
  const mapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255;
  if (mapped) return bytes.slice(12).join('.');
  const groups = Array.from({ length: 8 }, (_, at) =>
    (((bytes[at * 2] ?? 0) << 8) | (bytes[at * 2 + 1] ?? 0)).toString(16),
  );
  return groups.join(':');
}

/** The lines of `/proc/net/tcp` and `tcp6` whose socket listens: state 0A, proc(5). */
export function listeningSockets(lines: readonly string[]): readonly string[] {
  return lines.filter((line) => line.trim().split(/\s+/)[3] === '0A');
}

/** Listening TCP sockets of `/proc/net/tcp` and `tcp6`; `::` takes IPv4 in as well (bindv6only is 0). */
export function parseListeners(lines: readonly string[]): readonly Listener[] {
  const listeners = new Map<string, Listener>();
  for (const line of listeningSockets(lines)) {
    const [, local] = line.trim().split(/\s+/);
    if (local === undefined) continue;
    const [hex, port] = local.split(':');
    const address = littleEndianAddress(hex ?? '');
    const number = Number.parseInt(port ?? '', 16);
    if (address === undefined || Number.isNaN(number)) continue;
    listeners.set(`${address} ${number}`, { address, port: number });
  }
  return [...listeners.values()];
}

/** Listeners as `ss -Hltn` shows them, for evidence. */
export function showListeners(listeners: readonly Listener[]): string {
  return listeners
    .map((each) => `LISTEN ${each.address === '::' ? '*' : each.address}:${each.port}`)
    .join('\n');
}

/** Values of sysctls that exist; a whole number becomes one, anything else stays text. */
export function readSysctls(
  keys: readonly string[],
  valueOf: (key: string) => string | undefined,
): Readonly<Record<string, number | string>> {
  return Object.fromEntries(
    keys.flatMap((key) => {
      const value = valueOf(key);
      if (value === undefined) return [];
      return [[key, /^-?\d+$/.test(value.trim()) ? Number(value) : value]];
    }),
  );
}

/** Sysctls as sysctl(8) shows them, for evidence. */
export function showSysctls(values: Readonly<Record<string, number | string>>): string {
  return Object.entries(values)
    .map(([key, value]) => `${key} = ${value}`)
    .join('\n');
}

/** Names of `/proc/modules`. */
export function parseModules(lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) => line.split(' ', 1).filter((name) => /^\w+$/.test(name)));
}

/**
 * Counters of `/proc/net/snmp` and `/proc/net/netstat` under the names that nstat(8) gives them: pairs of lines
 * `Ip: InReceives …` and `Ip: 42 …` become `IpInReceives`.
 */
export function parseCounters(lines: readonly string[]): Readonly<Record<string, number>> {
  const counters: Record<string, number> = {};
  for (let at = 0; at + 1 < lines.length; at += 1) {
    const names = (lines[at] ?? '').trim().split(/\s+/);
    const values = (lines[at + 1] ?? '').trim().split(/\s+/);
    if (names[0] !== values[0] || !/^\w+:$/.test(names[0] ?? '') || /^-?\d+$/.test(names[1] ?? '')) continue;
    const group = (names[0] ?? '').slice(0, -1);
    for (const [index, name] of names.entries()) {
      const value = Number(values[index]);
      if (index > 0 && /^\w+$/.test(name) && Number.isFinite(value)) counters[group + name] = value;
    }
    at += 1;
  }
  return counters;
}

/**
 * IPv4 addresses that the kernel calls its own, from `/proc/net/fib_trie`: a line `|-- 10.0.0.29` followed by
 * `/32 host LOCAL` (fib_trie_seq_show in net/ipv4/fib_trie.c).
 */
export function parseLocalAddresses(lines: readonly string[]): readonly string[] {
  const found = new Set<string>();
  let leaf = '';
  for (const line of lines) {
    const address = /^\s*\|-- ([\d.]+)\s*$/.exec(line)?.[1];
    if (address !== undefined) leaf = address;
    else if (/^\s*\/32 host LOCAL/.test(line) && leaf !== '') found.add(leaf);
  }
  return [...found];
}
