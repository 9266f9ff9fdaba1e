import type { CheckParams } from '../../../contract/checks.js';
import type { ExperimentRequest } from '../../../contract/experiments.js';
import type { Evidence } from '../../../contract/verdict.js';
import type { Judge } from '../../world/judge.js';
import { fail, firstLine, judging, pass, resultOf, tooSlow } from '../judging.js';
import { hostOf } from '../traffic.js';

export const outageJudge: Judge<'outage'> = {
  notAfterReboot: true,
  capability: ({ do: deeds }) =>
    deeds.some((deed) => 'fault' in deed && deed.fault === 'cut-link') ? 'links' : undefined,
  vips: ({ target }) => hostOf(target),
  wants: (params) => ({ facts: {}, experiments: [requestOf(params)] }),
  judge: (params, world) =>
    judging(() => {
      const { target, from, within, recovers } = params;
      const most = params['at-most'];
      const least = params['at-least'];
      const result = resultOf<'outage'>(world, requestOf(params));
      const { answered, outage, done, log, at, tries, lost } = result;
      const proof: readonly Evidence[] = [
        { node: from, command: target, output: `${log}\n${tries - lost}/${tries} answered`, at },
        ...done.map(({ on, run, exit, output }) => ({ node: on, command: run, output, exit, at })),
      ];
      const slow = tooSlow(result, proof);
      if (!answered)
        return slow ?? fail({ code: 'outage.dead-before', params: { target } }, undefined, proof);
      const broken = done.find(({ exit }) => exit !== 0);
      if (broken !== undefined) {
        const { on: node, run, exit } = broken;
        return fail(
          { code: 'outage.deed-failed', params: { node, run: firstLine(run), exit } },
          undefined,
          proof,
        );
      }
      if (!recovers) {
        const limit = within;
        return outage === undefined
          ? pass({ code: 'outage.endless', params: { target, limit } }, proof)
          : fail({ code: 'outage.over', params: { target, outage: outage.toFixed(1) } }, undefined, proof);
      }
      if (outage === undefined)
        return slow ?? fail({ code: 'outage.endless', params: { target, limit: within } }, undefined, proof);
      const seconds = outage.toFixed(1);
      if (most !== undefined && outage > most)
        return (
          slow ??
          fail({ code: 'outage.long', params: { target, outage: seconds, want: most } }, undefined, proof)
        );
      if (least !== undefined && outage < least)
        return fail(
          { code: 'outage.short', params: { target, outage: seconds, want: least } },
          undefined,
          proof,
        );
      return pass({ code: 'outage.ok', params: { target, outage: seconds } }, proof);
    }),
};

function requestOf(params: CheckParams<'outage'>): Extract<ExperimentRequest, { kind: 'outage' }> {
  const { from, target, do: deeds, undo, within } = params;
  return { kind: 'outage', from, target, do: deeds, undo, limit: within };
}
