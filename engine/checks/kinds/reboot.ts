import { type CheckParams, checkTitle } from '../../../contract/checks.js';
import type { ExperimentRequest } from '../../../contract/experiments.js';
import { verdictCatalogue } from '../../../contract/messages/verdicts.js';
import { word } from '../../../contract/text.js';
import type { Evidence } from '../../../contract/verdict.js';
import type { Judge } from '../../world/judge.js';
import { judgedAgain, titlesOf } from '../again.js';
import { fail, judging, pass, resultOf, unknown } from '../judging.js';

/** Named checks hold again after a reboot: what they look at is written where the boot reads it. */
export const rebootJudge: Judge<'reboot'> = {
  notAnew: true,
  capability: () => 'checkpoints',
  survives: true,
  anew: ({ checks }) => checks.map((id, index) => ({ id, path: ['checks', index] })),
  wants: (params) => ({ facts: {}, experiments: [requestOf(params)] }),
  judge: (params, world) =>
    judging(() => {
      const result = resultOf<'reboot'>(world, requestOf(params));
      const { nodes } = params;
      const log: Evidence = {
        node: nodes[0]!,
        command: `systemctl reboot (${nodes.join(', ')})`,
        output: result.log,
        at: result.at,
      };
      const { after, before } = result;
      if (after === undefined) {
        const unmet = judgedAgain(world, params.checks, before).find(
          ({ judgement }) => judgement.status !== 'pass',
        );
        return unknown({ code: 'skipped.needs', params: { check: unmet?.check.id ?? '' } }, [log]);
      }
      const all = judgedAgain(world, params.checks, after);
      const lost = all.filter(({ judgement }) => judgement.status === 'fail');
      const [first] = lost;
      if (first !== undefined) {
        const message = {
          code: 'reboot.lost',
          params: { of: all.length, ...titlesOf(lost) },
        } as const;
        const { judgement, notKept } = first;
        // What was not written down; else what the check itself says is wrong after the reboot.
        return fail(message, notKept ?? judgement.diagnosis, [log, ...judgement.evidence]);
      }
      const unclear = all.find(({ judgement }) => judgement.status === 'unknown');
      if (unclear !== undefined) {
        const detail = word(verdictCatalogue, unclear.judgement.message, 'en');
        return unknown(
          {
            code: 'reboot.unclear',
            params: { check: unclear.check.id, title: checkTitle(unclear.check), detail },
          },
          [log],
        );
      }
      const seconds = Math.max(...Object.values(result.seconds)).toFixed(0);
      return pass({ code: 'reboot.ok', params: { nodes, count: all.length, seconds } }, [log]);
    }),
};

function requestOf({ nodes, checks }: CheckParams<'reboot'>): Extract<ExperimentRequest, { kind: 'reboot' }> {
  return { kind: 'reboot', nodes, checks };
}
