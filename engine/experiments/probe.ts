import { quote, ShellError } from '../machines/shell.js';
import { type ExperimentContext, ExperimentFailed, pause, withSignal } from './context.js';
import { perlBasics } from './perl.js';

/** One try of the continuous probe, on the client's own monotonic clock in seconds. */
export interface Sample {
  readonly start: number;
  readonly end: number;
  readonly good: boolean;
}

/**
 * Tries every 0.2 s, giving each 0.5 s, until its flag file is gone or the time is over. By HTTP (any status line
 * counts as an answer below 500) or, without a path, by ICMP echo over a raw socket (RFC 792).
 * Arguments: flag file, seconds, address, port, Host header, path or `-`.
 */
export const probeScript = String.raw`${perlBasics}my ($flag, $limit, $address, $port, $host, $path) = @ARGV; $| = 1; $SIG{PIPE} = 'IGNORE';
my $ip = ip_of($address) or die "no such host: $address\n";
sub ready { my ($fh, $write, $until) = @_; my $left = $until - now(); return 0 if $left <= 0; my $v = ''; vec($v, fileno $fh, 1) = 1;
  return $write ? select(undef, $v, undef, $left) : select($v, undef, undef, $left); }
sub http { my ($until) = @_; socket(my $fh, $PF_INET, $SOCK_STREAM, 0) or return 0; my $f = fcntl($fh, 3, 0); fcntl($fh, 4, $f | 2048);
  if (!connect($fh, sockaddr($port, $ip))) { return 0 if $! != $EINPROGRESS; return 0 unless ready($fh, 1, $until) > 0; return 0 if unpack('i', getsockopt($fh, $SOL_SOCKET, $SO_ERROR)); }
  syswrite($fh, "GET $path HTTP/1.1\r\nHost: $host\r\nConnection: close\r\n\r\n") or return 0;
  my $in = ''; while ($in !~ /^HTTP\/1\.[01] (\d)/) { return 0 unless ready($fh, 0, $until) > 0; sysread($fh, $in, 4096, length $in) or return 0; }
  return $in =~ /^HTTP\/1\.[01] [1-4]/ ? 1 : 0; }
my $seq = 0;
sub sum { my ($p) = @_; my $s = 0; $s += $_ for unpack('n*', $p); $s = ($s >> 16) + ($s & 0xffff) while $s >> 16; return ~$s & 0xffff; }
sub ping { my ($until) = @_; socket(my $fh, $PF_INET, $SOCK_RAW, 1) or return 0; my $id = $$ & 0xffff; $seq = ($seq + 1) & 0xffff;
  my $body = 'probe...'; my $p = pack('C C n n n a*', 8, 0, 0, $id, $seq, $body); substr($p, 2, 2) = pack('n', sum($p));
  send($fh, $p, 0, sockaddr(0, $ip)) or return 0;
  for (;;) { return 0 unless ready($fh, 0, $until) > 0; my $from = recv($fh, my $in, 1500, 0) or return 0; next if length $in < 28;
    my ($type, undef, undef, $i, $s) = unpack('C C n n n', substr($in, (ord($in) & 15) * 4)); return 1 if $type == 0 && $i == $id && $s == $seq; } }
my $begin = now();
while (-e $flag && now() - $begin < $limit) { my $t = now(); my $ok = $path eq '-' ? ping($t + 0.5) : http($t + 0.5); my $end = now();
  printf "%.3f %.3f %d\n", $t, $end, $ok; my $left = 0.2 - ($end - $t); select(undef, undef, undef, $left) if $left > 0; }
unlink $flag;
`;

/** Gives each try 2 s: what a busy machine answers late is not lost; a lost first SYN is sent again after 1 s (RFC 6298). */
export const patientProbe = probeScript.replaceAll('$t + 0.5', '$t + 2');

export interface ProbeTarget {
  readonly address: string;
  readonly port: number;
  readonly host: string;
  /** Absent: pinged. */
  readonly path?: string;
}

/** A probe that runs on a node until it is stopped. */
export class Probe {
  readonly #context: ExperimentContext;
  readonly #from: string;
  readonly #flag: string;
  readonly #script: string;
  readonly #samples: Sample[] = [];
  #rest = '';
  #run: Promise<unknown> = Promise.resolve();
  #error: Error | undefined;
  #ended = false;

  /** @param script another one that takes the same arguments and prints the same lines */
  constructor(context: ExperimentContext, from: string, script = probeScript) {
    this.#context = context;
    this.#from = from;
    this.#script = script;
    this.#flag = `/run/probe-${context.secret()}`;
  }

  get samples(): readonly Sample[] {
    return this.#samples;
  }

  /**
   * Starts it and waits for its first line.
   * @param limit seconds after which it ends by itself, should nobody stop it
   * @throws ExperimentFailed when it prints nothing within 10 s
   */
  async start(target: ProbeTarget, limit: number): Promise<void> {
    const words = [this.#flag, limit, target.address, target.port, target.host, target.path ?? '-'];
    const command = `: > ${this.#flag} && perl - ${words.map((word) => quote(String(word))).join(' ')}`;
    this.#run = this.#context
      .shell(this.#from)
      .exec(command, {
        input: this.#script,
        timeout: (limit + 15) * 1000,
        onStdout: (chunk) => this.#read(chunk),
        ...withSignal(this.#context),
      })
      .catch((error: unknown) => {
        this.#error = error instanceof Error ? error : new Error(String(error));
      })
      .finally(() => {
        this.#ended = true;
      });
    const until = Date.now() + 10_000;
    while (this.#samples.length === 0) {
      if (this.#error instanceof ShellError) throw this.#error;
      if (this.#ended || Date.now() > until) throw new ExperimentFailed('the probe did not start');
      await pause(50, this.#context.signal);
    }
  }

  /** Ends it, whatever happened before; never throws. */
  async stop(): Promise<void> {
    const remove = this.#context.shell(this.#from).exec(`rm -f ${this.#flag}`, { timeout: 10_000 });
    await remove.catch(() => undefined);
    await this.#run;
  }

  #read(chunk: string): void {
    const lines = (this.#rest + chunk).split('\n');
    this.#rest = (lines.pop() ?? '').slice(-200);
    for (const line of lines) {
      const match = /^(\d+\.\d+) (\d+\.\d+) ([01])$/.exec(line.trim());
      if (match !== null) {
        this.#samples.push({ start: Number(match[1]), end: Number(match[2]), good: match[3] === '1' });
      }
    }
  }
}

/**
 * The longest time without an answer from a sample on, in seconds: from the end of the last good try before to the
 * end of the first good one after. Undefined when nothing good came after a gap, or nothing good was before it.
 * @param from index of the sample at whose time the fault was made
 */
export function longestGap(samples: readonly Sample[], from: number): number | undefined {
  let last = samples.slice(0, from).findLast((sample) => sample.good)?.end;
  if (last === undefined) return undefined;
  let longest: number | undefined;
  let open = false;
  for (const sample of samples.slice(from)) {
    if (!sample.good) {
      open = true;
      continue;
    }
    longest = Math.max(longest ?? 0, sample.end - last);
    last = sample.end;
    open = false;
  }
  return open ? undefined : longest;
}
