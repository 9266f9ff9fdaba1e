import type { RandomFailureResult, Tried } from '../../contract/experiments.js';
import type { RandomFailureRequest } from '../../contract/failures.js';
import { bounded } from '../facts/parse.js';
import { failures } from '../faults/index.js';
import { type ExperimentContext, ExperimentFailed, lookSettled, pause, tried } from './context.js';
import { type Experiment, seconds } from './experiment.js';
import { Log } from './failover.js';
import { parseUrl } from './http.js';
import { Probe, probeScript, type Sample } from './probe.js';

/** Seconds for which no request may be lost at the end of the time. */
const quiet = 3;

/** Takes an answer with an error for none: a page that is gone is a failure, too. */
export const strictProbe = probeScript.replace('[1-4]/', '[1-3]/');

/**
 * Sees that all is well, breaks one thing while a client asks, watches until the time in which requests may be lost is over and as much
 * longer as they must not be, mends it, and sees that all is well again. It is mended whatever happens.
 */
function runRandomFailure(request: RandomFailureRequest, context: ExperimentContext): Promise<Tried> {
  return tried(async (): Promise<RandomFailureResult> => {
    const { look } = context;
    if (look === undefined) throw new ExperimentFailed('nothing can be looked at here');
    const at = Date.now();
    const log = new Log(at, context);
    const nothing = { tries: 0, lost: 0 };
    const { unmet } = await lookSettled(look, request.well, context.signal);
    if (unmet.length > 0) return { kind: 'random-failure', unmet, ...nothing, log: log.text, at };
    log.add(`all ${request.well.length} hold`);
    const fault = await failures[request.fault](request.on, context);
    const probe = new Probe(context, request.from, strictProbe);
    try {
      const { address, port, host, path } = parseUrl(request.url);
      await probe.start({ address, port, host, path }, request.within + 120);
      await pause(1000, context.signal);
      const first = Math.max(0, probe.samples.length - 1);
      await fault.make();
      log.add(`${request.on}: ${fault.name}`);
      const seen = await watched(probe, first, request.within + quiet, context);
      const lost = seen.filter(({ good }) => !good).length;
      const settled = settledAfter(seen);
      log.add(
        `${lost} of ${seen.length} requests lost, ${settled === undefined ? 'and no end of it' : `the last ${settled.toFixed(1)} s after the failure`}`,
      );
      await fault.mend();
      log.add(`${request.on}: ${fault.name}, undone`);
      const whole = await wholeAgain(request, look, context);
      log.add(
        whole.back === undefined
          ? `not all hold after ${request.back} s`
          : `all hold after ${whole.back.toFixed(1)} s`,
      );
      return {
        kind: 'random-failure',
        tries: seen.length,
        lost,
        ...(settled === undefined ? {} : { settled }),
        ...whole,
        log: log.text,
        at,
      };
    } finally {
      try {
        await fault.mend();
      } finally {
        await probe.stop();
      }
    }
  });
}

/** The samples of so many seconds of the client's clock, from the last before the failure on. */
async function watched(
  probe: Probe,
  first: number,
  length: number,
  context: ExperimentContext,
): Promise<readonly Sample[]> {
  const start = Date.now();
  for (;;) {
    const seen = probe.samples.slice(first);
    if ((seen.at(-1)?.end ?? 0) - (seen[0]?.end ?? 0) >= length) return seen;
    if (Date.now() - start > (2 * length + 10) * 1000)
      throw new ExperimentFailed('the client stopped asking while something was broken');
    await pause(100, context.signal);
  }
}

/**
 * Seconds from the first sample, the last before the failure, to the end of the last that was lost; 0: none was.
 * @returns undefined when one was lost within the last seconds
 */
export function settledAfter(samples: readonly Sample[]): number | undefined {
  const lost = samples.findLast(({ good }) => !good);
  if (lost === undefined) return 0;
  const settled = lost.end - samples[0]!.end;
  return samples.at(-1)!.end - lost.end < quiet - 1 ? undefined : settled;
}

async function wholeAgain(
  request: RandomFailureRequest,
  look: NonNullable<ExperimentContext['look']>,
  context: ExperimentContext,
): Promise<Pick<RandomFailureResult, 'back' | 'after'>> {
  const start = Date.now();
  for (;;) {
    const { seen: after, unmet } = await look(request.well);
    // When it had been looked at: what was seen was so at some moment before.
    const passed = (Date.now() - start) / 1000;
    if (unmet.length === 0) return { back: passed, after };
    if (passed > request.back) return { after };
    await pause(1000, context.signal);
  }
}

export const randomFailureExperiment: Experiment<'random-failure'> = {
  disturbs: true,
  timed: true,
  script: strictProbe,
  run: runRandomFailure,
  moments: ({ on, fault, from, url }, { unmet, tries, lost, settled, log, at }) => {
    if (unmet !== undefined) return [];
    const params = { node: on, fault, lost, tries, settled: settled === undefined ? '-' : seconds(settled) };
    const evidence = [{ node: from, command: url, output: bounded(log), at }];
    return [{ at, message: { code: 'random-failure', params }, evidence }];
  },
};
