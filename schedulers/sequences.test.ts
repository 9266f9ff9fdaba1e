import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { explain, type SeenConnection } from './explain.js';
import { hash8 } from './hash-table.js';
import type { SchedulerFlag } from './rule.js';
import { addressNumber } from './server.js';
import { type SchedulerName, schedulerNames } from './schedulers.js';
import {
  addServer,
  closeConnection,
  editServer,
  endConnection,
  foundService,
  makeService,
  openConnection,
  removeServer,
  type Service,
} from './service.js';

/** Servers A, B, C …, added in this order, so that the last one is first in the kernel's list. */
function serviceOf(
  scheduler: SchedulerName,
  weights: readonly number[],
  flags: readonly SchedulerFlag[] = [],
) {
  return weights.reduce(
    (service, weight, index) =>
      addServer(service, {
        id: 'ABCDEFGH'[index] ?? '',
        weight,
        address: `10.0.0.${index + 11}`,
        port: 80,
      }),
    makeService(scheduler, flags),
  );
}

const from = (n: number) => ({ client: `10.0.${n >> 8}.${n & 255}`, port: 10_000 + n, target: '10.0.0.10' });

/** Who gets connections, one after the other: each held, or each over before the next one. */
function dealt(service: Service, count: number, held = true, request = from): [string, Service] {
  let now = service;
  let order = '';
  for (let n = 0; n < count; n += 1) {
    const id = `c${now.connections.size}-${n}`;
    const { service: next, decision } = openConnection(now, id, request(n));
    order += decision.server ?? '-';
    now = held ? next : closeConnection(next, id);
  }
  return [order, now];
}

const order = (...of: Parameters<typeof dealt>) => dealt(...of)[0];

describe('orders that were measured on Linux 6.1', () => {
  test.each([
    ['rr', [1, 1], 'BABAB', true],
    ['rr', [1, 1, 1], 'CBACBA', true],
    ['wrr', [1, 2, 3], 'CBACCBCBACCB', true],
    ['wrr', [3, 1], 'BAAABAAA', true],
    ['wrr', [4, 3, 2], 'CBAABACBA', true],
    ['sed', [1, 2, 3], 'CBCCBACBCCBA', true],
    ['sed', [1, 2, 3], 'CCCC', false],
    ['nq', [1, 2, 3], 'CBACCBCBCCBA', true],
    ['nq', [1, 2, 3], 'CCCC', false],
    ['ovf', [2, 3, 4], 'CCCCCBBBBAAA--', true],
    ['fo', [2, 3, 4], 'CCCC', true],
    ['lc', [1, 2, 3], 'CBACBA', true],
  ] as const)('%s of weights %j: %s', (name, weights, wanted, held) => {
    expect(order(serviceOf(name, weights), wanted.length, held)).toBe(wanted);
  });

  test('wrr shares 120 requests 65:33:22 among 6:3:0:2', () => {
    const [seen] = dealt(serviceOf('wrr', [6, 3, 0, 2]), 120, false);
    const count = (server: string) => Array.from(seen).filter((each) => each === server).length;
    expect(['A', 'B', 'C', 'D'].map(count)).toEqual([65, 33, 0, 22]);
  });

  test('sh has slots in proportion to weights, and puts 10.0.0.100 into slot 248', () => {
    const slots = (weights: readonly number[]) => {
      const counts: Record<string, number> = {};
      const service = serviceOf('sh', weights);
      const seen = new Set<number>();
      for (let n = 0; seen.size < 256; n += 1) {
        const { decision } = openConnection(service, 'c', from(n));
        if (decision.facts.rule !== 'hash' || seen.has(decision.facts.slot)) continue;
        seen.add(decision.facts.slot);
        counts[decision.server ?? '-'] = (counts[decision.server ?? '-'] ?? 0) + 1;
      }
      return counts;
    };
    expect(slots([1, 2])).toEqual({ A: 85, B: 171 });
    expect(slots([1, 2, 3])).toEqual({ A: 42, B: 85, C: 129 });
    expect(hash8(addressNumber('10.0.0.100'))).toBe(248);
  });

  test('deleting the server that rr took last moves its pointer to the one before', () => {
    const [taken, after] = dealt(serviceOf('rr', [1, 1, 1, 1]), 2);
    expect(taken).toBe('DC');
    expect(order(removeServer(after, 'C'), 3)).toBe('BAD');
    const [first, again] = dealt(serviceOf('rr', [1, 1, 1]), 1);
    expect(first).toBe('C');
    expect(order(removeServer(again, 'C'), 2)).toBe('BA');
  });

  test('a server of weight 0 keeps its part of the tables of sh and mh: its clients get no server', () => {
    for (const name of ['sh', 'mh'] as const) {
      const service = editServer(serviceOf(name, [1, 1]), 'A', { weight: 0 });
      const seen = order(service, 200);
      expect(new Set(seen)).toEqual(new Set('B-'));
      const flag = name === 'sh' ? 'sh-fallback' : 'mh-fallback';
      expect(order(editServer(serviceOf(name, [1, 1], [flag]), 'A', { weight: 0 }), 200)).toBe(
        'B'.repeat(200),
      );
    }
  });

  test('lblc keeps to a server for one address until it is busy and another has room', () => {
    const held = dealt(serviceOf('lblc', [2, 4]), 8)[0];
    expect(held).toBe('BBBBBAAA');
    expect(order(serviceOf('lblc', [2, 4]), 8, false)).toBe('BBBBBBBB');
  });
});

test('a server is overloaded from its upper threshold on, until its connections are below the lower one', () => {
  const service = ['A', 'B'].reduce(
    (made, id) => addServer(made, { id, weight: 1, upper: 4 }),
    makeService('fo'),
  );
  let [seen, now] = dealt(service, 9);
  expect(seen).toBe('BBBBAAAA-');
  // Three quarters of 4 are no fewer than 3.
  now = endConnection(now, 'c0-0');
  expect(openConnection(now, 'x', from(1)).decision.server).toBeUndefined();
  now = endConnection(now, 'c1-1');
  expect(openConnection(now, 'x', from(1)).decision).toMatchObject({
    server: 'B',
    compared: [
      { server: 'B', active: 2, value: { num: 1, den: 1 } },
      { server: 'A', active: 4, skipped: 'overloaded' },
    ],
  });
});

test('a server that is added again has its connections still, and is at the head of the list', () => {
  const [seen, held] = dealt(serviceOf('lc', [1, 1]), 4);
  expect(seen).toBe('BABA');
  const back = addServer(removeServer(held, 'A'), { id: 'A', weight: 1 });
  expect(back.servers.map(({ id, active }) => [id, active])).toEqual([
    ['A', 2],
    ['B', 2],
  ]);
});

test('a decision has the numbers that the rule compared', () => {
  const [, service] = dealt(serviceOf('wlc', [1, 2, 0]), 3);
  expect(openConnection(service, 'next', from(3)).decision).toEqual({
    server: 'B',
    compared: [
      { server: 'C', weight: 0, active: 0, inactive: 0, skipped: 'weight' },
      { server: 'B', weight: 2, active: 2, inactive: 0, value: { num: 512, den: 2 } },
      { server: 'A', weight: 1, active: 1, inactive: 0, value: { num: 256, den: 1 } },
    ],
    facts: { rule: 'least' },
  });
});

describe('whatever the servers are', () => {
  const weights = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 6 });

  test('wrr gives exactly weight / divisor in each period', () => {
    fc.assert(
      fc.property(weights, fc.nat(40), (given, before) => {
        fc.pre(given.some((weight) => weight > 0));
        const divisor = given.reduce((a, b) => {
          while (b > 0) [a, b] = [b, a % b];
          return a;
        }, 0);
        const period = given.reduce((sum, weight) => sum + weight / divisor, 0);
        const [, later] = dealt(serviceOf('wrr', given), before, false);
        const seen = order(later, period, false);
        for (const [index, weight] of given.entries())
          expect(Array.from(seen).filter((each) => each === 'ABCDEFGH'[index])).toHaveLength(
            weight / divisor,
          );
      }),
    );
  });

  test('rr gives each server that has a weight one of so many', () => {
    fc.assert(
      fc.property(weights, fc.nat(20), (given, before) => {
        const some = given.filter((weight) => weight > 0).length;
        const [, later] = dealt(serviceOf('rr', given), before, false);
        expect(new Set(order(later, some)).size).toBe(some);
      }),
    );
  });

  test('no server of weight 0 gets a connection, and one that can have it does, but of the tables', () => {
    fc.assert(
      fc.property(fc.constantFrom(...schedulerNames), weights, fc.boolean(), (name, given, held) => {
        const seen = order(serviceOf(name, given), 30, held);
        const resting = given.flatMap((weight, index) => (weight === 0 ? ['ABCDEFGH'[index]] : []));
        expect(resting.filter((id) => seen.includes(id ?? ''))).toEqual([]);
        const none = given.every((weight) => weight === 0) || ['dh', 'sh', 'mh', 'ovf'].includes(name);
        expect(none || !seen.includes('-')).toBe(true);
      }),
    );
  });

  test('a client of sh and mh goes to the same server every time', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('sh' as const, 'mh' as const),
        weights,
        fc.nat(60_000),
        (name, given, n) => {
          const service = serviceOf(name, given);
          const seen = new Set(order(service, 8, true, (port) => ({ ...from(n), port })));
          expect(seen.size).toBe(1);
        },
      ),
      { numRuns: 40 },
    );
  });

  test('when one of n equal servers leaves, mh moves about 1 / n of the clients, and sh far more', () => {
    for (const n of [3, 5, 8]) {
      const moved = (name: 'mh' | 'sh') => {
        const all = serviceOf(
          name,
          Array.from({ length: n }, () => 1),
        );
        const [before, after] = [order(all, 1000), order(removeServer(all, 'B'), 1000)];
        return Array.from(before).filter((server, at) => server !== after[at]).length / 1000;
      };
      expect(moved('mh')).toBeGreaterThan(0.8 / n);
      expect(moved('mh')).toBeLessThan(1.5 / n);
      expect(moved('sh')).toBeGreaterThan(0.5);
    }
  });
});

describe('what a kernel did is told from what it cannot have done', () => {
  const seenOf = (text: string, closed = true): SeenConnection[] =>
    Array.from(text).map((server, n) => ({ ...from(n), closed, ...(server === '-' ? {} : { server }) }));
  const found = (name: SchedulerName, weights: readonly number[]) =>
    foundService(name, [], serviceOf(name, weights).servers);

  test('rr may begin anywhere, but goes round', () => {
    for (const text of ['CBAC', 'BACB', 'ACBA'])
      expect(explain(found('rr', [1, 1, 1]), seenOf(text))).toMatchObject({ explained: true });
    const wrong = explain(found('rr', [1, 1, 1]), seenOf('BACC'));
    expect(wrong).toMatchObject({ explained: false, at: 3, all: true });
    expect(wrong.decisions.at(3)).toMatchObject({ server: 'B', facts: { rule: 'pointer', pointer: 'C' } });
  });

  test('wrr may begin at any weight', () => {
    for (const text of ['CBACCB', 'CCBCBA', 'ACCBCB'])
      expect(explain(found('wrr', [1, 2, 3]), seenOf(text))).toMatchObject({ explained: true });
    expect(explain(found('wrr', [1, 2, 3]), seenOf('CCC'))).toMatchObject({ explained: false, at: 2 });
    // Of several ways the one of a service that was just made.
    expect(explain(found('wrr', [1, 2, 3]), seenOf('CBACCB')).decisions.at(0)).toMatchObject({
      facts: { pointer: undefined, from: 1, to: 1 },
    });
  });

  test('least connections is one order only', () => {
    expect(explain(found('wlc', [1, 2, 3]), seenOf('CBACCB', false)).explained).toBe(
      order(serviceOf('wlc', [1, 2, 3]), 6) === 'CBACCB',
    );
    expect(explain(found('wlc', [1, 2, 3]), seenOf('A', false))).toMatchObject({ explained: false, at: 0 });
  });

  test('a server that may be overloaded or not, by what was before, may be passed over or not', () => {
    const servers = serviceOf('rr', [1, 1]).servers.map((server) => ({ ...server, active: 6, upper: 8 }));
    expect(explain(foundService('rr', [], servers), seenOf('BB', false))).toMatchObject({ explained: true });
    const few = servers.map((server) => ({ ...server, active: 5 }));
    expect(explain(foundService('rr', [], few), seenOf('BB', false))).toMatchObject({ explained: false });
  });

  test('lblc may remember any server of an address, and then keeps to it', () => {
    for (const text of ['AAAA', 'BBBB'])
      expect(explain(found('lblc', [1, 1]), seenOf(text))).toMatchObject({ explained: true });
    expect(explain(found('lblc', [1, 1]), seenOf('AB'))).toMatchObject({ explained: false, at: 1 });
  });

  test('lblcr may remember any servers of each address, and to look for them ends', () => {
    const targets = Array.from({ length: 8 }, (_, n) => `10.9.0.${n + 1}`);
    const asked = (n: number) => ({ ...from(n), target: targets[n % 8] ?? '' });
    const [, before] = dealt(serviceOf('lblcr', [1, 2, 3, 2]), 60, true, asked);
    const service = foundService('lblcr', [], before.servers);
    const [later] = dealt(before, 40, true, asked);
    const seen = Array.from(later).map((server, n) => ({ ...asked(n), server, closed: false }));
    expect(explain(service, seen)).toMatchObject({ explained: true });
    const wrong = seen.map((each, n) => (n === 39 ? { ...each, server: 'X' } : each));
    expect(explain(service, wrong)).toMatchObject({ explained: false, at: 39, all: false });
  });

  test('what mh remembers of a server that has weight 0 is not known', () => {
    const servers = editServer(serviceOf('mh', [1, 1]), 'A', { weight: 0 }).servers.map(
      ({ lastWeight: _, ...server }) => server,
    );
    const service = foundService('mh', [], servers);
    // Whoever has had a weight before keeps its clients, and they get no server.
    const real = order(editServer(serviceOf('mh', [1, 1]), 'A', { weight: 0 }), 40);
    expect(real).toContain('-');
    expect(explain(service, seenOf(real))).toMatchObject({ explained: true });
    expect(explain(service, seenOf('B'.repeat(40)))).toMatchObject({ explained: true });
    expect(explain(service, seenOf('-'.repeat(40)))).toMatchObject({ explained: false, all: false });
  });
});
