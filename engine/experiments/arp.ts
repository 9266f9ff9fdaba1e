import type { ArpResult, ExperimentRequest, Tried } from '../../contract/experiments.js';
import { quote } from '../machines/shell.js';
import type { Frame } from '../machines/provider.js';
import { capturing, type ExperimentContext, ExperimentFailed, tried, withSignal } from './context.js';
import { ToolMissing } from '../faults/fault.js';
import type { Experiment } from './experiment.js';
import { readFrame } from './frames.js';
import { perlBasics } from './perl.js';
import { interfaceTowards, ipv4, nodeOf, nodeOfMac } from '../world/topology-lookup.js';

type ArpRequest = Extract<ExperimentRequest, { kind: 'arp' }>;

/**
 * Broadcast ARP requests from a raw socket (packet(7), RFC 826), as `arping -b` sends them, but all replies of two
 * requests are in after 0.8 s instead of 2 s, and nothing has to be installed but perl-base. With no answer at all it
 * asks twice more, within 2 s. Arguments: interface, own address, wanted address. Prints lines as arping(8) does.
 */
export const arpScript = String.raw`${perlBasics}my ($dev, $own, $want) = @ARGV; $| = 1;
sub value { my ($p) = @_; open my $f, '<', "/sys/class/net/$dev/$p" or die "no interface $dev\n"; my $v = <$f>; chomp $v; return $v; }
my $mac = pack('H12', join '', split /:/, value('address')); my $index = value('ifindex');
socket(my $fh, 17, $SOCK_RAW, unpack('n', pack('S', 0x0806))) or die "socket: $!\n";
bind($fh, pack('S n i S C C a8', 17, 0x0806, $index, 0, 0, 0, '')) or die "bind: $!\n";
my $frame = ("\xff" x 6) . $mac . pack('n', 0x0806) . pack('n n C C n', 1, 0x0800, 6, 4, 1) . $mac . ip_of($own) . ("\0" x 6) . ip_of($want);
my $wanted = ip_of($want);
my ($sent, $got, $start, $last) = (0, 0, now(), 0);
print "ARPING $want from $own $dev\n";
for (;;) { my $t = now();
  my $goal = $got || $t - $start < 0.6 ? 2 : 4;
  if ($sent < $goal && $t - $last >= 0.3) { defined(send($fh, $frame, 0)) or die "send: $!\n"; $sent++; $last = $t; }
  last if $got && $sent >= 2 && $t - $last >= 0.5;
  last if $t - $start > 2;
  my $r = ''; vec($r, fileno $fh, 1) = 1; next unless select($r, undef, undef, 0.05) > 0;
  recv($fh, my $in, 2048, 0); next if length $in < 42 || substr($in, 12, 2) ne "\x08\x06" || unpack('n', substr($in, 20, 2)) != 2;
  next if substr($in, 28, 4) ne $wanted || substr($in, 32, 6) ne $mac;
  $got++; printf "Unicast reply from %s [%s]  %.3fms\n", $want, join(':', map { sprintf '%02X', ord } split //, substr($in, 22, 6)), (now() - $last) * 1000; }
print "Sent $sent probes ($sent broadcast(s))\nReceived $got response(s)\n"; exit($got ? 0 : 1);
`;

/** Every MAC of `Unicast reply from ADDRESS [MAC]  1.2ms` lines, lower case, once each, in order of appearance. */
export function parseArping(output: string): readonly string[] {
  const found = output.matchAll(/^(?:Unicast|Broadcast) reply from \S+ \[([0-9A-F:]{17})\]/gim);
  return [...new Set([...found].map((match) => (match[1] ?? '').toLowerCase()))];
}

/** Asks a network who has an address. An address that nobody has is a result, with no MACs. */
function runArp(request: ArpRequest, context: ExperimentContext): Promise<Tried> {
  return tried(async (): Promise<ArpResult> => {
    const own = interfaceTowards(nodeOf(context.topology, request.from), request.address);
    if (own === undefined) throw new ExperimentFailed(`${request.from} has no interface`);
    if (ipv4(request.address) === undefined)
      throw new ExperimentFailed(`not an IPv4 address: ${request.address}`);
    const at = Date.now();
    const words = [own.dev, own.address, request.address].map(quote).join(' ');
    const replies = new Map<string, string>();
    const onFrame = (frame: Frame): void => {
      const packet = readFrame(frame.bytes);
      if (packet?.kind !== 'arp' || packet.operation !== 2 || packet.sender !== request.address) return;
      if (packet.to === own.mac.toLowerCase()) replies.set(packet.senderMac, frame.node);
    };
    const networks = context.capture === undefined ? [] : [own.network];
    const run = await capturing(context, networks, onFrame, () =>
      context.shell(request.from).exec(`perl - ${words}`, {
        input: arpScript,
        timeout: 15_000,
        ...withSignal(context),
      }),
    );
    if (run.exit === 127) throw new ToolMissing('perl');
    if (!run.stdout.includes('Received ')) {
      throw new ExperimentFailed(run.stderr.trim().slice(0, 300) || `exit ${run.exit}`);
    }
    const macs = parseArping(run.stdout);
    const nodes =
      context.capture === undefined
        ? macs.flatMap((mac) => nodeOfMac(context.topology, mac) ?? [])
        : [...replies.values()];
    return {
      kind: 'arp',
      macs,
      nodes: [...new Set(nodes)],
      ...(context.capture === undefined ? {} : { framed: [...replies.keys()] }),
      command: `arping -b -c 2 -I ${own.dev} ${request.address}`,
      output: run.stdout.trimEnd(),
      exit: run.exit,
      at,
    };
  });
}

export const arpExperiment: Experiment<'arp'> = {
  run: runArp,
};
