import { quote } from '../machines/shell.js';
import { perlBase64 } from './perl-base64.js';

/** What of a node's own files is taken along, at most; what is more is named and left out. */
export const layerLimits = {
  /** Bytes of one file. */
  fileBytes: 2_097_152,
  /** Bytes of all files of a node together, before they are packed. */
  nodeBytes: 12_582_912,
  /** Entries of a node: files, links, folders, deletions. */
  entries: 6000,
} as const;

/**
 * What is never taken along: what every machine has of its own (names, keys, addresses that it is given at its start), what is written by
 * itself (logs, caches, locks), package databases (packages are taken by name and version), and what a learner typed.
 */
const leftOut = [
  '/etc/.pwd.lock',
  '/etc/hostname',
  '/etc/ld.so.cache',
  '/etc/machine-id',
  '/etc/mtab',
  '/etc/resolv.conf',
  '/etc/ssh',
  '/etc/ssl/certs',
  '/lost+found',
  '/root/.bash_history',
  '/root/.cache',
  '/root/.lesshst',
  '/root/.ssh',
  '/root/.viminfo',
  '/run',
  '/tmp',
  '/var/backups',
  '/var/cache',
  '/var/lib/apt',
  '/var/lib/dbus',
  '/var/lib/dhcp',
  '/var/lib/dpkg',
  '/var/lib/logrotate',
  '/var/lib/lvslab',
  '/var/lib/mysql',
  '/var/lib/private',
  '/var/lib/systemd',
  '/var/lib/ucf',
  '/var/log',
  '/var/spool/rsyslog',
  '/var/tmp',
];

/**
 * Walks the upper layer of an overlay (Documentation/filesystems/overlayfs.rst: a whiteout is a character device 0/0, an opaque folder has
 * `trusted.overlay.opaque` = `y`; the kernel marks so any folder that is made, where there is none below it that it could hide) and prints a line for each entry: kind, fields, and what can hold anything in base64.
 * Without modules, as each costs an emulated CPU a tenth of a second. getxattr(2) is called by its number, as perl has no such function.
 * Arguments: upper, lower, a file of paths that packages own unchanged, limits (file, node, entries), paths to leave out.
 */
export const walkScript = String.raw`${perlBase64}my ($upper, $lower, $owned, $most_file, $most_node, $most_entries, @out) = @ARGV;
my %call = (62, 191, 183, 8); my $h = ''; if (open my $f, '<', '/proc/self/exe') { sysread $f, $h, 20; } my $getxattr = $call{unpack 'x18 v', $h};
my %out = map { $_ => 1 } @out; my %owned; if (open my $f, '<', $owned) { while (<$f>) { chomp; $owned{$_} = 1; } }
my ($bytes, $entries) = (0, 0);
sub opaque { my ($p) = @_; return 0 unless defined $getxattr; my $n = "trusted.overlay.opaque"; my $v = "\0" x 8; my $s = syscall($getxattr, $p, $n, $v, 8); return $s > 0 && substr($v, 0, 1) eq 'y' ? 1 : 0; }
sub left { print join(' ', 'left', @_), "\n"; }
sub walk { my ($dir) = @_; opendir my $d, "$upper$dir" or return left('unreadable', 0, b64($dir)); my @names = sort grep { $_ ne '.' && $_ ne '..' } readdir $d; closedir $d;
  for my $name (@names) { my $path = "$dir/$name"; next if $out{$path}; my $full = "$upper$path"; my @s = lstat $full or next; my $type = $s[2] & 0170000; next if $owned{$path} && $type != 0040000; my $mode = sprintf '%04o', $s[2] & 07777;
    if (++$entries > $most_entries) { left('too-many', 0, b64($path)); return; }
    if ($type == 0040000) { my @l = lstat "$lower$path"; my $new = !@l || ($l[2] & 0170000) != 0040000; my $o = $new ? 0 : opaque($full);
      print join(' ', 'dir', $mode, $s[4], $s[5], $o, b64($path)), "\n" if $o || $new || $l[2] != $s[2] || $l[4] != $s[4] || $l[5] != $s[5]; walk($path); next; }
    if ($type == 0120000) { print join(' ', 'link', $s[4], $s[5], b64($path), b64(readlink $full)), "\n"; next; }
    if ($type == 0020000 && $s[6] == 0) { print join(' ', 'gone', b64($path)), "\n"; next; }
    if ($type != 0100000) { left('no-file', 0, b64($path)); next; }
    if ($s[7] > $most_file) { left('large', $s[7], b64($path)); next; }
    if ($bytes + $s[7] > $most_node) { left('full', $s[7], b64($path)); next; }
    my $c = ''; if (!open(my $f, '<', $full)) { left('unreadable', $s[7], b64($path)); next; } else { binmode $f; while (length $c <= $most_file) { my $n = sysread $f, $c, 65536, length $c; last unless $n; } close $f; }
    $bytes += length $c; print join(' ', 'file', $mode, $s[4], $s[5], b64($path), b64($c)), "\n"; } }
walk(''); print "end $entries $bytes\n";
`;

/**
 * Prints the files of a node that differ from its image, in sections `layer-…` as readSections reads them: a part of a script that runs in a
 * mount namespace of its own (unshare(1)), so that nobody else on the node sees the layer. The node's disk is mounted a second time, which the
 * kernel allows with the same options, as its first mount is out of reach since switch_root(8).
 */
export function layerScript(): string {
  const { fileBytes, nodeBytes, entries } = layerLimits;
  const limits = `${fileBytes} ${nodeBytes} ${entries}`;
  return `layer() {
  mkdir "$t/own" "$t/image"
  for pair in vda:vdc vda2:vda4 sda2:sda4; do
    mount -t ext4 -o noatime "/dev/\${pair#*:}" "$t/own" 2>/dev/null || continue
    [ -d "$t/own/upper" ] && mount -t squashfs -o ro "/dev/\${pair%:*}" "$t/image" 2>/dev/null && break
    umount "$t/own"
  done
  [ -d "$t/own/upper" ] && [ -d "$t/image/usr" ] || return 4
  f='\${binary:Package} \${Version} \${db:Status-Abbrev}\\n'
  dpkg-query -W -f "$f" | grep ' ii *$' | sort >"$t/now"
  dpkg-query --admindir="$t/image/var/lib/dpkg" -W -f "$f" | grep ' ii *$' | sort >"$t/before"
  comm -23 "$t/now" "$t/before" >"$t/added"
  comm -13 "$t/now" "$t/before" >"$t/removed"
  b layer-added; cat "$t/added"; e layer-added $?
  b layer-removed; cat "$t/removed"; e layer-removed $?
  cut -d ' ' -f 1 "$t/added" | while read -r p; do cat "/var/lib/dpkg/info/$p.list" "/var/lib/dpkg/info/\${p%:*}.list" 2>/dev/null; done | sort -u >"$t/listed"
  : >"$t/changed"
  [ ! -s "$t/added" ] || cut -d ' ' -f 1 "$t/added" | xargs dpkg --verify 2>/dev/null | sed -E 's/^.{9}( c)? *//' | sort -u >"$t/changed"
  comm -23 "$t/listed" "$t/changed" | sed -E 's,^/(bin|sbin|lib|lib64)/,/usr/\\1/,' >"$t/owned"
  b layer-files
  perl - "$t/own/upper" "$t/image" "$t/owned" ${limits} ${leftOut.map(quote).join(' ')} <<'LVSLAB'
${walkScript}LVSLAB
  e layer-files $?
}
# Never anything that could follow a mount: what cannot be unmounted is gone with this namespace.
t=$(mktemp -d /run/lvslab-layer-XXXXXX) || exit 1
layer
s=$?
cd /
umount "$t/image" 2>/dev/null
umount "$t/own" 2>/dev/null
rm -f "$t/now" "$t/before" "$t/added" "$t/removed" "$t/listed" "$t/changed" "$t/owned"
rmdir "$t/own" "$t/image" "$t" 2>/dev/null
[ "$s" = 0 ] || { b layer-none; e layer-none "$s"; }`;
}
