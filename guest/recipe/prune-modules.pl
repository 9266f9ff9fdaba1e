# prune-modules.pl DIR LIST: deletes every kernel module below DIR (…/lib/modules/RELEASE, depmod has run) that LIST
# does not name and that no named one needs.
use strict;
my ($dir, $list) = @ARGV;
my @keep;
open my $patterns, '<', $list or die "$list: $!";
while (<$patterns>) {
  s/\s*#.*//s;
  s/\s+$//;
  next unless length;
  # '*' reaches across folders.
  push @keep, join '.*', map { quotemeta } split /\*/, $_, -1;
}
my $keep = join '|', @keep;
my (%needs, %kept);
open my $dep, '<', "$dir/modules.dep" or die "modules.dep: $!";
while (<$dep>) {
  my ($module, $needs) = /^(\S+):\s*(.*)$/ or next;
  $needs{$module} = [split ' ', $needs];
}
for my $module (keys %needs) {
  my ($name) = $module =~ m{^kernel/(.*)\.ko(?:\.xz|\.zst)?$} or next;
  next unless $name =~ m{^(?:$keep)$};
  $kept{$_} = 1 for $module, @{ $needs{$module} };
}
for my $module (keys %needs) {
  unlink "$dir/$module" or die "$module: $!" unless $kept{$module};
}
system 'find', "$dir/kernel", '-depth', '-type', 'd', '-empty', '-delete';
unlink "$dir/build", "$dir/source";
printf "kept %d of %d modules\n", scalar keys %kept, scalar keys %needs;
