import type { CheckParams } from '../../../contract/checks.js';
import type { RandomFailureResult } from '../../../contract/experiments.js';
import type { RandomFailureRequest } from '../../../contract/failures.js';
import type { DiagnosisMessage } from '../../../contract/messages/verdicts.js';
import type { Evidence } from '../../../contract/verdict.js';
import { active, directors } from '../../causes/look.js';
import type { Symptom } from '../../world/symptom.js';
import type { Judge, World } from '../../world/judge.js';
import { nodeOf } from '../../world/topology-lookup.js';
import { judgedAgain, titlesOf } from '../again.js';
import { cardOf, noSuchCard } from '../cards.js';
import { evidence, factsOn, fail, failing, judging, pass, resultOf, tooSlow, unknown } from '../judging.js';
import { hostOf, target } from '../traffic.js';

type Params = CheckParams<'random-failure'>;

function drawnFailure({ failures, drawn = 0 }: Params): Params['failures'][number] {
  return failures[drawn] ?? failures[0]!;
}

function randomFailureRequest(params: Params): RandomFailureRequest {
  const { from, url, well, back, turn } = params;
  return { kind: 'random-failure', from, url, well, ...drawnFailure(params), back, turn };
}

/** Requests go on being lost: for a realserver its health check is to be looked at, for a director the VRRP group. */
function whyOf(
  params: Params,
  result: RandomFailureResult,
  world: World,
): { readonly symptom: Symptom; readonly last: DiagnosisMessage } {
  const { on, within, fault } = drawnFailure(params);
  const { address: vip, port } = target(params.url);
  const node = nodeOf(world.topology, on);
  if (node?.role === 'realserver') {
    const director = active(world, vip)?.node ?? '';
    const rip = node.interfaces[0]?.address ?? '';
    const server = `${rip}:${port}`;
    return {
      symptom: { kind: 'health', what: 'stays', node: director, server, service: { tcp: `${vip}:${port}` } },
      last: { code: 'server-not-removed', params: { node: director, server, fault } },
    };
  }
  const among = directors(world, vip).map((each) => each.node);
  const group = { kind: 'vrrp', among, vip } as const;
  return result.settled === undefined
    ? {
        symptom: { ...group, what: 'no-failover' },
        last: { code: 'no-failover', params: { before: on, vip } },
      }
    : {
        symptom: { ...group, what: 'slow-failover' },
        last: {
          code: 'slow-failover',
          params: { outage: result.settled.toFixed(1), within: String(within) },
        },
      };
}

/** One thing fails, nobody knows which: the service has recovered in its time, and afterwards all is as before. */
export const randomFailureJudge: Judge<'random-failure'> = {
  notAnew: true,
  survives: true,
  capability: ({ failures }) => (failures.some(({ fault }) => fault === 'cut-link') ? 'links' : undefined),
  vips: ({ url }) => hostOf(url),
  anew: ({ well }) => well.map((id, index) => ({ id, path: ['well', index] })),
  wants: (params, topology) => ({
    facts: factsOn(
      topology.nodes.filter(({ role }) => role === 'director').map(({ name }) => name),
      { network: true, ipvs: true, keepalived: true },
    ),
    experiments: [randomFailureRequest(params)],
  }),
  judge: (params, world) =>
    judging(() => {
      const result = resultOf<'random-failure'>(world, randomFailureRequest(params));
      const { unmet, tries, lost, settled, back, after, log, at } = result;
      const { on: node, fault, within } = drawnFailure(params);
      const proof: Evidence[] = [{ node: params.from, command: `${fault} (${node})`, output: log, at }];
      if (unmet !== undefined) return unknown({ code: 'skipped.needs', params: { check: unmet[0]! } }, proof);
      const what = { node, fault, lost, tries };
      if (settled === undefined || settled > within) {
        const message =
          settled === undefined
            ? ({ code: 'random-failure.endless', params: { ...what, within } } as const)
            : ({
                code: 'random-failure.slow',
                params: { ...what, settled: settled.toFixed(1), within },
              } as const);
        const holders = directors(world, target(params.url).address);
        for (const each of holders)
          proof.push(...evidence(world, each.node, 'ipvs', 'keepalived', 'keepalived-config'));
        return failing(message, { ...whyOf(params, result, world), proof, timed: result });
      }
      if (back === undefined) {
        const all = after === undefined ? [] : judgedAgain(world, params.well, after);
        const bad = all.filter(({ judgement }) => judgement.status !== 'pass');
        const message = {
          code: 'random-failure.not-whole',
          params: { node, fault, back: params.back, ...titlesOf(bad) },
        } as const;
        const first = bad.find(({ judgement }) => judgement.status === 'fail')?.judgement;
        // Nothing of it failed: it could not be looked at.
        if (first === undefined) return unknown(message, proof);
        return tooSlow(result, proof) ?? fail(message, first.diagnosis, [...proof, ...first.evidence]);
      }
      return pass(
        {
          code: 'random-failure.ok',
          params: { ...what, settled: settled.toFixed(1), back: back.toFixed(1) },
        },
        proof,
      );
    }),
  drawn: (params, lots) => {
    return { ...params, drawn: params.drawn ?? cardOf(params, params.failures.length, lots) };
  },
  draws: (params) =>
    params.failures.map(({ on, fault }, drawn) => ({ name: `${on}-${fault}`, params: { ...params, drawn } })),
  lint: ({ failures, drawn }) => noSuchCard(drawn, failures.length),
};
