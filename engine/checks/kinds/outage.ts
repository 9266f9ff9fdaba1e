import type { CheckParams } from '../../../contract/checks.js';
import type { ExperimentRequest, OutageResult } from '../../../contract/experiments.js';
import type { VerdictMessage } from '../../../contract/messages/verdicts.js';
import type { Evidence } from '../../../contract/verdict.js';
import type { Judge } from '../../world/judge.js';
import { deedsShown, fail, firstLine, judging, pass, resultOf, tooSlow } from '../judging.js';
import { hostOf } from '../traffic.js';

export const outageJudge: Judge<'outage'> = {
  notAnew: true,
  capability: ({ do: deeds }) =>
    deeds.some((deed) => 'fault' in deed && deed.fault === 'cut-link') ? 'links' : undefined,
  vips: ({ target }) => hostOf(target),
  wants: (params) => ({ facts: {}, experiments: [requestOf(params)] }),
  judge: (params, world) =>
    judging(() => {
      const result = resultOf<'outage'>(world, requestOf(params));
      const { answered, done, log, at, tries, lost } = result;
      const proof: readonly Evidence[] = [
        {
          node: params.from,
          command: params.target,
          output: `${log}\n${tries - lost}/${tries} answered`,
          at,
        },
        ...deedsShown(result),
      ];
      const { message, holds, timed } = foundOf(params, result);
      if (holds) return pass(message, proof);
      const slow = timed ? tooSlow(result, proof) : undefined;
      if (slow !== undefined) return slow;
      // What ends badly and does what it should is no mistake: arping(8) says 1 where an answer was missing.
      const broken = answered ? done.find(({ exit }) => exit !== 0) : undefined;
      if (broken === undefined) return fail(message, undefined, proof);
      const { on: node, run, exit } = broken;
      return fail(
        { code: 'outage.deed-failed', params: { node, run: firstLine(run), exit } },
        undefined,
        proof,
      );
    }),
};

interface Found {
  readonly message: VerdictMessage;
  readonly holds: boolean;
  /** May a host that was too slow have made it? */
  readonly timed: boolean;
}

function foundOf(params: CheckParams<'outage'>, result: OutageResult): Found {
  const { answered, outage, tries, lost } = result;
  const { target, within: limit, recovers, lost: mayLose } = params;
  const most = params['at-most'];
  const least = params['at-least'];
  if (!answered)
    return { message: { code: 'outage.dead-before', params: { target } }, holds: false, timed: true };
  if (outage === undefined)
    return {
      message: { code: 'outage.endless', params: { target, limit } },
      holds: !recovers,
      timed: recovers,
    };
  const seconds = outage.toFixed(1);
  const told = { target, outage: seconds };
  if (!recovers) return { message: { code: 'outage.over', params: told }, holds: false, timed: false };
  if (most !== undefined && outage > most)
    return { message: { code: 'outage.long', params: { ...told, want: most } }, holds: false, timed: true };
  if (least !== undefined && outage < least)
    return {
      message: { code: 'outage.short', params: { ...told, want: least } },
      holds: false,
      timed: false,
    };
  if (mayLose === undefined)
    return { message: { code: 'outage.ok', params: told }, holds: true, timed: false };
  if (lost > mayLose)
    return {
      message: { code: 'outage.lost', params: { target, tries, lost, want: mayLose } },
      holds: false,
      timed: true,
    };
  return { message: { code: 'outage.answered', params: { target, tries, lost } }, holds: true, timed: false };
}

function requestOf(params: CheckParams<'outage'>): Extract<ExperimentRequest, { kind: 'outage' }> {
  const { from, target, do: deeds, undo, within, lost } = params;
  return {
    kind: 'outage',
    from,
    target,
    do: deeds,
    undo,
    limit: within,
    ...(lost === undefined ? {} : { patient: true }),
  };
}
