import type { ExperimentRequest } from '../../../contract/experiments.js';
import type { DiagnosisMessage } from '../../../contract/messages/verdicts.js';
import type { Evidence } from '../../../contract/verdict.js';
import { nodeOf } from '../../experiments/topology-lookup.js';
import { factsIf, vipWants } from '../diagnose/case.js';
import { mistypedVip } from '../diagnose/near-miss.js';
import { vipCause } from '../diagnose/vip.js';
import { nodeCause, vrrpCause } from '../diagnose/vrrp.js';
import { serviceKey } from '../ipvs-lookup.js';
import type { Judge, World } from '../judge.js';
import {
  checkWarmUp,
  electionTime,
  evidence,
  factsOn,
  fail,
  judging,
  pass,
  resultOf,
  unlessTooSlow,
} from '../judging.js';
import { readConf } from '../keepalived/conf.js';

type FailoverRequest = Extract<ExperimentRequest, { kind: 'failover' }>;
type ServerFailureRequest = Extract<ExperimentRequest, { kind: 'server-failure' }>;

/** Time for a turn: what the check allows and half as much again, as emulated machines are slow (domain: × 1.5). */
function limitOf(within: number): number {
  return Math.max(10, Math.ceil(within * 1.5) + 5);
}

export const failoverJudge: Judge<'failover'> = {
  wants: (params) => ({
    facts: factsOn(params.among, { network: true, keepalived: true, firewall: true }),
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
      const cause = vrrpCause(world, { vip, among });
      const { before, after, outage, holders } = result;
      if (before === undefined) {
        const [first = ''] = among;
        if (holders.length > 1) {
          const last: DiagnosisMessage = {
            code: 'both-masters',
            params: { instance: '', nodes: holders.join(', ') },
          };
          return fail(
            { code: 'failover.several-holders', params: { vip, holders } },
            cause ?? last,
            proof,
            electionTime,
          );
        }
        const mistyped = among.flatMap((node) => {
          const facts = factsIf(world, node);
          return (facts && mistypedVip(world.topology, node, facts, vip)) ?? [];
        })[0];
        const last: DiagnosisMessage = mistyped ?? {
          code: 'vip-not-on-director',
          params: { node: first, vip },
        };
        return fail({ code: 'failover.no-holder', params: { vip } }, cause ?? last, proof, electionTime);
      }
      const late = after === undefined || outage === undefined || outage > within;
      const notBack = params.failback && result.back !== before;
      if (cause === undefined && (late || notBack)) unlessTooSlow(result, proof);
      if (after === undefined) {
        const last: DiagnosisMessage = { code: 'no-failover', params: { before, vip } };
        return fail({ code: 'failover.none', params: { vip, before } }, cause ?? last, proof);
      }
      if (outage === undefined) {
        const last: DiagnosisMessage = { code: 'no-failover', params: { before, vip } };
        return fail({ code: 'failover.no-answer', params: { vip, after } }, cause ?? last, proof);
      }
      const seconds = outage.toFixed(1);
      if (outage > within) {
        const last: DiagnosisMessage = {
          code: 'slow-failover',
          params: { outage: seconds, within: String(within) },
        };
        return fail(
          { code: 'failover.slow', params: { outage: seconds, within } },
          cause ?? last,
          proof,
          electionTime,
        );
      }
      if (notBack) {
        const diagnosis = cause ?? noFailback(world, before);
        return fail(
          { code: 'failover.no-failback', params: { before, back: result.back ?? '' } },
          diagnosis,
          proof,
          // Without a cause in sight the experiment may have begun in the middle of an election.
          diagnosis.code === 'no-failback' ? electionTime : undefined,
        );
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
    failback,
  };
}

function noFailback(world: World, node: string): DiagnosisMessage {
  const conf = readConf(factsIf(world, node)?.keepalived?.config ?? '');
  const stays = conf.instances.find((each) => each.nopreempt);
  if (stays !== undefined) return { code: 'nopreempt-set', params: { node, instance: stays.name } };
  return { code: 'no-failback', params: { node } };
}

export const serverFailureJudge: Judge<'server-failure'> = {
  wants: (params, topology) => ({
    facts: { ...vipWants(topology), ...factsOn(params.on, { network: true, ipvs: true, keepalived: true }) },
    experiments: [serverFailureRequest(params)],
  }),
  judge: (params, world) =>
    judging(() => {
      const { on: node, server } = params;
      const result = resultOf<'server-failure'>(world, serverFailureRequest(params));
      const log: Evidence = {
        node,
        command: `systemctl stop web (${params.node}); watch ipvsadm -Ln`,
        output: result.log,
        at: result.at,
      };
      const proof = [log, ...evidence(world, node, 'ipvs', 'keepalived-config', 'keepalived-test')];
      const check = healthCheck(world, node, server);
      if (!result.present) {
        const at = /:\/\/([^/:]+)(?::(\d+))?/.exec(params.url);
        const which = { world, vip: at?.[1] ?? '', port: Number(at?.[2] ?? 80), from: params.from };
        const cause = ownCause(world, node) ?? vipCause(which);
        const missing: DiagnosisMessage = {
          code: 'server-missing',
          params: { node, service: serviceKey(params), server },
        };
        return fail(
          { code: 'server-failure.absent', params: { server } },
          cause ?? missing,
          proof,
          checkWarmUp,
        );
      }
      const late = result.left === undefined || result.returned === undefined || result.afterLeave.failed > 0;
      if (check === undefined && late) unlessTooSlow(result, proof);
      if (result.left === undefined) {
        const last: DiagnosisMessage = { code: 'server-not-removed', params: { node, server } };
        const message = { code: 'server-failure.stays', params: { server, seconds: params.leave } } as const;
        return fail(message, check ?? ownCause(world, node) ?? last, proof);
      }
      const { failed, total } = result.afterLeave;
      if (failed > 0) {
        const message = { code: 'server-failure.errors', params: { server, failed, total } } as const;
        return fail(message, { code: 'errors-after-removal', params: { server } }, proof);
      }
      if (result.returned === undefined) {
        const last: DiagnosisMessage = { code: 'server-not-returned', params: { node, server } };
        const message = {
          code: 'server-failure.not-back',
          params: { server, seconds: params.return },
        } as const;
        return fail(message, check ?? last, proof);
      }
      const [left, returned] = [result.left.toFixed(1), result.returned.toFixed(1)];
      return pass({ code: 'server-failure.ok', params: { server, left, returned } }, [log]);
    }),
};

function serverFailureRequest(
  params: Parameters<(typeof serverFailureJudge)['judge']>[0],
): ServerFailureRequest {
  const { on, server, node, from, url, leave } = params;
  const service = serviceKey(params);
  return {
    kind: 'server-failure',
    director: on,
    service,
    server,
    node,
    from,
    url,
    leave,
    return: params.return,
  };
}

function ownCause(world: World, node: string): DiagnosisMessage | undefined {
  const facts = factsIf(world, node);
  if (facts?.keepalived === undefined || nodeOf(world.topology, node)?.role !== 'director') return undefined;
  return nodeCause(node, facts);
}

/** F-CHK: no check at all, or one of another port. */
function healthCheck(world: World, node: string, server: string): DiagnosisMessage | undefined {
  const conf = readConf(factsIf(world, node)?.keepalived?.config ?? '');
  const entry = conf.virtualServers
    .flatMap((each) => each.servers)
    .find((each) => `${each.address}:${each.port}` === server);
  if (entry === undefined) return undefined;
  if (entry.checks.length === 0) return { code: 'no-health-check', params: { node, server } };
  const wrong = entry.checks.find((check) => check.port !== undefined && check.port !== entry.port);
  return wrong === undefined
    ? undefined
    : { code: 'health-check-wrong-port', params: { node, server, port: String(wrong.port) } };
}
