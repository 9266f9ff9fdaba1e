import type { Done, ExperimentRequest, OutageResult, Tried } from '../../contract/experiments.js';
import type { TimelineMessage } from '../../contract/messages/timeline.js';
import type { OutageDeed } from '../../contract/kinds/outage.js';
import type { Moment } from '../../contract/timeline.js';
import { bounded } from '../facts/parse.js';
import type { Fault } from '../faults/fault.js';
import { nodeFaults } from '../faults/index.js';
import { leftAsFound } from './as-found.js';
import { type ExperimentContext, ExperimentFailed, pause, settled, tried } from './context.js';
import { type Experiment, seconds } from './experiment.js';
import { Log } from './failover.js';
import { parseUrl } from './http.js';
import { longestGap, patientProbe, Probe, type ProbeTarget } from './probe.js';
import { doIt } from './watch-frames.js';
import { ipv4 } from '../world/topology-lookup.js';

type OutageRequest = Extract<ExperimentRequest, { kind: 'outage' }>;

/** Seconds of good answers after which the target counts as back. */
const settleSeconds = 1;
/** Seconds that what is done may not have shown yet: a cable that was pulled is noticed with the next try. */
const effectSeconds = 2;

/**
 * Asks a target all the time, does something meanwhile, and says for how long no answer came, on the asking node's own
 * clock. Machines that were broken for it are whole again at the end, and `undo` is done, whatever happened.
 */
function runOutage(request: OutageRequest, context: ExperimentContext): Promise<Tried> {
  const typed = [...request.do.filter((deed) => 'run' in deed), ...request.undo];
  return tried(() => leftAsFound(typed, context, () => whileAsked(request, context)));
}

async function whileAsked(request: OutageRequest, context: ExperimentContext): Promise<OutageResult> {
  const at = Date.now();
  const log = new Log(at, context);
  const probe = new Probe(context, request.from, request.patient ? patientProbe : undefined);
  const faults: Fault[] = [];
  try {
    await probe.start(targetOf(request.target), request.limit + 60);
    await pause(1000, context.signal);
    // Who has just been changed may be moving still: what is wrong already is not measured as what the deed does.
    const answered = await settled(() => isAnswering(probe), Boolean, context.signal);
    if (!answered) {
      log.add(`${request.target} does not answer even before`);
      return { kind: 'outage', answered, ...countOf(probe, 0), done: [], log: log.text, at };
    }
    const first = Math.max(0, probe.samples.length - 1);
    const done: Done[] = [];
    for (const deed of request.do) {
      log.add('fault' in deed ? `${deed.on}: ${deed.fault}` : `${deed.on}: ${firstLineOf(deed.run)}`);
      const did = await act(deed, context, faults);
      if (did !== undefined) done.push(did);
    }
    const outage = await waitForAnswers(request, context, probe, first);
    log.add(
      outage === undefined
        ? `no answer within ${request.limit} s`
        : `longest time without an answer: ${outage.toFixed(2)} s`,
    );
    return {
      kind: 'outage',
      answered,
      ...(outage === undefined ? {} : { outage }),
      ...countOf(probe, first),
      done,
      log: log.text,
      at,
    };
  } finally {
    await putBack(request, context, faults, probe);
  }
}

function isAnswering(probe: Probe): Promise<boolean> {
  return Promise.resolve(probe.samples.at(-1)?.good === true);
}

async function act(deed: OutageDeed, context: ExperimentContext, faults: Fault[]): Promise<Done | undefined> {
  if (!('fault' in deed)) return doIt(deed, context);
  const fault = nodeFaults[deed.fault](deed.on, context);
  faults.push(fault);
  await fault.make();
  return undefined;
}

/** Also of a cancelled experiment; what cannot be undone is thrown when all else was tried. */
async function putBack(
  request: OutageRequest,
  { signal: _, ...context }: ExperimentContext,
  faults: readonly Fault[],
  probe: Probe,
): Promise<void> {
  const failures: unknown[] = [];
  const attempt = async (work: () => Promise<unknown>): Promise<void> => {
    await work().catch((error: unknown) => failures.push(error));
  };
  for (const fault of faults.toReversed()) await attempt(() => fault.mend());
  for (const deed of request.undo) await attempt(() => doIt(deed, context));
  await attempt(() => probe.stop());
  if (failures.length > 0) throw failures[0];
}

function countOf(probe: Probe, from: number): Pick<OutageResult, 'tries' | 'lost'> {
  const samples = probe.samples.slice(from);
  return { tries: samples.length, lost: samples.filter(({ good }) => !good).length };
}

/** Waits until there were good answers for a while; the longest time without one, undefined after the limit. */
async function waitForAnswers(
  request: OutageRequest,
  context: ExperimentContext,
  probe: Probe,
  from: number,
): Promise<number | undefined> {
  const start = Date.now();
  const enough = Math.ceil(settleSeconds / 0.2);
  while (Date.now() - start < request.limit * 1000) {
    await pause(300, context.signal);
    if (Date.now() - start < effectSeconds * 1000) continue;
    const last = probe.samples.slice(from).slice(-enough);
    if (last.length >= enough && last.every(({ good }) => good)) return longestGap(probe.samples, from);
  }
  return undefined;
}

/** @throws ExperimentFailed for what is neither an HTTP URL nor an IPv4 address */
function targetOf(target: string): ProbeTarget {
  if (ipv4(target) !== undefined) return { address: target, port: 0, host: target };
  if (!target.startsWith('http://'))
    throw new ExperimentFailed(`neither a URL nor an IPv4 address: ${target}`);
  const { address, port, host, path } = parseUrl(target);
  return { address, port, host, path };
}

function firstLineOf(script: string): string {
  return script.trim().split('\n', 1)[0]?.slice(0, 80) ?? '';
}

export const outageExperiment: Experiment<'outage'> = {
  disturbs: true,
  timed: true,
  run: runOutage,
  moments: ({ target, from, limit }, { answered, outage, log, at }): readonly Omit<Moment, 'id'>[] => {
    if (!answered) return [];
    const evidence = [{ node: from, command: target, output: bounded(log), at }];
    const message: TimelineMessage =
      outage === undefined
        ? { code: 'outage.endless', params: { target, limit: String(limit) } }
        : { code: 'outage.seconds', params: { target, seconds: seconds(outage) } };
    return [{ at, message, evidence }];
  },
};
