import { bounded, kernelSections, script, section } from '../kernel/script.js';
import { runningUnits } from '../kernel/units.js';
import { quote } from '../machines/shell.js';
import { databaseScript } from './databases.js';
import { layerScript } from './layer-script.js';
import { perlBase64 } from './perl-base64.js';

/**
 * Lists the processes of a node: parent, control group, program, working directory and arguments, in base64 what can hold anything.
 * Those of the kernel have no program. proc(5).
 */
const processScript = String.raw`${perlBase64}sub text { my ($p) = @_; open my $f, '<', $p or return ''; my $t = ''; sysread $f, $t, 8192; return $t; }
for my $pid (sort { $a <=> $b } grep { /^\d+$/ } do { opendir my $d, '/proc'; readdir $d }) { next if $pid == $$; my $exe = readlink "/proc/$pid/exe"; next unless defined $exe;
  my $stat = text("/proc/$pid/stat"); my ($state, $parent) = $stat =~ /\) (\S) (\d+) /s or next; next if $state eq 'Z'; my $group = text("/proc/$pid/cgroup"); chomp $group; $group =~ s/^0:://;
  print join(' ', $pid, $parent, b64($group), b64($exe), b64(readlink("/proc/$pid/cwd") // ''), b64(text("/proc/$pid/cmdline"))), "\n"; }
`;

/** Prints `name version` of those of these packages that are installed. dpkg-query(1). */
export function installedScript(names: readonly string[]): string {
  const format = "'${Package} ${Version} ${db:Status-Abbrev}\\n'";
  return `dpkg-query -W -f ${format} ${names.map(quote).join(' ')} 2>/dev/null | sed -n 's/ ii *$//p'`;
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
    section('database', databaseScript),
    layerScript(),
  ]);
  return `unshare -m sh -c ${quote(all)}`;
}
