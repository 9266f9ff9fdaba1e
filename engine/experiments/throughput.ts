import type { ExperimentRequest, Rate, ThroughputResult, Tried } from '../../contract/experiments.js';
import { quote } from '../machines/shell.js';
import { ToolMissing } from '../faults/fault.js';
import { type ExperimentContext, ExperimentFailed, tried, withSignal } from './context.js';
import type { Experiment } from './experiment.js';
import { parseUrl } from './http.js';
import { perlBasics } from './perl.js';

type ThroughputRequest = Extract<ExperimentRequest, { kind: 'throughput' }>;

/** Seconds until one request is given up, and until all of them are. */
const requestSeconds = 20;
const allSeconds = 90;

/**
 * Asks for a page many times, with so many requests on the way at once, by one process. An answer is a whole HTTP answer with a
 * status below 400. Arguments: address, port, Host header, path, requests, concurrency, seconds for one, seconds for all.
 * Prints `GOOD TOTAL SECONDS`.
 */
export const loadScript = String.raw`${perlBasics}my ($address, $port, $host, $path, $total, $width, $limit, $all) = @ARGV;
$SIG{PIPE} = 'IGNORE';
my $ip = ip_of($address) or die "no such host: $address\n";
my $target = sockaddr($port, $ip);
my $text = "GET $path HTTP/1.1\r\nHost: $host\r\nConnection: close\r\n\r\n";
my (@live, $good); my ($started, $done) = (0, 0); $good = 0; my $begin = now();
sub over { my ($c) = @_; close $c->{fh}; $c->{over} = 1; $done++; $good++ if $c->{in} =~ /^HTTP\/1\.[01] [123]/; }
sub start { $started++; socket(my $fh, $PF_INET, $SOCK_STREAM, 0) or die "socket: $!\n";
  my $f = fcntl($fh, 3, 0); fcntl($fh, 4, $f | 2048); my $c = { fh => $fh, in => '', out => $text, up => 0, start => now() };
  if (!connect($fh, $target) && $! != $EINPROGRESS) { over($c); return; } push @live, $c; }
while ($done < $total && now() - $begin < $all) {
  start() while $started < $total && @live < $width;
  my ($r, $w) = ('', '');
  for my $c (@live) { my $no = fileno $c->{fh}; vec($r, $no, 1) = 1; vec($w, $no, 1) = 1 if !$c->{up} || length $c->{out}; }
  if (select($r, $w, undef, 0.1) > 0) { for my $c (@live) { my $no = fileno $c->{fh};
    if (vec($w, $no, 1) && !$c->{up}) { if (unpack('i', getsockopt($c->{fh}, $SOL_SOCKET, $SO_ERROR))) { over($c); next; } $c->{up} = 1; }
    if (vec($w, $no, 1) && length $c->{out}) { my $k = syswrite($c->{fh}, $c->{out}); if (defined $k) { substr($c->{out}, 0, $k) = ''; } elsif ($! != $EAGAIN) { over($c); next; } }
    if ($c->{up} && vec($r, $no, 1)) { my $k = sysread($c->{fh}, my $piece, 65536);
      if (!defined $k) { over($c) if $! != $EAGAIN; } elsif ($k == 0) { over($c); } else { $c->{in} .= $piece if length $c->{in} < 64; } } } }
  my $t = now(); for my $c (@live) { over($c) if !$c->{over} && $t - $c->{start} > $limit; }
  @live = grep { !$_->{over} } @live; }
printf "%d %d %.3f\n", $good, $total, now() - $begin;
`;

/** Rounds go on until both have been measured for so many seconds together and agree, or until one of the limits. */
const enoughSeconds = 4;
const mostSeconds = 40;
const mostRounds = 9;
/** Two rounds agree when the one's ratio is at most so many times the other's. */
const sameRatio = 1.25;

type Round = readonly [measured: Rate, against: Rate];

/** How many times as long the other took. */
const ratioOf = ([measured, against]: Round): number =>
  Math.max(against.seconds, 0.001) / Math.max(measured.seconds, 0.001);

/**
 * Measures two by turns and gives the round whose ratio is the median. One round of quick answers lasts a fifth of a second: a single
 * hiccup of the host makes half of it. By turns, so that both meet the same host; until three of four rounds say what the median says,
 * or, `unsteady`, none of the limits was enough for that. A round with a lost answer ends it and is the one that counts.
 */
export async function byTurns(
  one: () => Promise<Rate>,
  other: () => Promise<Rate>,
): Promise<{
  readonly measured: Rate;
  readonly against: Rate;
  readonly rounds: readonly Round[];
  /** The least and the most of the ratios, where they do not agree. */
  readonly unsteady?: readonly [least: number, most: number];
}> {
  const rounds: Round[] = [];
  let spent = 0;
  for (;;) {
    const round: Round = [await one(), await other()];
    rounds.push(round);
    const [measured, against] = round;
    spent += measured.seconds + against.seconds;
    if (round.some(({ good, total }) => good < total)) return { measured, against, rounds };
    const sorted = rounds.toSorted((a, b) => ratioOf(a) - ratioOf(b));
    const median = sorted[(sorted.length - 1) >> 1] as Round;
    const same = rounds.filter((each) => {
      const times = ratioOf(each) / ratioOf(median);
      return times <= sameRatio && times >= 1 / sameRatio;
    }).length;
    const steady = rounds.length > 1 && same * 4 >= rounds.length * 3;
    const over = rounds.length === mostRounds || spent >= mostSeconds;
    if (!over && (!steady || spent < enoughSeconds)) continue;
    return {
      measured: median[0],
      against: median[1],
      rounds,
      ...(steady
        ? {}
        : { unsteady: [ratioOf(sorted[0] as Round), ratioOf(sorted.at(-1) as Round)] as const }),
    };
  }
}

function runThroughput(request: ThroughputRequest, context: ExperimentContext): Promise<Tried> {
  return tried(async (): Promise<ThroughputResult> => {
    const at = Date.now();
    const { measured, against, rounds, unsteady } = await byTurns(
      () => rateOf(request, request.url, context),
      () => rateOf(request, request.against, context),
    );
    const told = (url: string, { good, total, seconds }: Rate): string =>
      `${url}  ${good}/${total}  ${seconds.toFixed(2)} s`;
    return {
      kind: 'throughput',
      measured,
      against,
      ...(unsteady === undefined ? {} : { unsteady }),
      command: `ab -n ${request.requests} -c ${request.concurrency} ${request.url} ${request.against}`,
      output: rounds.flatMap(([a, b]) => [told(request.url, a), told(request.against, b)]).join('\n'),
      at,
    };
  });
}

async function rateOf(
  { from, requests, concurrency }: ThroughputRequest,
  url: string,
  context: ExperimentContext,
): Promise<Rate> {
  const { address, port, host, path } = parseUrl(url);
  const words = [address, port, host, path, requests, concurrency, requestSeconds, allSeconds];
  const run = await context.shell(from).exec(`perl - ${words.map((word) => quote(String(word))).join(' ')}`, {
    input: loadScript,
    timeout: (allSeconds + 15) * 1000,
    ...withSignal(context),
  });
  if (run.exit === 127) throw new ToolMissing('perl');
  const found = /^(\d+) (\d+) (\d+\.\d+)$/m.exec(run.stdout);
  if (found === null) throw new ExperimentFailed(run.stderr.trim().slice(0, 300) || `exit ${run.exit}`);
  return { good: Number(found[1]), total: Number(found[2]), seconds: Number(found[3]) };
}

export const throughputExperiment: Experiment<'throughput'> = {
  // Whatever else asks meanwhile would be measured as well.
  disturbs: true,
  timed: true,
  script: loadScript,
  run: runThroughput,
};
