import type { HttpOutcome } from '../../contract/experiments.js';
import { perlBasics } from './perl.js';

/**
 * Requests by one perl process, with nothing but perl-base: a fresh connection and source port each.
 * Arguments: address, port, Host header, path, token path, number of requests, seconds until one is given up, source
 * port of the first request (see SourcePorts; one that is taken is left to the kernel's choice).
 *
 * Each connection asks for the token first and then for the page, so that both answers come from the same
 * realserver. A connection that is silent for 0.3 s goes on waiting while the next one starts: twenty requests
 * that all time out take 10 s, not 80. A connect must be allowed more than 3 s, or "no route to host" (three
 * unanswered ARP queries) would look like silence.
 *
 * Prints a line a request, in the order of their starts: `N outcome status token milliseconds port errno`.
 */
export const httpScript = String.raw`${perlBasics}my ($address, $port, $host, $path, $token, $total, $limit, $source) = @ARGV;
$SIG{PIPE} = 'IGNORE'; $| = 1;
my $ip = ip_of($address) or die "no such host: $address\n";
my $target = sockaddr($port, $ip);
my $text = '';
$text .= "GET $token HTTP/1.1\r\nHost: $host\r\nConnection: keep-alive\r\n\r\n" if $token ne '-';
$text .= "GET $path HTTP/1.1\r\nHost: $host\r\nConnection: close\r\n\r\n";
my %name = ($ECONNREFUSED, 'refused', $EHOSTUNREACH, 'unreachable', $ENETUNREACH, 'unreachable', $ETIMEDOUT, 'timeout', $ECONNRESET, 'reset', $EPIPE, 'reset');
my (@live, @done); my $started = 0;
sub finish { my ($c, $outcome, $errno) = @_; $c->{over} = 1; $c->{outcome} = $outcome; $c->{errno} = $errno || 0;
  $c->{ms} = int((now() - $c->{start}) * 1000 + 0.5); close $c->{fh} if $c->{fh};
  my $in = $c->{in}; my @status; my $body = '-';
  while ($in =~ /\G.*?HTTP\/1\.[01] (\d\d\d)/gcs) { push @status, $1; }
  $body = $1 if $in =~ /(tok-[a-z0-9-]+)/;
  $c->{status} = @status ? ($token ne '-' && @status > 1 ? $status[1] : $status[0]) : 0; $c->{body} = $body;
  $c->{outcome} = 'ok' if @status; $done[$c->{n}] = $c; }
sub start { my $n = $started++; my $c = { n => $n, start => now(), in => '', out => $text, port => 0, up => 0 };
  socket(my $fh, $PF_INET, $SOCK_STREAM, 0) or die "socket: $!\n"; $c->{fh} = $fh;
  setsockopt($fh, $SOL_SOCKET, $SO_REUSEADDR, 1); bind($fh, sockaddr($source + $n, "\0" x 4));
  my $flags = fcntl($fh, 3, 0); fcntl($fh, 4, $flags | 2048);
  if (!connect($fh, $target) && $! != $EINPROGRESS) { my $e = $! + 0; finish($c, $name{$e} || 'other', $e); return; }
  my $own = getsockname($fh); $c->{port} = port_of($own) if $own;
  push @live, $c; }
sub step { my ($c, $w, $r) = @_;
  if ($w && !$c->{up}) { my $e = unpack('i', getsockopt($c->{fh}, $SOL_SOCKET, $SO_ERROR));
    if ($e) { finish($c, $name{$e} || 'other', $e); return; } $c->{up} = 1; }
  if ($w && length $c->{out}) { my $k = syswrite($c->{fh}, $c->{out});
    if (defined $k) { substr($c->{out}, 0, $k) = ''; } elsif ($! != $EAGAIN) { my $e = $! + 0; finish($c, $name{$e} || 'other', $e); return; } }
  if ($r) { my $k = sysread($c->{fh}, my $piece, 65536);
    if (!defined $k) { my $e = $! + 0; return if $e == $EAGAIN; finish($c, $name{$e} || 'other', $e); return; }
    if ($k == 0) { finish($c, length $c->{in} ? 'ok' : 'reset'); return; }
    $c->{in} .= $piece if length $c->{in} < 262144; } }
while (@live || $started < $total) {
  my $t = now();
  for my $c (@live) { finish($c, 'timeout') if !$c->{over} && $t - $c->{start} > $limit; }
  @live = grep { !$_->{over} } @live;
  start() if $started < $total && @live < 60 && !grep { $t - $_->{start} < 0.3 } @live;
  next unless @live;
  my ($r, $w) = ('', '');
  for my $c (@live) { my $no = fileno $c->{fh}; vec($r, $no, 1) = 1 if $c->{up}; vec($w, $no, 1) = 1 if !$c->{up} || length $c->{out}; }
  next unless select($r, $w, undef, 0.1) > 0;
  for my $c (@live) { my $no = fileno $c->{fh}; step($c, vec($w, $no, 1), vec($r, $no, 1)); }
  @live = grep { !$_->{over} } @live;
}
print "$_->{n} $_->{outcome} $_->{status} $_->{body} $_->{ms} $_->{port} $_->{errno}\n" for @done;
`;

/** One request as the script reports it. */
export interface HttpLine {
  readonly outcome: HttpOutcome;
  readonly status: number;
  readonly token: string;
  readonly ms: number;
  readonly port: number;
}

const outcomes: ReadonlySet<string> = new Set(['ok', 'refused', 'unreachable', 'timeout', 'reset', 'other']);

/** Reads what the script printed; a strange line is left out. */
export function parseHttpLines(output: string): readonly HttpLine[] {
  return output.split('\n').flatMap((line) => {
    const [, outcome = '', status, token = '-', ms, port] = line.trim().split(/\s+/);
    if (!outcomes.has(outcome) || port === undefined) return [];
    return [
      {
        outcome: outcome as HttpOutcome,
        status: Number(status) || 0,
        token: token === '-' ? '' : token,
        ms: Number(ms) || 0,
        port: Number(port) || 0,
      },
    ];
  });
}
