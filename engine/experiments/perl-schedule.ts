import type { HttpOutcome } from '../../contract/experiments.js';
import { perlBasics } from './perl.js';

/** Seconds until one connection is given up: more than the 3 s after which a kernel gives an unanswered ARP up. */
export const connectionSeconds = 4;
/** Connections without an answer after which no more are made: the others would say nothing new. */
const maxSilent = 5;

/**
 * Connections one after the other, by one perl process with nothing but perl-base: an interpreter a connection would take
 * longer than the connection.
 * Arguments: port, token path, seconds until one is given up, seconds for all, what is done with each in turn (a letter each: `h` held,
 * `e` ended), how many, source port of the first (see SourcePorts; one that is taken is left to the kernel's choice), addresses to ask at and own addresses (`-`:
 * the kernel's choice), each a list with commas that is used in turn.
 *
 * Each connection asks for the token and is then held, or ended: the client's FIN goes first, and the next connection
 * begins when the server's has come, as it does only after the client's has passed the director.
 *
 * Prints a line a connection when it is made: `N outcome status token milliseconds source port target ended`; for one that was
 * held and was ended by the server before its turn, later `cut N`. An own address that the node does not have ends it at once, with
 * the exit status 3.
 */
export const scheduleScript = String.raw`${perlBasics}my ($port, $token, $limit, $whole, $how, $total, $first, $to, $own) = @ARGV;
$SIG{PIPE} = 'IGNORE'; $| = 1;
sub told { print $_[0] or exit 4; }
sub dotted { return join '.', unpack 'C4', $_[0]; }
my @targets = map { ip_of($_) || die "no such host: $_\n" } split /,/, $to;
my @sources = $own eq '-' ? ("\0" x 4) : map { ip_of($_) || die "no such host: $_\n" } split /,/, $own;
for my $ip (@sources) { socket(my $fh, $PF_INET, $SOCK_STREAM, 0) or die "socket: $!\n";
  if (!bind($fh, sockaddr(0, $ip))) { print STDERR 'no address of this node: ', dotted($ip), "\n"; exit 3; } }
my %name = ($ECONNREFUSED, 'refused', $EHOSTUNREACH, 'unreachable', $ENETUNREACH, 'unreachable', $ETIMEDOUT, 'timeout', $ECONNRESET, 'reset', $EPIPE, 'reset');
sub ready { my ($fh, $write, $until) = @_; my $left = $until - now(); $left = 0 if $left < 0; my $v = ''; vec($v, fileno $fh, 1) = 1;
  return ($write ? select(undef, $v, undef, $left) : select($v, undef, undef, $left)) > 0; }
sub whole { my ($in) = @_; my $head = index $in, "\r\n\r\n"; return 0 if $head < 0;
  return length($in) - $head - 4 >= $1 if substr($in, 0, $head) =~ /^content-length:\s*(\d+)/im;
  return $in =~ /\r\n0\r\n\r\n$/ ? 1 : 0; }
sub ask { my ($c, $until) = @_; my $fh = $c->{fh};
  if (!connect($fh, sockaddr($port, $c->{to}))) { return $name{$! + 0} || 'other' if $! != $EINPROGRESS;
    return 'timeout' unless ready($fh, 1, $until);
    my $e = unpack 'i', getsockopt($fh, $SOL_SOCKET, $SO_ERROR); return $name{$e} || 'other' if $e; }
  my $host = dotted($c->{to}) . ($port == 80 ? '' : ":$port");
  defined syswrite($fh, "GET $token HTTP/1.1\r\nHost: $host\r\nConnection: keep-alive\r\n\r\n") or return $name{$! + 0} || 'other';
  until (whole($c->{in})) { return 'timeout' unless ready($fh, 0, $until);
    my $k = sysread($fh, $c->{in}, 65536, length $c->{in});
    if (!defined $k) { next if $! == $EAGAIN; return $name{$! + 0} || 'other'; }
    if ($k == 0) { $c->{gone} = 1; last; }
    last if length $c->{in} > 262144; }
  return $c->{in} =~ /^HTTP\/1\.[01] \d/ ? 'ok' : 'reset'; }
sub gone { my ($c, $until) = @_; return 1 if $c->{gone};
  for (;;) { return 0 unless ready($c->{fh}, 0, $until); my $k = sysread($c->{fh}, my $piece, 65536);
    if (!defined $k) { next if $! == $EAGAIN; return $c->{gone} = 1; }
    return $c->{gone} = 1 if $k == 0; } }
my ($begin, $silent, @held) = (now(), 0);
for my $n (0 .. $total - 1) {
  last if $silent >= ${maxSilent} || now() - $begin > $whole;
  my $c = { n => $n, in => '', to => $targets[$n % @targets] }; my $from = $sources[$n % @sources];
  socket($c->{fh}, $PF_INET, $SOCK_STREAM, 0) or die "socket: $!\n";
  setsockopt($c->{fh}, $SOL_SOCKET, $SO_REUSEADDR, 1);
  bind($c->{fh}, sockaddr($first + $n, $from)) || bind($c->{fh}, sockaddr(0, $from)) || die "bind: $!\n";
  my $flags = fcntl($c->{fh}, 3, 0); fcntl($c->{fh}, 4, $flags | 2048);
  my $start = now(); my $outcome = ask($c, $start + $limit); my $ms = int((now() - $start) * 1000 + 0.5);
  my (undef, $p, $a) = unpack 'S n a4', getsockname $c->{fh};
  my $status = $c->{in} =~ /^HTTP\/1\.[01] (\d\d\d)/ ? $1 : 0; my $said = $c->{in} =~ /(tok-[a-z0-9-]+)/ ? $1 : '-';
  my $ended = 0;
  if ($outcome eq 'ok' && substr($how, $n % length $how, 1) eq 'h') { push @held, $c; }
  elsif ($outcome eq 'ok') { shutdown($c->{fh}, 1); $ended = gone($c, now() + $limit); close $c->{fh}; }
  else { close $c->{fh}; }
  $silent = $outcome eq 'timeout' || $outcome eq 'unreachable' ? $silent + 1 : 0;
  told("$n $outcome $status $said $ms " . dotted($a) . " $p " . dotted($c->{to}) . " $ended\n");
}
for my $c (@held) { told("cut $c->{n}\n") if gone($c, 0); }
shutdown($_->{fh}, 1) for @held;
my $until = now() + $limit; gone($_, $until) for @held;
`;

/** One connection as the script reports it. */
export interface ScheduleLine {
  readonly outcome: HttpOutcome;
  readonly status: number;
  readonly token: string;
  readonly ms: number;
  readonly source: string;
  readonly port: number;
  readonly target: string;
  readonly ended: boolean;
  readonly cut: boolean;
}

const line =
  /^(\d+) (ok|refused|unreachable|timeout|reset|other) (\d+) (\S+) (\d+) ([\d.]+) (\d+) ([\d.]+) ([01])$/;

/** Reads what the script printed; a strange line, and what comes after a line that is missing, is left out. */
export function parseScheduleLines(output: string): readonly ScheduleLine[] {
  const lines = output.split('\n').map((each) => each.trim());
  const cut = new Set(lines.flatMap((each) => /^cut (\d+)$/.exec(each)?.[1] ?? []));
  const found: ScheduleLine[] = [];
  for (const each of lines) {
    const [, n, outcome, status, token, ms, source = '', port, target = '', ended] = line.exec(each) ?? [];
    if (n === undefined || Number(n) !== found.length) continue;
    found.push({
      outcome: outcome as HttpOutcome,
      status: Number(status),
      token: token === '-' || token === undefined ? '' : token,
      ms: Number(ms),
      source,
      port: Number(port),
      target,
      ended: ended === '1',
      cut: cut.has(n),
    });
  }
  return found;
}
