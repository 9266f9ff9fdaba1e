import type { Advert, VrrpResult } from '../../contract/adverts.js';
import type { ExperimentRequest, Tried } from '../../contract/experiments.js';
import { capturing, type ExperimentContext, pause, tried, withSignal } from './context.js';
import { ToolMissing } from '../faults/fault.js';
import type { Experiment } from './experiment.js';
import type { Frame } from '../machines/provider.js';
import { readFrame } from './frames.js';
import { nodeOf } from '../world/topology-lookup.js';

type VrrpRequest = Extract<ExperimentRequest, { kind: 'vrrp' }>;

/** The VRRP adverts of some seconds: seen on the wire, or by tcpdump on the node where frames cannot be captured. */
function runVrrp(request: VrrpRequest, context: ExperimentContext): Promise<Tried> {
  return tried(async (): Promise<VrrpResult> => {
    const at = Date.now();
    const adverts =
      context.capture === undefined ? await byTcpdump(request, context) : await byCapture(request, context);
    return { kind: 'vrrp', adverts, at };
  });
}

export const vrrpExperiment: Experiment<'vrrp'> = {
  run: runVrrp,
};

async function byCapture(request: VrrpRequest, context: ExperimentContext): Promise<readonly Advert[]> {
  const adverts: Advert[] = [];
  const networks = nodeOf(context.topology, request.from)?.interfaces.map((each) => each.network) ?? [];
  const onFrame = (frame: Frame) => {
    const packet = readFrame(frame.bytes);
    if (packet?.kind === 'vrrp' && adverts.length < 10_000)
      adverts.push({ ...packet.advert, node: frame.node });
  };
  await capturing(context, networks, onFrame, () => pause(request.seconds * 1000, context.signal));
  return adverts;
}

async function byTcpdump(request: VrrpRequest, context: ExperimentContext): Promise<readonly Advert[]> {
  const dev = nodeOf(context.topology, request.from)?.interfaces[0]?.dev ?? 'any';
  const command = `timeout ${request.seconds} tcpdump -nn -e -l -i ${dev} proto 112 2>/dev/null`;
  const result = await context
    .shell(request.from)
    .exec(command, { timeout: request.seconds * 1000 + 15_000, ...withSignal(context) });
  if (result.exit === 127) throw new ToolMissing('tcpdump');
  return parseAdverts(result.stdout);
}

/**
 * Adverts of `tcpdump -nn -e` lines: `02:…:07 > 01:00:5e:00:00:12, …: 10.0.0.7 > 224.0.0.18: VRRPv2, Advertisement,
 * vrid 55, prio 150, …`.
 */
export function parseAdverts(output: string): readonly Advert[] {
  return output.split('\n').flatMap((line) => {
    const match =
      /([0-9a-f:]{17}) > [0-9a-f:]{17}.* ([\d.]+) > [\d.]+: VRRPv(\d), Advertisement, vrid (\d+), prio (\d+)/i.exec(
        line,
      );
    if (match === null) return [];
    const [, mac = '', source = '', version, vrid, priority] = match;
    return [
      {
        source,
        mac: mac.toLowerCase(),
        version: Number(version),
        vrid: Number(vrid),
        priority: Number(priority),
      },
    ];
  });
}
