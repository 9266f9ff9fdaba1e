import type { Done, ExperimentRequest, FramesResult, Tried } from '../../contract/experiments.js';
import type { SeenFrame } from '../../contract/frames.js';
import type { Deed } from '../../contract/kinds/frames.js';
import { bounded } from '../facts/parse.js';
import type { Frame } from '../machines/provider.js';
import { ToolMissing } from '../faults/fault.js';
import { leftAsFound } from './as-found.js';
import { capturing, type ExperimentContext, pause, tried, withSignal } from './context.js';
import { type DecodedFrame, decodeFrame } from './decode.js';
import type { Experiment } from './experiment.js';

type FramesRequest = Extract<ExperimentRequest, { kind: 'frames' }>;

/** Frames that are kept: enough for every hop of some twenty requests. */
const maxFrames = 500;
/** Of what one connection carries one way over one hop, frames that are neither its begin nor its end: a download has thousands. */
const maxOfFlow = 12;
/** Connections, ways and hops that are told apart. */
const maxFlows = 400;
/** Nodes and networks whose bytes are counted. */
const maxCounted = 64;
/** Seconds that one deed may take. */
const deedSeconds = 60;
const ethernetHeader = 14;

/** What of a network's frames is kept. */
export class FrameWatch {
  readonly #start: number;
  readonly #frames: SeenFrame[] = [];
  readonly #sent: Record<string, Record<string, number>> = {};
  readonly #flows = new Map<string, number>();
  #dropped = 0;

  constructor(start: number) {
    this.#start = start;
  }

  add({ at, network, node, bytes }: Frame): void {
    const frame = decodeFrame(bytes);
    if (frame === undefined || (frame.arp === undefined && frame.ip === undefined)) return;
    if (frame.ip !== undefined) this.#count(network, node, frame.ip.length + ethernetHeader);
    if (this.#isMoreOfSame(network, node, frame)) return;
    if (this.#frames.length >= maxFrames) this.#dropped += 1;
    else this.#frames.push({ at: Math.max(0, at - this.#start), network, node, ...frame });
  }

  get seen(): Pick<FramesResult, 'frames' | 'dropped' | 'sent'> {
    return { frames: this.#frames, dropped: this.#dropped, sent: this.#sent };
  }

  #isMoreOfSame(network: string, node: string, { from, to, ip }: DecodedFrame): boolean {
    const tcp = ip?.tcp ?? ip?.inner?.tcp;
    if (ip === undefined || tcp === undefined || /[SFR]/.test(tcp.flags)) return false;
    const { source, destination, inner } = ip;
    const ends = [
      source,
      destination,
      inner?.source,
      inner?.destination,
      tcp.sourcePort,
      tcp.destinationPort,
    ];
    const flow = [network, node, from, to, ...ends].join(' ');
    const before = this.#flows.get(flow) ?? 0;
    if (before > 0 || this.#flows.size < maxFlows) this.#flows.set(flow, before + 1);
    return before >= maxOfFlow;
  }

  #count(network: string, node: string, bytes: number): void {
    const senders = (this.#sent[network] ??= {});
    if (senders[node] === undefined && Object.keys(senders).length >= maxCounted) return;
    senders[node] = (senders[node] ?? 0) + bytes;
  }
}

/** Does something on nodes, and keeps the frames that all networks carried meanwhile. */
function watchFrames(request: FramesRequest, context: ExperimentContext): Promise<Tried> {
  return tried(() => leftAsFound(request.do, context, () => whileWatched(request, context)));
}

async function whileWatched(request: FramesRequest, context: ExperimentContext): Promise<FramesResult> {
  if (context.capture === undefined) throw new ToolMissing('frames cannot be captured with these machines');
  const at = Date.now();
  const watch = new FrameWatch(at);
  const networks = context.topology.networks.map(({ name }) => name);
  const done = await capturing(
    context,
    networks,
    (frame) => watch.add(frame),
    async () => {
      const results: Done[] = [];
      for (const deed of request.do) results.push(await doIt(deed, context));
      await pause(request.seconds * 1000, context.signal);
      return results;
    },
  );
  return { kind: 'frames', ...watch.seen, done, at };
}

/**
 * Runs the lab's own script on a node, as root.
 * @throws ToolMissing when it ends with a command that is not there (POSIX, Shell Command Language 2.8.2): what was to be seen
 * has not been done
 */
export async function doIt({ on, run }: Deed, context: ExperimentContext): Promise<Done> {
  const { exit, stdout, stderr } = await context
    .shell(on)
    .exec(run, { timeout: deedSeconds * 1000, ...withSignal(context) });
  if (exit === 127) throw new ToolMissing(`${on}: ${bounded(stderr.trim() || run)}`);
  return { on, run, exit, output: bounded(`${stdout}${stderr}`.trimEnd()) };
}

export const framesExperiment: Experiment<'frames'> = {
  // What others do at the same time would be among its frames.
  disturbs: true,
  run: watchFrames,
};
