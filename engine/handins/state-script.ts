import { quote, toolPath } from '../machines/shell.js';
import { layerScript } from './layer-script.js';
import { perlBase64 } from './perl-base64.js';

/** Bytes of all tables of the kernel together: more is no machine of a lab, and is told as cut short. */
const tableBytes = 8_388_608;

/**
 * Lists the processes of a node: parent, control group, program, working directory and arguments, in base64 what can hold anything.
 * Those of the kernel have no program. proc(5).
 */
const processScript = String.raw`${perlBase64}sub text { my ($p) = @_; open my $f, '<', $p or return ''; my $t = ''; sysread $f, $t, 8192; return $t; }
for my $pid (sort { $a <=> $b } grep { /^\d+$/ } do { opendir my $d, '/proc'; readdir $d }) { next if $pid == $$; my $exe = readlink "/proc/$pid/exe"; next unless defined $exe;
  my $stat = text("/proc/$pid/stat"); my ($state, $parent) = $stat =~ /\) (\S) (\d+) /s or next; next if $state eq 'Z'; my $group = text("/proc/$pid/cgroup"); chomp $group; $group =~ s/^0:://;
  print join(' ', $pid, $parent, b64($group), b64($exe), b64(readlink("/proc/$pid/cwd") // ''), b64(text("/proc/$pid/cmdline"))), "\n"; }
`;

/** Prints the units that run, a line each; systemctl is not asked: listing them costs an emulated CPU nine seconds. */
export const runningUnits = `for u in /run/systemd/units/invocation:*; do echo "\${u##*:}"; done`;

/** Prints `name version` of those of these packages that are installed. dpkg-query(1). */
export function installedScript(names: readonly string[]): string {
  const format = "'${Package} ${Version} ${db:Status-Abbrev}\\n'";
  return `dpkg-query -W -f ${format} ${names.map(quote).join(' ')} 2>/dev/null | sed -n 's/ ii *$//p'`;
}

function section(name: string, run: string): string {
  return `b ${name}\n{ ${run}\n} 2>/dev/null\ne ${name} 0`;
}

/** Links, addresses and what follows from them. */
const linkSections = [
  section('links', 'ip -j -d link show'),
  section('addresses', 'ip -j addr show'),
  section('routes', 'ip -j route show table all'),
  section('rules', 'ip -j rule show'),
  section('neighbours', 'ip -j neigh show nud permanent; ip -j neigh show proxy'),
  section('modules', 'cat /proc/modules'),
  section('queues', '[ ! -d /sys/module/sch_netem ] && [ ! -d /sys/module/sch_tbf ] || tc -j qdisc show'),
];

/** Tools that would load a module by being asked run only where it is loaded. */
const kernelSections = [
  ...linkSections,
  section('sysctls', `find /proc/sys/net -type f -perm -200 -print0 | xargs -0 grep -sH ''`),
  section('ipvs-rules', '[ ! -e /proc/net/ip_vs ] || ipvsadm -Sn'),
  section('ipvs-thresholds', '[ ! -e /proc/net/ip_vs ] || ipvsadm -Ln --thresholds'),
  section('ipvs-timeouts', '[ ! -e /proc/net/ip_vs ] || ipvsadm -Ln --timeout'),
  section('nft', '[ ! -d /sys/module/nf_tables ] || nft -j list ruleset'),
  section('iptables', '[ ! -d /sys/module/ip_tables ] || iptables-legacy-save'),
];

/** `links`: with what follows from them, and no more. */
export type KernelPart = 'all' | 'links';

/** One pipe for all of them: a process each costs an emulated CPU more than what they print. */
const bounded = (sections: readonly string[]) =>
  `{\n${[...sections, section('kernel', ':')].join('\n')}\n} | head -c ${tableBytes}`;

function script(marker: string, sections: readonly string[]): string {
  return [
    `export LC_ALL=C PATH=${toolPath}`,
    `b() { printf '\\n%s [ %s\\n' ${marker} "$1"; }`,
    `e() { printf '\\n%s ] %s %s\\n' ${marker} "$1" "$2"; }`,
    ...sections,
    'b end; e end 0',
  ].join('\n');
}

/** Prints what kernelOf reads, and nothing else: a replay looks at it again and again. @param marker as for stateScript */
export function kernelScript(marker: string, what: KernelPart): string {
  return script(marker, [bounded(what === 'links' ? linkSections : kernelSections)]);
}

/**
 * One POSIX sh script that prints all that a hand-in takes of a node, in sections that readSections reads. It changes nothing that a check, a
 * counter or a learner could see.
 * @param marker must be unguessable, as for factsScript
 */
export function stateScript(marker: string): string {
  const all = script(marker, [
    bounded(kernelSections),
    section('units', runningUnits),
    section('processes', `perl - <<'LVSLAB'\n${processScript}LVSLAB\n`),
    layerScript(),
  ]);
  return `unshare -m sh -c ${quote(all)}`;
}
