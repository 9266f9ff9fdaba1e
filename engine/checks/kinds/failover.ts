import type { ExperimentRequest } from '../../../contract/experiments.js';
import type { DiagnosisMessage } from '../../../contract/messages/verdicts.js';
import type { Evidence } from '../../../contract/verdict.js';
import { mistypedVip } from '../../causes/near-miss.js';
import { factsIf } from '../../causes/look.js';
import type { VrrpSymptom } from '../../world/symptom.js';
import type { Judge } from '../../world/judge.js';
import { hostOf } from '../traffic.js';
import { electionTime, evidence, factsOn, failing, judging, pass, resultOf } from '../judging.js';

type FailoverRequest = Extract<ExperimentRequest, { kind: 'failover' }>;

/** Time for a turn: what the check allows and half as much again, as emulated machines are slow (domain: × 1.5). */
function limitOf(within: number): number {
  return Math.max(10, Math.ceil(within * 1.5) + 5);
}

export const failoverJudge: Judge<'failover'> = {
  notAnew: true,
  capability: ({ fault }) => (fault === 'cut-link' ? 'links' : undefined),
  vips: ({ vip, url }) => [vip, ...hostOf(url)],
  wants: (params) => ({
    facts: factsOn(params.among, { network: true, keepalived: true }),
    experiments: [failoverRequest(params)],
  }),
  judge: (params, world) =>
    judging(() => {
      const { vip, among, within } = params;
      const result = resultOf<'failover'>(world, failoverRequest(params));
      const log: Evidence = {
        node: params.from,
        command: `${params.fault} (${result.before ?? '-'})`,
        output: result.log,
        at: result.at,
      };
      const proof = [
        log,
        ...among.flatMap((node) => evidence(world, node, 'keepalived', 'keepalived-config')),
      ];
      const { before, after, outage, holders } = result;
      const group = { kind: 'vrrp', among, vip } as const;
      const symptomOf = (what: VrrpSymptom['what'], expect?: string): VrrpSymptom => ({
        ...group,
        what,
        ...(expect === undefined ? {} : { expect }),
      });
      if (before === undefined) {
        const [first = ''] = among;
        const retryAfter = electionTime;
        if (holders.length > 1) {
          const nodes = holders.join(', ');
          const last: DiagnosisMessage = { code: 'both-masters', params: { instance: '', nodes } };
          const message = { code: 'failover.several-holders', params: { vip, holders } } as const;
          return failing(message, { symptom: symptomOf('several-masters'), last, proof, retryAfter });
        }
        const mistyped = among.flatMap((node) => {
          const facts = factsIf(world, node);
          return (facts && mistypedVip(world.topology, node, facts, vip)) ?? [];
        })[0];
        const last: DiagnosisMessage = mistyped ?? {
          code: 'vip-not-on-director',
          params: { node: first, vip },
        };
        const message = { code: 'failover.no-holder', params: { vip } } as const;
        return failing(message, { symptom: symptomOf('no-master'), last, proof, retryAfter });
      }
      if (after === undefined || outage === undefined) {
        const last: DiagnosisMessage = { code: 'no-failover', params: { before, vip } };
        const message =
          after === undefined
            ? ({ code: 'failover.none', params: { vip, before } } as const)
            : ({ code: 'failover.no-answer', params: { vip, after } } as const);
        const symptom = symptomOf(after === undefined ? 'no-failover' : 'no-answer');
        return failing(message, { symptom, last, proof, timed: result });
      }
      const seconds = outage.toFixed(1);
      if (outage > within) {
        const last: DiagnosisMessage = {
          code: 'slow-failover',
          params: { outage: seconds, within: String(within) },
        };
        const message = { code: 'failover.slow', params: { outage: seconds, within } } as const;
        const symptom = symptomOf('slow-failover');
        return failing(message, { symptom, last, proof, retryAfter: electionTime, timed: result });
      }
      if (params.failback === 'never' && result.back === before) {
        const message = { code: 'failover.failback', params: { before, after } } as const;
        const symptom = { ...symptomOf('failback'), node: before };
        const last: DiagnosisMessage = { code: 'takes-back', params: { node: before } };
        return failing(message, { symptom, last, proof, timed: result });
      }
      if (params.failback === true && result.back !== before) {
        const message = {
          code: 'failover.no-failback',
          params: { before, back: result.back ?? '' },
        } as const;
        return failing(message, {
          symptom: symptomOf('no-failback', before),
          last: { code: 'no-failback', params: { node: before } },
          proof,
          // Without a cause in sight the experiment may have begun in the middle of an election.
          retryUnexplained: electionTime,
          timed: result,
        });
      }
      const back = params.failback ? (result.back ?? '') : '';
      return pass({ code: 'failover.ok', params: { before, after, outage: seconds, back } }, [log]);
    }),
};

function failoverRequest(params: Parameters<(typeof failoverJudge)['judge']>[0]): FailoverRequest {
  const { among, vip, from, url, fault, within, failback } = params;
  return {
    kind: 'failover',
    among,
    vip,
    from,
    ...(url === undefined ? {} : { url }),
    fault,
    limit: limitOf(within),
    // Whoever must not come back is given the time for it.
    failback: failback !== false,
  };
}
