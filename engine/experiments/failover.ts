import type { ExperimentRequest, FailoverResult, Tried } from '../../contract/experiments.js';
import type { TimelineMessage } from '../../contract/messages/timeline.js';
import type { Moment } from '../../contract/timeline.js';
import { bounded } from '../facts/parse.js';
import { quote } from '../machines/shell.js';
import type { Fault } from '../faults/fault.js';
import { nodeFaults } from '../faults/index.js';
import { type ExperimentContext, ExperimentFailed, pause, settled, tried, withSignal } from './context.js';
import { type Experiment, seconds } from './experiment.js';
import { parseUrl } from './http.js';
import { longestGap, Probe, type ProbeTarget } from './probe.js';
import { ipv4 } from '../world/topology-lookup.js';

type FailoverRequest = Extract<ExperimentRequest, { kind: 'failover' }>;

/** Seconds of good answers that are waited for after a turn, before the next one. */
const settleSeconds = 1;

/**
 * Takes the holder of a VIP away and watches who takes over, and for how long nobody answered on the client's own
 * clock; then puts the holder back and watches again. Whatever happens, it is put back at the end.
 */
function runFailover(request: FailoverRequest, context: ExperimentContext): Promise<Tried> {
  return tried(async (): Promise<FailoverResult> => {
    if (ipv4(request.vip) === undefined) throw new ExperimentFailed(`not an IPv4 address: ${request.vip}`);
    const at = Date.now();
    const log = new Log(at, context);
    const holders = await settled(
      () => holdersOf(request, context),
      ({ length }) => length === 1,
      context.signal,
    );
    log.add(`VIP ${request.vip} is held by ${holders.join(', ') || 'nobody'}`);
    const [before, ...others] = holders;
    if (before === undefined || others.length > 0) {
      return { kind: 'failover', holders, log: log.text, at };
    }
    const fault = nodeFaults[request.fault](before, context);
    const probe = new Probe(context, request.from);
    try {
      await probe.start(probeTarget(request), request.limit * 2 + 30);
      await pause(1000, context.signal);
      return await turn({ request, context, log, fault, probe, before, holders, at });
    } finally {
      try {
        await fault.mend();
      } finally {
        await probe.stop();
      }
    }
  });
}

export const failoverExperiment: Experiment<'failover'> = {
  disturbs: true,
  timed: true,
  run: runFailover,
  moments: momentsOf,
};

function momentsOf(request: FailoverRequest, result: FailoverResult): readonly Omit<Moment, 'id'>[] {
  const { vip } = request;
  const { before, after, back, outage, failbackOutage, at, faultAt, mendedAt } = result;
  if (before === undefined) return [];
  const evidence = [
    {
      node: request.from,
      command: `${request.fault} (${before})`,
      output: bounded(result.log),
      at,
    },
  ];
  const first: TimelineMessage =
    outage === undefined || after === undefined
      ? { code: 'failover.none', params: { vip, before } }
      : { code: 'failover.outage', params: { vip, before, after, seconds: seconds(outage) } };
  const second: TimelineMessage | undefined =
    failbackOutage === undefined || back !== before
      ? undefined
      : { code: 'failback.outage', params: { vip, to: back, seconds: seconds(failbackOutage) } };
  return [
    { at: faultAt ?? at, message: first, evidence },
    ...(second === undefined ? [] : [{ at: mendedAt ?? at, message: second, evidence }]),
  ];
}

interface Run {
  readonly request: FailoverRequest;
  readonly context: ExperimentContext;
  readonly log: Log;
  readonly fault: Fault;
  readonly probe: Probe;
  readonly before: string;
  readonly holders: readonly string[];
  readonly at: number;
}

async function turn(run: Run): Promise<FailoverResult> {
  const { request, log, fault, probe, before } = run;
  const answered = probe.samples.some((sample) => sample.good);
  if (!answered) log.add('the VIP does not answer even before the fault');
  const first = Math.max(0, probe.samples.length - 1);
  const faultAt = Date.now();
  await fault.make();
  log.add(`${fault.name} on ${before}`);
  const after = await waitForHolder(run, (holder) => holder !== before, first);
  const outage = longestGap(probe.samples, first);
  log.add(after === undefined ? 'nobody took over' : `${after} holds the VIP`);
  if (outage !== undefined) log.add(`longest time without an answer: ${outage.toFixed(2)} s`);
  const second = Math.max(0, probe.samples.length - 1);
  const mendedAt = Date.now();
  await fault.mend();
  log.add(`${fault.name} undone on ${before}`);
  const back = request.failback ? await waitForHolder(run, (holder) => holder === before, second) : undefined;
  const end = back ?? (await holdersOf(request, run.context))[0];
  const failbackOutage = request.failback ? longestGap(probe.samples, second) : undefined;
  log.add(`at the end the VIP is held by ${end ?? 'nobody'}`);
  return {
    kind: 'failover',
    before,
    holders: run.holders,
    ...(after === undefined ? {} : { after }),
    ...(end === undefined ? {} : { back: end }),
    ...(outage === undefined ? {} : { outage }),
    ...(failbackOutage === undefined ? {} : { failbackOutage }),
    faultAt,
    mendedAt,
    log: log.text,
    at: run.at,
  };
}

/** Waits until a fitting node alone holds the VIP and the client gets answers for a while; undefined after the limit. */
async function waitForHolder(
  run: Run,
  fits: (holder: string) => boolean,
  from: number,
): Promise<string | undefined> {
  const { request, context, probe } = run;
  const until = Date.now() + request.limit * 1000;
  let found: string | undefined;
  while (Date.now() < until) {
    await pause(300, context.signal);
    const holders = await holdersOf(request, context, run.fault.hidden());
    found = holders.length === 1 && fits(holders[0] ?? '') ? holders[0] : undefined;
    if (found === undefined) continue;
    const last = probe.samples.slice(from).slice(-Math.ceil(settleSeconds / 0.2));
    if (last.length >= settleSeconds / 0.2 && last.every((sample) => sample.good)) return found;
  }
  return found;
}

/** Nodes with the VIP on an interface; an unreachable node throws, a hidden one (cut off on purpose) is left out. */
async function holdersOf(
  request: FailoverRequest,
  context: ExperimentContext,
  hidden: readonly string[] = [],
): Promise<string[]> {
  const nodes = request.among.filter((node) => !hidden.includes(node));
  const found = await Promise.all(
    nodes.map(async (node) => {
      const command = `ip -4 -o addr show to ${quote(request.vip)}`;
      const result = await context.shell(node).exec(command, { timeout: 10_000, ...withSignal(context) });
      return result.stdout.trim() === '' ? [] : [node];
    }),
  );
  return found.flat();
}

function probeTarget(request: FailoverRequest): ProbeTarget {
  if (request.url === undefined) return { address: request.vip, port: 0, host: request.vip };
  const url = parseUrl(request.url);
  return { address: url.address, port: url.port, host: url.host, path: url.path };
}

/** Lines with the seconds since the start. */
export class Log {
  readonly #lines: string[] = [];
  readonly #start: number;
  readonly #context: ExperimentContext;

  constructor(start: number, context: ExperimentContext) {
    this.#start = start;
    this.#context = context;
  }

  add(line: string): void {
    const stamped = `${((Date.now() - this.#start) / 1000).toFixed(1).padStart(6)} s  ${line}`;
    this.#lines.push(stamped);
    this.#context.progress?.(line);
  }

  get text(): string {
    return this.#lines.join('\n');
  }
}
