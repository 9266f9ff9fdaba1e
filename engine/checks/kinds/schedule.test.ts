import { describe, expect, test } from 'vitest';
import type {
  ExperimentRequest,
  ScheduledConnection,
  ScheduledTable,
  ScheduleResult,
} from '../../../contract/experiments.js';
import { verdictCatalogue } from '../../../contract/messages/verdicts.js';
import { word } from '../../../contract/text.js';
import { judgeOne } from '../../judging/evaluate.js';
import { drTopology, healthy, table, vip, world } from '../../judging/testing/world.js';
import { wantsOfOne } from '../plan.js';
import { check, type Facts, marking, spoil } from '../testing/judged.js';

/** The connections that a check with these parameters asks for. */
function connectionsFor(params: object): ExperimentRequest {
  const [request] = wantsOfOne(check({ schedule: params }), drTopology).experiments;
  return request!;
}

/** rs2 was added last, so that it comes first. */
function tableOf(change: Partial<ScheduledTable> = {}, weights: readonly number[] = [1, 2]): ScheduledTable {
  const server = (address: string, weight: number) =>
    ({ address, port: 80, method: 'dr', weight, active: 0, inactive: 0, upper: 0, lower: 0 }) as const;
  const [first = 1, second = 1] = weights;
  return {
    service: `tcp ${vip}:80`,
    scheduler: 'wrr',
    flags: [],
    servers: [server('10.0.0.9', second), server('10.0.0.8', first)],
    output: 'TCP  0A00001D:0050 wrr',
    at: 1,
    ...change,
  };
}

/** Connections that went to these; '-': refused. */
function dealt(to: string): readonly ScheduledConnection[] {
  return to.split(' ').map((server, n): ScheduledConnection => {
    const common = { source: '10.0.0.100', port: 10_000 + n, target: vip, ms: 3 };
    return server === '-'
      ? { ...common, outcome: 'refused' }
      : { ...common, outcome: 'ok', status: 200, server, ended: true };
  });
}

/** The table when all of these have ended. */
function later(before: ScheduledTable, connections: readonly ScheduledConnection[]): ScheduledTable {
  const names: Readonly<Record<string, string>> = { '10.0.0.8': 'rs1', '10.0.0.9': 'rs2' };
  const servers = before.servers.map((server) => {
    const more = connections.filter((each) => each.server === names[server.address]).length;
    return { ...server, inactive: server.inactive + more };
  });
  return { ...before, servers };
}

interface Made {
  readonly before?: ScheduledTable;
  readonly after?: ScheduledTable;
  readonly facts?: Facts;
  readonly answer?: string;
  readonly slowest?: number;
}

/** What is said of connections that went so. */
function said(to: string, params: object = {}, made: Made = {}) {
  const connections = dealt(to);
  const { before = tableOf(), facts = director(before.scheduler), answer, slowest } = made;
  const body = {
    from: 'client',
    on: 'director',
    tcp: `${vip}:80`,
    connections: connections.length,
    ...params,
  };
  const request = connectionsFor(body);
  const result: ScheduleResult = {
    kind: 'schedule',
    before,
    after: made.after ?? later(before, connections),
    connections,
    command: 'curl',
    output: '1: rs1',
    at: 2,
    ...(slowest === undefined ? {} : { slowest }),
  };
  const answers = answer === undefined ? {} : { order: answer };
  return judgeOne(check({ schedule: body }), world(drTopology, facts, [[request, result]], answers));
}

const director = (scheduler: string, change: object = {}): Facts =>
  spoil('director', () => ({ ipvs: table((each) => ({ ...each, scheduler, ...change })) }));

test('an order that the scheduler makes passes, wherever it was before, with the numbers of each decision', () => {
  const judgement = said('rs2 rs1 rs2 rs2 rs1 rs2');
  expect(judgement).toMatchObject({
    status: 'pass',
    message: {
      code: 'schedule.ok',
      params: { scheduler: 'wrr', connections: 6, spread: { rs1: 2, rs2: 4 } },
    },
  });
  const [numbers] = judgement.evidence;
  const lines = numbers?.output.split('\n') ?? [];
  expect(lines).toHaveLength(7);
  expect(lines[2]).toBe('  2  10.0.0.100:10001 -> 10.0.0.29   rs2 w2 0+1  >rs1 w1 0+0  last: rs2 cw: 1');
  expect(said('rs1 rs2 rs2 rs1 rs2 rs2')).toMatchObject({ status: 'pass' });
});

describe('an order that it does not make', () => {
  const wrong = 'rs1 rs1 rs2 rs1';

  test('fails, and says what the rule would have done', () => {
    expect(said(wrong)).toMatchObject({
      status: 'fail',
      message: { code: 'schedule.differs', params: { connection: 2, took: 'rs1', rule: 'rs2' } },
      diagnosis: { code: 'order-unexplained' },
    });
  });

  test('comes of persistence where the service has it', () => {
    const before = tableOf({ persistent: 20 });
    const facts = director('wrr', { persistent: 20 });
    expect(said('rs1 rs1 rs1 rs1', {}, { before, facts })).toMatchObject({
      status: 'fail',
      diagnosis: { code: 'persistent-hides-scheduler', params: { seconds: '20' } },
    });
  });

  test.each<[string, ScheduledTable]>([
    ['a weight was changed', tableOf({}, [2, 2])],
    ['other connections ended or began', later(later(tableOf(), dealt(wrong)), dealt('rs1'))],
    ['the list has another order', { ...tableOf(), servers: tableOf().servers.toReversed() }],
    ['the scheduler was changed', tableOf({ scheduler: 'rr' })],
  ])('is not judged where %s meanwhile', (_, after) => {
    expect(said(wrong, {}, { after })).toMatchObject({
      status: 'unknown',
      message: { code: 'schedule.moved' },
    });
  });

  test('is not judged where an end was not seen, or what the kernel remembers is not known', () => {
    const connections = dealt(wrong).map((each) => ({ ...each, ended: false }));
    const before = tableOf();
    const body = { from: 'client', on: 'director', tcp: `${vip}:80`, connections: 4 };
    const request = connectionsFor(body);
    const result = {
      kind: 'schedule',
      before,
      after: later(before, connections),
      connections,
      command: '',
      output: '',
      at: 0,
    } as const;
    expect(
      judgeOne(check({ schedule: body }), world(drTopology, director('wrr'), [[request, result]])),
    ).toMatchObject({ status: 'unknown', message: { code: 'schedule.untold' } });
    const mh = tableOf({ scheduler: 'mh' }, [0, 1]);
    expect(said('rs1 rs1', {}, { before: mh })).toMatchObject({
      status: 'unknown',
      message: { code: 'schedule.hidden' },
    });
  });
});

test('a scheduler that draws lots, a node with two entries and a table that could not be read are not judged', () => {
  expect(said('rs1 rs1', {}, { before: tableOf({ scheduler: 'twos' }) })).toMatchObject({
    status: 'unknown',
    message: { code: 'schedule.unsimulated', params: { scheduler: 'twos' } },
  });
  const [server] = tableOf().servers;
  const twice = tableOf({ servers: [server!, { ...server!, port: 8080 }] });
  expect(said('rs2', {}, { before: twice })).toMatchObject({
    status: 'unknown',
    message: { code: 'schedule.untold' },
  });
  const without = healthy();
  delete without['director'];
  expect(said('rs1', {}, { facts: without })).toMatchObject({ status: 'unknown' });
});

test('the scheduler that the lab asks for is the first thing to be right', () => {
  expect(
    said('rs2 rs1', { scheduler: 'wlc' }, { before: tableOf({ scheduler: 'rr' }), facts: director('rr') }),
  ).toMatchObject({
    status: 'fail',
    message: { code: 'schedule.scheduler', params: { found: 'rr', want: 'wlc' } },
    diagnosis: { code: 'wrong-scheduler' },
  });
});

test('without a service there is nothing to deal out', () => {
  const body = { from: 'client', on: 'director', tcp: `${vip}:80`, connections: 1 };
  const request = connectionsFor(body);
  const result = { kind: 'schedule', connections: dealt('-'), command: '', output: '', at: 0 } as const;
  const facts = spoil('director', () => ({ ipvs: { ...table(), services: [] } }));
  expect(judgeOne(check({ schedule: body }), world(drTopology, facts, [[request, result]]))).toMatchObject({
    status: 'fail',
    diagnosis: { code: 'no-virtual-service' },
  });
});

test('a service by a firewall mark that carries the same packets is as good, and no other one', () => {
  const before = tableOf({ service: 'fwmark 5' });
  const ipvs = table((each) => ({ ...each, protocol: 'fwmark', address: '', port: 5, scheduler: 'wrr' }));
  const marked = (mark: number) => spoil('director', () => ({ ipvs, firewall: marking(mark) }));
  expect(said('rs2 rs1', {}, { before, facts: marked(5) })).toMatchObject({ status: 'pass' });
  expect(said('rs2 rs1', {}, { before, facts: marked(6) })).toMatchObject({
    status: 'fail',
    message: { code: 'ipvs-service.missing' },
  });
  // It was there when nodes were looked at, and another one when connections were made.
  expect(said('rs2 rs1', {}, { before })).toMatchObject({
    status: 'unknown',
    message: { code: 'schedule.untold' },
  });
});

describe('a connection without a server', () => {
  const resting = tableOf({}, [0, 0]);
  const facts = director('wrr', {
    servers: table().services[0]!.servers.map((server) => ({ ...server, weight: 0 })),
  });

  test('fails where nobody said that there should be none, with its cause', () => {
    expect(said('- -', {}, { before: resting, facts })).toMatchObject({
      status: 'fail',
      message: { code: 'schedule.failed', params: { failed: 2, total: 2, outcomes: 'refused 2' } },
      diagnosis: { code: 'weight-zero' },
    });
  });

  test('is right where the lab says so and the scheduler has none', () => {
    expect(said('- -', { counts: { rs1: 0 } }, { before: resting, facts })).toMatchObject({ status: 'pass' });
    expect(said('- -', { sequence: [null, null] }, { before: resting, facts })).toMatchObject({
      status: 'pass',
    });
  });

  test('fails where the scheduler has one', () => {
    expect(said('rs2 - rs2', { sequence: ['rs2', null, 'rs2'] })).toMatchObject({
      status: 'fail',
      message: { code: 'schedule.failed', params: { failed: 1 } },
    });
  });
});

describe('what the lab asks for beyond the rule', () => {
  test('a sequence, to the connection', () => {
    const sequence = ['rs2', 'rs1', 'rs2'];
    expect(said('rs2 rs1 rs2', { sequence })).toMatchObject({ status: 'pass' });
    expect(said('rs1 rs2 rs2', { sequence })).toMatchObject({
      status: 'fail',
      message: { code: 'schedule.sequence', params: { connection: 1, took: 'rs1', wanted: 'rs2' } },
      diagnosis: { code: 'unexpected-order' },
    });
  });

  test('counts, whose difference has a cause', () => {
    const counts = { rs1: 2, rs2: 4 };
    expect(said('rs2 rs1 rs2 rs2 rs1 rs2', { counts })).toMatchObject({ status: 'pass' });
    const before = tableOf({ scheduler: 'rr' });
    expect(said('rs2 rs1 rs2 rs1 rs2 rs1', { counts }, { before, facts: director('rr') })).toMatchObject({
      status: 'fail',
      message: { code: 'schedule.counts', params: { spread: { rs1: 3, rs2: 3 } } },
      diagnosis: { code: 'wrong-scheduler', params: { found: 'rr', want: 'wrr' } },
    });
  });

  test('of other schedulers counts say nothing of which one it should be', () => {
    const before = tableOf({ scheduler: 'fo' });
    expect(said('rs2 rs2', { counts: { rs1: 1, rs2: 1 } }, { before, facts: director('fo') })).toMatchObject({
      status: 'fail',
      diagnosis: { code: 'unexpected-spread' },
    });
  });
});

describe('what the learner predicted', () => {
  const predicted = { predicted: 'order' };
  const order = 'rs2 rs1 rs2 rs2';

  test.each([['rs2 rs1 rs2 rs2'], ['RS2, rs1, rs2,rs2'], ['rs2，rs1、rs2 → rs2']])(
    'is right: %s',
    (answer) => {
      expect(said(order, predicted, { answer })).toMatchObject({ status: 'pass' });
    },
  );

  test('is held against the kernel, connection by connection', () => {
    const judgement = said(order, predicted, { answer: 'rs2 rs1 rs2 rs1' });
    expect(judgement).toMatchObject({
      status: 'fail',
      message: { code: 'schedule.predicted', params: { connection: 4, said: 'rs1', took: 'rs2' } },
    });
    expect(word(verdictCatalogue, judgement.message, 'en')).toBe(
      'connection 4: you said rs1, the kernel took rs2; work it out once more by the rule of wrr, with the numbers of that moment',
    );
    expect(judgement.evidence[0]?.output).toContain('>rs2 w2 0+2');
  });

  test('may be one name, where all of them go, and none', () => {
    const before = tableOf({ scheduler: 'fo' });
    const facts = director('fo');
    expect(said('rs2 rs2', predicted, { before, facts, answer: 'rs2' })).toMatchObject({ status: 'pass' });
    expect(said('rs2 rs2', predicted, { before, facts, answer: 'rs1' })).toMatchObject({ status: 'fail' });
    const full = tableOf({ scheduler: 'ovf' }, [0, 0]);
    expect(said('- -', predicted, { before: full, facts: director('ovf'), answer: '- -' })).toMatchObject({
      status: 'pass',
    });
  });

  test('says too little or too much', () => {
    for (const answer of ['rs2 rs1', 'rs2 rs1 rs2 rs2 rs1'])
      expect(said(order, predicted, { answer })).toMatchObject({
        status: 'fail',
        message: { code: 'schedule.prediction-length', params: { connections: 4 } },
      });
  });

  test('is asked for before anything is shown', () => {
    expect(said(order, predicted)).toMatchObject({
      status: 'fail',
      message: { code: 'schedule.unpredicted' },
      evidence: [],
    });
  });
});

test('on a host that was too slow silence says nothing', () => {
  const connections = dealt('rs2 rs1').map((each) => ({ ...each, outcome: 'timeout', server: undefined }));
  const body = { from: 'client', on: 'director', tcp: `${vip}:80`, connections: 2 };
  const request = connectionsFor(body);
  const result = {
    kind: 'schedule',
    before: tableOf(),
    after: tableOf(),
    connections,
    command: '',
    output: '',
    at: 0,
    slowest: 7,
  } as unknown as ScheduleResult;
  expect(
    judgeOne(check({ schedule: body }), world(drTopology, director('wrr'), [[request, result]])),
  ).toMatchObject({ status: 'unknown', message: { code: 'unknown.slow-host' } });
});
