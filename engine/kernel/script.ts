import { toolPath } from '../machines/shell.js';

/** Bytes of all tables of the kernel together: more is no machine of a lab, and is told as cut short. */
const tableBytes = 8_388_608;

/** A part of the output, as readSections reads it. */
export function section(name: string, run: string): string {
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

/** Ends well where no rule uses an extension of iptables. */
const noExtensions = `[ ! -d /sys/module/nft_compat ]`;

/** Tools that would load a module by being asked run only where it is loaded. */
export const kernelSections = [
  ...linkSections,
  section('sysctls', `find /proc/sys/net -type f -perm -200 -print0 | xargs -0 grep -sH ''`),
  section('ipvs-rules', '[ ! -e /proc/net/ip_vs ] || ipvsadm -Sn'),
  section('ipvs-thresholds', '[ ! -e /proc/net/ip_vs ] || ipvsadm -Ln --thresholds'),
  section('ipvs-timeouts', '[ ! -e /proc/net/ip_vs ] || ipvsadm -Ln --timeout'),
  section('nft', '[ ! -d /sys/module/nf_tables ] || nft -j list ruleset'),
  // What extensions of iptables do, `nft` shows as `xt` and cannot take back (xtables-nft(8)).
  section('iptables-nft', `${noExtensions} || iptables-nft-save`),
  section('ip6tables-nft', `${noExtensions} || ip6tables-nft-save`),
  section('iptables', '[ ! -d /sys/module/ip_tables ] || iptables-legacy-save'),
];

/** `links`: with what follows from them, and no more. */
export type KernelPart = 'all' | 'links';

/** One pipe for all of them: a process each costs an emulated CPU more than what they print. */
export const bounded = (sections: readonly string[]) =>
  `{\n${[...sections, section('kernel', ':')].join('\n')}\n} | head -c ${tableBytes}`;

/** @param marker opens the sections, and must be unguessable */
export function script(marker: string, sections: readonly string[]): string {
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
