import type { FileChange } from '../../contract/handin.js';

/**
 * What of a hand-in's files is never put onto a machine that judges: what our own access rests on, what every program of the machine loads,
 * and what shells run by themselves. A learner has no reason to change them for a lab, and who judges must not run what was handed in.
 */
const kept =
  /^\/(?:etc\/(?:ld\.so\.(?:preload|conf(?:\.d\/.*)?)|pam\.d\/.*|pam\.conf|security\/.*|ssh\/.*|nsswitch\.conf|passwd-?|shadow-?|group-?|gshadow-?|sub[ug]id-?|sudoers(?:\.d\/.*)?|environment|profile(?:\.d\/.*)?|bash\.bashrc|inittab|systemd\/system\/(?:lvslab-|ssh\.).*|systemd\/system\.conf(?:\.d\/.*)?|initramfs-tools\/.*)|root\/\.(?:bashrc|profile|bash_profile|bash_login|bash_aliases|ssh\/.*)|(?:usr\/)?lib\/modules\/.*|boot\/.*)$/;

const programFolders = ['bin', 'sbin', 'lib', 'lib32', 'lib64', 'libexec', 'share/perl', 'share/perl5'];

/** Programs and libraries below these belong to the image and to packages; new ones may come, none may be replaced. */
const programs = `^/usr/(?:${programFolders.join('|')})/`;

const isProgram = new RegExp(programs);

/** Makes programs and libraries read-only, until the next boot: mount(8), `bind,ro`. What root does to undo it is no slip. */
export const lockScript = `for d in ${programFolders.join(' ')}; do [ ! -d /usr/$d ] || mount -o bind,ro /usr/$d /usr/$d; done`;

/** Files in the order in which they can be put, and those that are not put at all. */
export interface FilesToPut {
  readonly put: readonly FileChange[];
  /** Paths that a grader's machine keeps as they are. */
  readonly kept: readonly string[];
}

/** Deletions first, then folders, files, and links last: nothing is ever written through a link of the hand-in's. */
export function filesToPut(files: readonly FileChange[]): FilesToPut {
  const order = { gone: 0, dir: 1, file: 2, link: 3 } as const;
  const mayPut = (change: FileChange) =>
    !kept.test(change.path) && !(change.kind === 'gone' && isProgram.test(change.path));
  return {
    put: files.filter(mayPut).toSorted((one, other) => order[one.kind] - order[other.kind]),
    kept: files.filter((change) => !mayPut(change)).map(({ path }) => path),
  };
}

/** Files that services read when they start; not homes, pages that are served, and what is read at boot only. */
export function concernsServices(path: string): boolean {
  return !/^\/(?:root|home|srv|var\/www|etc\/(?:sysctl|modules-load)\.d)\//.test(path);
}

/** Files that tell systemd of units. */
export function concernsUnits(path: string): boolean {
  return /\/systemd\/|^\/etc\/(?:init\.d|fstab|rc\.local)/.test(path);
}

/** What putScript reads: a line for each, base64 where it can hold anything. */
export function putLines(files: readonly FileChange[]): string {
  const b64 = (text: string) => Buffer.from(text).toString('base64');
  const lines = files.map((change) => {
    switch (change.kind) {
      case 'gone':
        return `gone ${b64(change.path)}`;
      case 'dir':
        return `dir ${change.mode} ${change.uid} ${change.gid} ${change.opaque ? 1 : 0} ${b64(change.path)}`;
      case 'link':
        return `link ${change.uid} ${change.gid} ${b64(change.path)} ${b64(change.target)}`;
      case 'file':
        return `file ${change.mode} ${change.uid} ${change.gid} ${b64(change.path)} ${change.content === '' ? '-' : change.content}`;
    }
  });
  return `${lines.join('\n')}\n`;
}

/**
 * Puts files onto a node, from lines on its standard input; prints `kept PATH` (base64) for a program or library that is there already and
 * is not the same, `failed PATH` for what could not be put, and `did PATH` where what a path has is another thing now. A parent that is no folder is never followed.
 */
export const putScript = String.raw`sub un { my ($t) = @_; return '' if $t eq '-'; $t =~ tr{A-Za-z0-9+/}{ -_}; $t =~ s/=+$//; my $r = ''; while ($t =~ /(.{1,60})/gs) { my $n = int(length($1) * 3 / 4); $r .= unpack 'u', chr(32 + $n) . $1 . (' ' x (-length($1) % 4)); } return $r; }
sub safe { my ($p) = @_; my @parts = split '/', $p; pop @parts; my $at = ''; for (@parts) { next if $_ eq ''; $at .= "/$_"; my @s = lstat $at; if (!@s) { mkdir $at, 0755; next; } return 0 if ($s[2] & 0170000) != 0040000; } return 1; }
sub wipe { my ($p) = @_; my @s = lstat $p or return; if (($s[2] & 0170000) == 0040000) { opendir my $d, $p; for (readdir $d) { next if $_ eq '.' || $_ eq '..'; wipe("$p/$_"); } closedir $d; rmdir $p; } else { unlink $p; } }
sub text { my ($p) = @_; open my $f, '<', $p or return undef; binmode $f; local $/; my $t = <$f>; return $t // ''; }
while (my $line = <STDIN>) { chomp $line; my ($kind, @w) = split ' ', $line; my $b = $kind eq 'gone' ? $w[0] : $kind eq 'dir' ? $w[4] : $kind eq 'link' ? $w[2] : $w[3]; next unless defined $b; my $p = un($b);
  unless (safe($p)) { print "failed $b\n"; next; }
  if ($kind eq 'gone') { if (lstat $p) { wipe($p); print "did $b\n"; } next; }
  my @s = lstat $p; my $type = @s ? $s[2] & 0170000 : 0;
  if ($kind eq 'dir') { wipe($p) if $w[3] && $type == 0040000 || $type && $type != 0040000; mkdir $p, 0755; chown $w[1], $w[2], $p; chmod oct $w[0], $p or print "failed $b\n"; next; }
  if ($kind eq 'link') { my $to = un($w[3]); if ($type == 0120000 && readlink($p) eq $to) { next; } if ($type && $p =~ m{${programs}}) { print "kept $b\n"; next; } wipe($p); print((symlink($to, $p) ? "did" : "failed") . " $b\n"); next; }
  my $c = un($w[4]); if ($type == 0100000) { my $t = text($p); if (defined $t && $t eq $c) { chown $w[1], $w[2], $p; chmod oct $w[0], $p; next; } }
  if ($type && $p =~ m{${programs}}) { print "kept $b\n"; next; }
  wipe($p) if $type && $type != 0100000; unlink $p if $type == 0100000; open my $f, '>', $p or do { print "failed $b\n"; next; }; binmode $f; print $f $c; close $f or do { print "failed $b\n"; next; }; chown $w[1], $w[2], $p; chmod oct $w[0], $p; print "did $b\n"; }
`;
