import type { FactsRequest } from '../../contract/facts.js';
import { quote, toolPath } from '../machines/shell.js';
import { inventoryCommand } from './inventory.js';

/** Lines of a kernel table that are read at most (connections of a busy director). */
const maxTableLines = 1500;
const maxFileBytes = 65_536;
/** Lines of keepalived's log. */
const maxLogLines = 120;
const maxCommandBytes = 16_384;
const commandSeconds = 15;

/** The number of keepalived's JSON signal: SIGRTMIN+2, which `keepalived --signum=JSON` prints as 36 on Linux. */
const jsonSignal = 36;

/** The request that asks for everything that any of the requests asks for. */
export function mergeRequests(...requests: readonly FactsRequest[]): FactsRequest {
  const flags = [
    'network',
    'listeners',
    'modules',
    'ipvs',
    'keepalived',
    'log',
    'counters',
    'firewall',
    'witness',
    'inventory',
  ] as const;
  const lists = ['sysctls', 'packages', 'units', 'files', 'commands'] as const;
  const merged: Record<string, boolean | readonly string[]> = {};
  for (const flag of flags) {
    if (requests.some((request) => request[flag] === true)) merged[flag] = true;
  }
  for (const list of lists) {
    const words = [...new Set(requests.flatMap((request) => request[list] ?? []))].sort();
    if (words.length > 0) merged[list] = words;
  }
  return merged;
}

/** Did who asked for the one ask for all of the other? */
export function includesRequest(asked: FactsRequest, request: FactsRequest): boolean {
  return Object.entries(request).every(([name, value]: [string, unknown]) => {
    const before = asked[name as keyof FactsRequest];
    return Array.isArray(value)
      ? Array.isArray(before) && value.every((each) => before.includes(each as never))
      : value !== true || before === true;
  });
}

/** The path below /proc/sys of a sysctl key; `net.ipv4.conf.eth0/5.x` names the interface eth0.5 (sysctl(8)). */
export function sysctlPath(key: string): string | undefined {
  const path =
    key.includes('/') && !key.includes('.')
      ? key
      : key.replace(/[./]/g, (mark) => (mark === '.' ? '/' : '.'));
  return /^[\w-][\w./-]*$/.test(path) && !path.includes('..') ? `/proc/sys/${path}` : undefined;
}

/**
 * One POSIX sh script that gathers everything asked, for one exec. Output is cut into sections by lines that begin
 * with `marker`, which must be unguessable: what a guest prints must not open a section.
 *
 * Cheap by design, as each program costs 20–40 ms on an emulated CPU: kernel tables and sysctls are read by one grep,
 * `ip` runs once in batch mode, units and packages take one call each.
 * `ipvsadm` and `nft` run only where their module is loaded already, because asking loads it.
 */
export function factsScript(request: FactsRequest, marker: string): string {
  const parts = [
    `export LC_ALL=C PATH=${toolPath}`,
    `b() { printf '\\n%s [ %s\\n' ${marker} "$1"; }`,
    `e() { printf '\\n%s ] %s %s\\n' ${marker} "$1" "$2"; }`,
  ];
  // Asked first, read last: keepalived writes its dump while the rest is gathered.
  if (request.keepalived) parts.push(askKeepalived);
  if (request.network || request.witness) {
    parts.push(
      section('ip', "printf 'addr\\nroute show table all\\nneigh\\nrule\\n' | ip -j -force -batch - 2>&1"),
    );
  }
  const tables = kernelTables(request);
  if (tables.length > 0)
    parts.push(section('tables', `grep -asH -m ${maxTableLines} '' ${tables.join(' ')}`));
  if (request.firewall || request.witness) parts.push(section('firewall', firewall));
  if (request.witness) parts.push(section('witness', witness));
  if (request.inventory) parts.push(section('inventory', inventoryCommand));
  if (request.ipvs) parts.push(ipvs);
  else if (request.witness) parts.push(section('ipvs-rules', '[ ! -e /proc/net/ip_vs ] || ipvsadm -Sn 2>&1'));
  if (request.units?.length) parts.push(section('units', unitsCommand(request.units)));
  if (request.packages?.length) parts.push(section('packages', packagesCommand(request.packages)));
  for (const [index, path] of (request.files ?? []).entries()) parts.push(file(`file-${index}`, path));
  if (request.commands?.length) {
    parts.push('d=$(mktemp -d) || d=/tmp');
    for (const [index, run] of request.commands.entries()) parts.push(command(`command-${index}`, run));
    parts.push('[ "$d" = /tmp ] || rm -rf "$d"');
  }
  if (request.keepalived) parts.push(readKeepalived);
  if (request.log) parts.push(section('log', log));
  parts.push('b end; e end 0');
  return parts.join('\n');
}

export function unitsCommand(units: readonly string[]): string {
  const names = units.map((unit) => quote(/\.\w+$/.test(unit) ? unit : `${unit}.service`));
  return `systemctl show -p Id,LoadState,ActiveState,SubState,UnitFileState ${names.join(' ')} 2>&1`;
}

export function packagesCommand(packages: readonly string[]): string {
  const format = '${binary:Package}\\t${db:Status-Abbrev}\\t${Version}\\n';
  return `dpkg-query -W -f '${format}' ${packages.map(quote).join(' ')} 2>/dev/null`;
}

function section(name: string, run: string): string {
  return `b ${name}\n${run}\ne ${name} $?`;
}

function kernelTables(request: FactsRequest): string[] {
  return [
    ...(request.network ? ['/proc/net/arp', '/proc/net/fib_trie'] : []),
    ...(request.listeners || request.witness ? ['/proc/net/tcp', '/proc/net/tcp6'] : []),
    ...(request.modules ? ['/proc/modules'] : []),
    ...(request.ipvs ? ['/proc/net/ip_vs', '/proc/net/ip_vs_stats_percpu', '/proc/net/ip_vs_conn'] : []),
    ...(request.counters ? ['/proc/net/snmp', '/proc/net/netstat'] : []),
    ...(request.sysctls ?? []).flatMap((key) => sysctlPath(key) ?? []),
  ];
}

/** Files that decide what a node does. Files only: an experiment puts its own into a folder and takes it out. */
const witnessed =
  '/etc /var/www /usr/share/nginx/html /var/lib/dpkg/status -path /etc/ssl -prune -o -type f -printf';

/**
 * What the other sections do not say: queueing, the kernel's IPv4 settings, carriers, modules, units, who runs
 * keepalived, and configuration and content by size and time. Nothing that moves by itself or by being looked at: no
 * counters, no lifetimes, no modules but those of labs (nft loads its own). tc runs only where its module is loaded.
 */
const witness = `{ [ ! -d /sys/module/sch_netem ] && [ ! -d /sys/module/sch_tbf ] || tc qdisc
grep -s '' /proc/sys/net/ipv4/conf/*/arp_* /proc/sys/net/ipv4/conf/*/*rp* /proc/sys/net/ipv4/conf/*/*forward* /proc/sys/net/ipv4/conf/*/*redirects /proc/sys/net/ipv4/conf/*/*local* /proc/sys/net/ipv4/vs/* /sys/class/net/*/carrier /run/keepalived.pid /run/keepalived/keepalived.pid
echo /sys/module/ip_vs* /sys/module/ipip /sys/module/dummy /sys/module/bonding /run/systemd/units/*
find ${witnessed} '%p %s %T@\\n'; } 2>/dev/null`;

const firewall = `[ ! -d /sys/module/nf_tables ] || nft list ruleset 2>/dev/null | head -c ${maxFileBytes}`;

const ipvs = `b ipvs-tool
command -v ipvsadm
e ipvs-tool $?
if [ -e /proc/net/ip_vs ] && command -v ipvsadm >/dev/null; then
${section('ipvs-rules', 'ipvsadm -Sn 2>&1')}
${section('ipvs-stats', 'ipvsadm -Ln --stats --exact 2>&1')}
${section('ipvs-timeouts', 'ipvsadm -L --timeout 2>&1')}
fi`;

function file(name: string, path: string): string {
  const word = quote(path);
  return `b ${name}
if [ -f ${word} ]; then head -c ${maxFileBytes} ${word} 2>/dev/null; e ${name} 0
elif [ -e ${word} ]; then e ${name} 0
else e ${name} 1; fi`;
}

function command(name: string, run: string): string {
  return `timeout ${commandSeconds} sh -c ${quote(run)} >"$d/o" 2>"$d/e" </dev/null; x=$?
b ${name}-stdout; [ -s "$d/o" ] && head -c ${maxCommandBytes} "$d/o"; e ${name}-stdout $x
b ${name}-stderr; [ -s "$d/e" ] && head -c ${maxCommandBytes} "$d/e"; e ${name}-stderr $x`;
}

/**
 * Sends the JSON signal only to a live keepalived that handles it: a build without JSON would die of it
 * (signal(7): real-time signals terminate). Blocked, ignored or caught shows in /proc/PID/status, proc(5).
 * The dump is read below /proc/PID/root, so a private /tmp is seen as well. Somebody else may look at the same time:
 * who moves the dump away has it, and who finds none for a while asks again.
 */
const askKeepalived = `kp=; kj=
{ read -r kp < /run/keepalived.pid || read -r kp < /run/keepalived/keepalived.pid; } 2>/dev/null
kc=; [ -n "$kp" ] && { read -r kc < "/proc/$kp/comm"; } 2>/dev/null
case $kc in keepalived*) ;; *) kp= ;; esac
if [ -n "$kp" ]; then
  while read -r k v; do
    case $k in Sig[BIC]*) case $v in ???????[89a-f]????????) kj="/proc/$kp/root/tmp/keepalived.json" ;; esac ;; esac
  done < "/proc/$kp/status"
  if [ -n "$kj" ]; then rm -f "$kj"; kill -${jsonSignal} "$kp" 2>/dev/null || kj=; fi
fi`;

/** keepalived's last words since the machine started: whoever started it, so by its name and not by its unit. */
const log = `journalctl -b -q --no-pager -o short-unix -n ${maxLogLines} -t Keepalived -t Keepalived_vrrp -t Keepalived_healthcheckers 2>&1`;

/**
 * Files that the configuration may bring in (\`include\`) or run (scripts): mode, owner, size and name of each, then their
 * lines as grep(1) -H prints them. Looked for only where the configuration speaks of such.
 */
const keepalivedFiles = `if [ $c -eq 0 ] && grep -Eq 'include|script|notify|misc_path' /etc/keepalived/keepalived.conf; then
b keepalived-files
s=$(find -L /etc/keepalived -type f -size -64k ! -name '*.sample*' 2>/dev/null | head -n 40)
t=$(grep -ohE '/(usr/local|opt|root|home|srv|tmp|var|etc)/[^][:space:]";{}]+' $s 2>/dev/null | sort -u | head -n 20)
s=$(printf '%s\\n' $s $t | sort -u)
stat -L -c '%a %U %s %n' $s 2>/dev/null
grep -asH -m 400 '' $s 2>/dev/null | head -c ${maxFileBytes}
e keepalived-files 0
fi`;

const readKeepalived = `b keepalived-pid
printf '%s\\n' "$kp"
e keepalived-pid 0
if [ -n "$kp" ]; then
b keepalived-arguments
tr '\\0' ' ' < "/proc/$kp/cmdline"
e keepalived-arguments $?
fi
b keepalived-config
c=1
if [ -f /etc/keepalived/keepalived.conf ]; then head -c ${maxFileBytes} /etc/keepalived/keepalived.conf; c=$?; fi
e keepalived-config $c
${keepalivedFiles}
if command -v keepalived >/dev/null; then
  b keepalived-test
  x=0
  [ $c -eq 0 ] && { o=$(timeout 10 keepalived -t 2>&1 </dev/null); x=$?; printf '%s\\n' "$o"; }
  e keepalived-test $x
fi
if [ -n "$kj" ]; then
  i=0
  until [ -s "$kj" ] && mv "$kj" "$kj.$$" 2>/dev/null; do
    [ $i -lt 20 ] || break
    i=$((i + 1))
    sleep 0.05
    [ $((i % 7)) -ne 0 ] || kill -${jsonSignal} "$kp" 2>/dev/null
  done
  b keepalived-json
  [ -s "$kj.$$" ] && head -c ${maxFileBytes} "$kj.$$"
  e keepalived-json $?
  rm -f "$kj.$$"
fi`;
