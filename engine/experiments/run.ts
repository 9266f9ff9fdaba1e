import type { ExperimentOutcome, ExperimentRequest, Tried } from '../../contract/experiments.js';
import type { Moment } from '../../contract/timeline.js';
import { arpExperiment } from './arp.js';
import { type ExperimentContext, withNodeTools } from './context.js';
import type { Experiment, Kind } from './experiment.js';
import { drillExperiment } from './drill.js';
import { failoverExperiment } from './failover.js';
import { slowAnswer, watchHost } from './host-watch.js';
import { framesExperiment } from './watch-frames.js';
import { httpExperiment } from './http.js';
import { outageExperiment } from './outage.js';
import { randomFailureExperiment } from './random-failure.js';
import { rebootExperiment } from './reboot.js';
import { scheduleExperiment } from './schedule.js';
import { scriptExperiment } from './script.js';
import { serverFailureExperiment } from './server-failure.js';
import { throughputExperiment } from './throughput.js';
import { vrrpExperiment } from './vrrp.js';

/** Every kind of experiment; one without an entry does not compile. */
const experiments: { readonly [K in Kind]: Experiment<K> } = {
  http: httpExperiment,
  arp: arpExperiment,
  vrrp: vrrpExperiment,
  failover: failoverExperiment,
  'server-failure': serverFailureExperiment,
  schedule: scheduleExperiment,
  reboot: rebootExperiment,
  script: scriptExperiment,
  frames: framesExperiment,
  outage: outageExperiment,
  throughput: throughputExperiment,
  'random-failure': randomFailureExperiment,
  drill: drillExperiment,
};

function experimentOf(request: ExperimentRequest): Experiment<Kind> {
  // That it is the one of this request, the compiler cannot follow through the table.
  return experiments[request.kind] as Experiment<Kind>;
}

/**
 * Makes an experiment. Trouble with nodes is an outcome (`ok: false`), never an error; only a cancelled one throws
 * (ShellError `cancelled`). Experiments that change nodes put everything back.
 */
export async function run(request: ExperimentRequest, given: ExperimentContext): Promise<Tried> {
  if (given.shown !== undefined) return given.shown(request);
  const context = withNodeTools(given);
  const experiment = experimentOf(request);
  if (experiment.timed !== true) return experiment.run(request, context);
  const stop = watchHost(context);
  let slowest = 0;
  const tried = await experiment.run(request, context).finally(() => {
    slowest = stop();
  });
  if (!tried.ok || slowest < slowAnswer) return tried;
  return { ok: true, result: { ...tried.result, slowest } as typeof tried.result };
}

/** Does the experiment disturb others, so that it must run alone? */
export function runsAlone(request: ExperimentRequest): boolean {
  return experimentOf(request).disturbs === true;
}

/** Is this what it showed for good, as what it did stays? Asked of what a journal has, too. */
export function stands(request: ExperimentRequest, result: ExperimentOutcome): boolean {
  if (!Object.hasOwn(experiments, request.kind) || request.kind !== result.kind) return false;
  return experimentOf(request).stands?.(result) === true;
}

/** Would two of these at once mix their results, so that they must run one after the other? */
export function runsInTurn(request: ExperimentRequest): boolean {
  return experimentOf(request).inTurn === true;
}

/** What it has perl run on a node, where only experiments of its kind do. */
export function scriptOf(request: ExperimentRequest): string | undefined {
  return experimentOf(request).script;
}

/** What of an experiment the session's timeline has. */
export function momentsOf(
  request: ExperimentRequest,
  result: ExperimentOutcome,
): readonly Omit<Moment, 'id'>[] {
  // A journal of another version may have a kind that there is not, a damaged one a result of another kind.
  if (!Object.hasOwn(experiments, request.kind) || request.kind !== result.kind) return [];
  return experimentOf(request).moments?.(request, result) ?? [];
}
