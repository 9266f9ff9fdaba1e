import type { ExperimentRequest } from '../../../contract/experiments.js';
import { failureCommand } from '../../../contract/messages/kinds/server-failure.js';
import type { DiagnosisMessage } from '../../../contract/messages/verdicts.js';
import type { Evidence } from '../../../contract/verdict.js';
import { addressesOf, serviceKey } from '../../world/ipvs-lookup.js';
import type { Judge } from '../../world/judge.js';
import { hostOf } from '../traffic.js';
import {
  checkWarmUp,
  evidence,
  factsOn,
  fail,
  failing,
  judging,
  pass,
  resultOf,
  tooSlow,
  unknown,
} from '../judging.js';

type ServerFailureRequest = Extract<ExperimentRequest, { kind: 'server-failure' }>;

export const serverFailureJudge: Judge<'server-failure'> = {
  notAnew: true,
  vips: (params) => [...addressesOf(params), ...hostOf(params.url)],
  wants: (params) => ({
    facts: factsOn(params.on, { network: true, ipvs: true, keepalived: true }),
    experiments: [serverFailureRequest(params)],
  }),
  judge: (params, world) =>
    judging(() => {
      const { on: node, server } = params;
      const fault = params.fault === 'stop-service' ? {} : { fault: params.fault };
      const result = resultOf<'server-failure'>(world, serverFailureRequest(params));
      const log: Evidence = {
        node,
        command: failureCommand(params.node, params.fault),
        output: result.log,
        at: result.at,
      };
      const proof = [log, ...evidence(world, node, 'ipvs', 'keepalived-config', 'keepalived-test')];
      const symptom = { kind: 'health', node, server, service: params } as const;
      if (!result.present) {
        const last: DiagnosisMessage = {
          code: 'server-missing',
          params: { node, service: serviceKey(params), server },
        };
        const message = { code: 'server-failure.absent', params: { server } } as const;
        return failing(message, {
          symptom: { kind: 'table', what: 'server', node, service: params, server },
          last,
          proof,
          retryAfter: checkWarmUp,
        });
      }
      if (result.left === undefined) {
        const last: DiagnosisMessage = { code: 'server-not-removed', params: { node, server, ...fault } };
        const message = {
          code: 'server-failure.stays',
          params: { server, ...fault, seconds: params.leave },
        } as const;
        return failing(message, { symptom: { ...symptom, what: 'stays' }, last, proof, timed: result });
      }
      const { failed, total } = result.afterLeave;
      if (total === 0)
        return unknown({ code: 'unknown.experiment', params: { detail: 'was not made' } }, proof);
      if (failed > 0) {
        const message = { code: 'server-failure.errors', params: { server, failed, total } } as const;
        const last = { code: 'errors-after-removal', params: { server } } as const;
        return tooSlow(result, proof) ?? fail(message, last, proof);
      }
      if (result.returned === undefined) {
        const last: DiagnosisMessage = { code: 'server-not-returned', params: { node, server } };
        const message = {
          code: 'server-failure.not-back',
          params: { server, ...fault, seconds: params.return },
        } as const;
        return failing(message, { symptom: { ...symptom, what: 'not-back' }, last, proof, timed: result });
      }
      const [left, returned] = [result.left.toFixed(1), result.returned.toFixed(1)];
      return pass({ code: 'server-failure.ok', params: { server, ...fault, left, returned } }, [log]);
    }),
};

function serverFailureRequest(
  params: Parameters<(typeof serverFailureJudge)['judge']>[0],
): ServerFailureRequest {
  const { on, server, node, fault, from, url, leave } = params;
  const service = serviceKey(params);
  return {
    kind: 'server-failure',
    director: on,
    service,
    server,
    node,
    ...(fault === 'stop-service' ? {} : { fault }),
    from,
    url,
    leave,
    return: params.return,
  };
}
