import type { CheckParams } from '../../../contract/checks.js';
import type { ExperimentRequest, ScheduledTable, ScheduleResult } from '../../../contract/experiments.js';
import type { DiagnosisMessage, VerdictMessage } from '../../../contract/messages/verdicts.js';
import type { Evidence } from '../../../contract/verdict.js';
import { explain, type Explanation } from '../../../schedulers/explain.js';
import { bounded } from '../../facts/parse.js';
import { addressesOf, addressOf, keyOf, serviceKey } from '../../world/ipvs-lookup.js';
import type { Assessment, Judge, World } from '../../world/judge.js';
import type { RequestsSymptom, TableSymptom } from '../../world/symptom.js';
import { noService, serviceOf, tableOf, tables } from '../ipvs-table.js';
import {
  cannotRead,
  evidence,
  factsOn,
  fail,
  failing,
  judging,
  pass,
  resultOf,
  shown,
  unknown,
} from '../judging.js';
import {
  comparison,
  eachOnce,
  firstDifference,
  moved,
  type Order,
  sameSpread,
  seenConnections,
  simulated,
  spreadOf,
} from '../scheduling.js';
import { outcomesOf, timedIf, withoutFrames } from '../traffic.js';

type Params = CheckParams<'schedule'>;
type ScheduleRequest = Extract<ExperimentRequest, { kind: 'schedule' }>;

function requestOf(params: Params): ScheduleRequest {
  const at = addressOf(params);
  const { from, on, connections, hold, sources = [], targets } = params;
  return {
    kind: 'schedule',
    from,
    director: on,
    service: serviceKey(params),
    targets: targets ?? addressesOf(params),
    port: at?.port ?? Number(params.port ?? 80),
    sources,
    connections,
    hold,
  };
}

export const scheduleJudge: Judge<'schedule'> = {
  vips: (params) => [...addressesOf(params), ...(params.targets ?? [])],
  wants: (params) => ({ facts: factsOn(params.on, tables), experiments: [requestOf(params)] }),
  heldAgainst: ({ predicted }) => predicted,
  judge: (params, world) =>
    judging(() => {
      const said = predictionOf(params, world);
      // What the kernel does is not shown to who has not said it yet.
      if (said?.length === 0) return fail({ code: 'schedule.unpredicted', params: {} }, undefined);
      const result = resultOf<'schedule'>(world, requestOf(params));
      return judgeTable(params, world, result) ?? judgeOrder(params, world, result, said);
    }),
  lint: (params) => {
    const service = params.tcp === undefined ? params.targets !== undefined : params.fwmark === undefined;
    const named = (params.tcp ?? params.fwmark) !== undefined;
    const dealt = Object.values(params.counts ?? {}).reduce((sum, count) => sum + count, 0);
    const { connections, sequence } = params;
    const length = (given: number) => ({ code: 'schedule-length', params: { given, connections } }) as const;
    return [
      ...(service && named ? [] : [{ path: [], message: { code: 'schedule-service', params: {} } } as const]),
      ...(sequence !== undefined && sequence.length !== connections
        ? [{ path: ['sequence'], message: length(sequence.length) }]
        : []),
      ...(dealt > connections ? [{ path: ['counts'], message: length(dealt) }] : []),
    ];
  },
};

/** What the learner says; undefined: nobody is asked. One name alone is where all of them go. */
function predictionOf(params: Params, world: World): Order | undefined {
  if (params.predicted === undefined) return undefined;
  const words = (world.answer(params.predicted) ?? '').split(/[\s,，、;；→]+/).filter((word) => word !== '');
  const names = words.map((word) => (/^[-–—]+$/.test(word) ? '' : word.toLowerCase().slice(0, 40)));
  return names.length === 1 ? Array.from({ length: params.connections }, () => names[0] ?? '') : names;
}

/** What is wrong before anybody looks at the order; undefined: nothing. */
function judgeTable(params: Params, world: World, result: ScheduleResult): Assessment | undefined {
  const { on: node } = params;
  const service = serviceKey(params);
  const { ipvs, contradicted } = tableOf(world, node);
  if (contradicted !== undefined) return contradicted;
  const { before, connections } = result;
  const named = serviceOf(world, node, ipvs, params);
  if (named === undefined && before?.service !== service) return noService(world, node, ipvs, params);
  // A firewall mark carries the same traffic: which one, the director's own rules say.
  if (before === undefined || (before.service !== service && (!named || keyOf(named) !== before.service)))
    return unknown({ code: 'schedule.untold', params: { service } }, [shown(params.from, result)]);
  const proof = [shown(params.from, result), tableShown(node, before), ...evidence(world, node, 'ipvs')];
  const found = before.scheduler;
  if (params.scheduler !== undefined && found !== params.scheduler) {
    const differs = { node, service, found, want: params.scheduler };
    const symptom: TableSymptom = { kind: 'table', what: 'scheduler', ...differs, service: params };
    const last: DiagnosisMessage = { code: 'wrong-scheduler', params: differs };
    return failing({ code: 'schedule.scheduler', params: differs }, { symptom, last, proof });
  }
  // A refusal may be the scheduler's own answer: it had no server.
  const meant = params.counts ?? params.sequence ?? params.predicted;
  const bad = connections.filter(
    ({ outcome, server }) => server === undefined && (outcome !== 'refused' || meant === undefined),
  );
  return bad.length > 0 ? unanswered(params, result, proof) : undefined;
}

function unanswered(params: Params, result: ScheduleResult, proof: readonly Evidence[]): Assessment {
  const service = serviceKey(params);
  const bad = result.connections.filter(({ server }) => server === undefined);
  const outcomes = outcomesOf(bad);
  const timed = timedIf({ ...result, attempts: result.connections });
  return failing(
    {
      code: 'schedule.failed',
      params: { service, failed: bad.length, total: result.connections.length, outcomes },
    },
    {
      symptom: symptomOf(params, result),
      last: { code: 'unexpected-spread', params: { url: service, found: outcomes } },
      proof,
      ...(timed === undefined ? {} : { timed }),
    },
  );
}

function symptomOf(
  params: Params,
  result: ScheduleResult,
  over?: Readonly<Record<string, number>>,
): RequestsSymptom {
  const { from, port, targets } = requestOf(params);
  const { connections: attempts, path, before } = result;
  // What shares there should be says which of these two it is; others share as connections come and go.
  const shared = before?.scheduler === 'rr' || before?.scheduler === 'wrr';
  return {
    kind: 'requests',
    vip: targets[0] ?? '',
    port,
    from,
    attempts,
    ...(path === undefined ? {} : { path }),
    ...(over === undefined || !shared ? {} : { servers: Object.keys(over), over }),
  };
}

function tableShown(node: string, table: ScheduledTable): Evidence {
  return { node, command: 'cat /proc/net/ip_vs', output: table.output, at: table.at };
}

/** Is it what the scheduler does, and what the lab and the learner say? */
function judgeOrder(
  params: Params,
  world: World,
  result: ScheduleResult,
  said: Order | undefined,
): Assessment {
  const { on: node } = params;
  const { before, connections } = result;
  const service = serviceKey(params);
  if (before === undefined) throw cannotRead(node, 'ipvs');
  const { scheduler } = before;
  const client = [shown(params.from, result), tableShown(node, before)];
  if (!eachOnce(before, world.topology))
    return unknown({ code: 'schedule.untold', params: { service } }, client);
  const known = simulated(before, world.topology);
  if (known === undefined)
    return unknown({ code: 'schedule.unsimulated', params: { service, scheduler } }, client);
  const explanation = explain(known, seenConnections(connections, params.hold));
  const proof = (at?: number): readonly Evidence[] => [
    numbersShown(node, result, explanation, at),
    ...client,
  ];
  if (!explanation.explained) return unexplained(params, world, result, explanation, proof(explanation.at));
  const { from, targets, port } = requestOf(params);
  const url = `http://${targets[0] ?? ''}:${port}/`;
  const unseen = withoutFrames(world, from, url, { ...result, attempts: connections });
  if (unseen !== undefined) return unseen;
  const took = connections.map(({ server = '' }) => server);
  return (
    judgeSequence(params, result, took, proof) ??
    judgeCounts(params, result, took, proof) ??
    judgePrediction(params, scheduler, took, said, proof) ??
    pass(
      {
        code: 'schedule.ok',
        params: { service, scheduler, connections: connections.length, spread: spreadOf(took) },
      },
      proof(),
    )
  );
}

/** The numbers that each decision rested on; of a long way those that lead to one of them. */
function numbersShown(
  node: string,
  { before, connections, at }: ScheduleResult,
  { decisions }: Explanation,
  to?: number,
): Evidence {
  const shownBefore = 8;
  const shown = to === undefined ? decisions : decisions.slice(0, to + 1);
  const from = to === undefined ? 0 : Math.max(to - shownBefore, 0);
  return {
    node,
    command: `ipvsadm -Ln --exact --nosort (${before?.scheduler ?? ''})`,
    output: bounded(comparison(shown, connections, from)),
    at,
  };
}

/** The scheduler alone does not do this: somebody else decided, or it could not be seen well enough. */
function unexplained(
  params: Params,
  world: World,
  result: ScheduleResult,
  { at, decisions, all }: Extract<Explanation, { explained: false }>,
  proof: readonly Evidence[],
): Assessment {
  const { on: node } = params;
  const service = serviceKey(params);
  const { before, after, connections } = result;
  if (before === undefined) throw cannotRead(node, 'ipvs');
  const { persistent, scheduler } = before;
  const connection = at + 1;
  const took = connections[at]?.server ?? '';
  const rule = decisions[at]?.server ?? '';
  const message: VerdictMessage = {
    code: 'schedule.differs',
    params: { service, scheduler, connection, took, rule },
  };
  if (persistent !== undefined) {
    const found = String(persistent);
    const symptom: TableSymptom = {
      kind: 'table',
      what: 'persistence',
      node,
      service: params,
      found,
      want: '0',
    };
    const last: DiagnosisMessage = {
      code: 'persistent-hides-scheduler',
      params: { node, service, seconds: found },
    };
    return failing(message, { symptom, last, proof });
  }
  if (took === '') return unanswered(params, result, proof);
  if (moved(before, after, connections, world.topology))
    return unknown({ code: 'schedule.moved', params: { node, service } }, proof);
  if (!all) return unknown({ code: 'schedule.hidden', params: { node, scheduler } }, proof);
  // A server that ends connections by itself is not told from one that the client holds, where the director sees both sides.
  const seesBoth = before.servers.some(({ method }) => method === 'nat');
  if (connections.some(({ cut, ended }) => ended === false || (cut === true && seesBoth)))
    return unknown({ code: 'schedule.untold', params: { service } }, proof);
  const last: DiagnosisMessage = { code: 'order-unexplained', params: { node, service, scheduler } };
  return failing(message, { symptom: symptomOf(params, result), last, proof });
}

function judgeSequence(
  params: Params,
  result: ScheduleResult,
  took: Order,
  proof: (at: number) => readonly Evidence[],
): Assessment | undefined {
  const wanted = params.sequence?.map((each) => each ?? '');
  const at = wanted === undefined ? -1 : firstDifference(wanted, took);
  if (wanted === undefined || at < 0) return undefined;
  const service = serviceKey(params);
  const connection = at + 1;
  const message: VerdictMessage = {
    code: 'schedule.sequence',
    params: { service, connection, took: took[at] ?? '', wanted: wanted[at] ?? '' },
  };
  const over = spreadOf(wanted);
  const same = sameSpread(over, spreadOf(took));
  const last: DiagnosisMessage = { code: 'unexpected-order', params: { node: params.on, service } };
  if (same) return fail(message, last, proof(at));
  return failing(message, { symptom: symptomOf(params, result, over), last, proof: proof(at) });
}

function judgeCounts(
  params: Params,
  result: ScheduleResult,
  took: Order,
  proof: (at?: number) => readonly Evidence[],
): Assessment | undefined {
  const { counts } = params;
  if (counts === undefined) return undefined;
  const spread = spreadOf(took);
  if (sameSpread(counts, spread)) return undefined;
  const service = serviceKey(params);
  const found = Object.entries(spread)
    .map(([node, count]) => `${node} ${count}`)
    .join(', ');
  const last: DiagnosisMessage = {
    code: 'unexpected-spread',
    params: { url: service, found: found || outcomesOf(result.connections) },
  };
  return failing(
    { code: 'schedule.counts', params: { service, spread, over: counts } },
    { symptom: symptomOf(params, result, counts), last, proof: proof() },
  );
}

function judgePrediction(
  { connections }: Params,
  scheduler: string,
  took: Order,
  said: Order | undefined,
  proof: (at: number) => readonly Evidence[],
): Assessment | undefined {
  if (said === undefined) return undefined;
  const at = firstDifference(said.slice(0, took.length), took);
  // One that was not predicted differs from nothing: it is missing.
  if (at >= 0 && at < said.length) {
    const params = { connection: at + 1, said: said[at] ?? '', took: took[at] ?? '', scheduler };
    return fail({ code: 'schedule.predicted', params }, undefined, proof(at));
  }
  if (said.length === took.length) return undefined;
  return fail({ code: 'schedule.prediction-length', params: { given: said.length, connections } }, undefined);
}
