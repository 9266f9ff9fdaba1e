import { expect, test } from 'vitest';
import type { SchedulerName } from '../../schedulers/schedulers.js';
import { addServer, closeConnection, makeService, openConnection } from '../../schedulers/service.js';
import { beginWatch, type KernelWatch, type Look, watchKernel } from './kernel-watch.js';
import type { FoundService } from './simulation.js';

/** A director that does what its scheduler does, and what is read of it. */
class Director {
  #service;
  readonly #totals = new Map<string, number>();
  #next = 0;
  #at = 0;
  persistent?: number;

  constructor(scheduler: SchedulerName, weights: readonly number[] = [1, 2, 3]) {
    this.#service = weights.reduce(
      (service, weight, index) =>
        addServer(service, { id: `rs${index + 1}`, address: `10.0.0.${8 + index}`, port: 80, weight }),
      makeService(scheduler),
    );
  }

  open(client = '10.0.0.100', held = true): string {
    const id = String(this.#next++);
    const opened = openConnection(this.#service, id, { client, port: 40_000, target: '10.0.0.29' });
    this.#service = held ? opened.service : closeConnection(opened.service, id);
    this.give(opened.decision.server!);
    return id;
  }

  close(id: string): void {
    this.#service = closeConnection(this.#service, id);
  }

  /** A connection in the counters alone. */
  give(server: string): void {
    this.#totals.set(server, (this.#totals.get(server) ?? 0) + 1);
  }

  zero(): void {
    this.#totals.clear();
  }

  look(source?: string, change: Partial<FoundService> = {}): Look {
    this.#at += 1000;
    const service: FoundService = {
      protocol: 'tcp',
      address: '10.0.0.29',
      port: 80,
      scheduler: this.#service.scheduler,
      flags: [],
      ...(this.persistent === undefined ? {} : { persistent: this.persistent }),
      servers: this.#service.servers.map(({ id, address, port, weight, active, inactive }, place) => ({
        node: id,
        address,
        port,
        method: 'dr',
        place,
        weight,
        active,
        inactive,
        connections: this.#totals.get(id) ?? 0,
        rate: 0,
      })),
      ...change,
    };
    const way =
      source === undefined
        ? undefined
        : { at: this.#at, client: 'client', source, service: '10.0.0.29:80', there: [], back: [] };
    return { at: this.#at, known: true, service, way };
  }
}

const seen = ({ deals }: KernelWatch) =>
  deals.map(({ verdict, kernel, rule }) => ({ verdict, kernel, rule }));

/** Opened and looked at one after the other. */
function watched(director: Director, count: number, held = true): KernelWatch {
  let watch = beginWatch(director.look());
  for (let index = 0; index < count; index += 1) {
    director.open('10.0.0.100', held);
    watch = watchKernel(watch, director.look('10.0.0.100:40000'));
  }
  return watch;
}

test.each<SchedulerName>(['lc', 'wlc', 'sed', 'nq', 'fo', 'ovf', 'dh', 'sh', 'mh'])(
  'what %s does one by one is what the rule says by the numbers before',
  (scheduler) => {
    for (const held of [true, false]) {
      const { deals, total } = watched(new Director(scheduler), 9, held);
      expect(deals.map(({ verdict }) => verdict)).toEqual(Array.from({ length: 9 }, () => 'ruled'));
      for (const { kernel, rule } of deals) expect(rule).toEqual(kernel);
      expect(Object.values(total).reduce((all, count) => all + count, 0)).toBe(9);
    }
  },
);

test.each<SchedulerName>(['rr', 'wrr', 'lblc', 'lblcr'])(
  'what %s remembers is not known at first, and follows from what it does',
  (scheduler) => {
    const director = new Director(scheduler);
    // It has something to remember when it is looked at.
    for (let index = 0; index < 4; index += 1) director.open();
    const { deals, rules } = watched(director, 20);
    const verdicts = deals.map(({ verdict }) => verdict);
    expect(rules.length).toBeLessThan(10);
    expect(verdicts[0]).toBe('allowed');
    expect(new Set(verdicts)).toEqual(new Set(['allowed', 'ruled']));
    expect(verdicts.slice(-2)).toEqual(['ruled', 'ruled']);
  },
);

test('what no rule says is told: with the rule’s own answer, and with what keeps clients on their servers', () => {
  const director = new Director('wlc');
  let watch = beginWatch(director.look());
  director.give('rs1');
  watch = watchKernel(watch, director.look());
  expect(seen(watch)).toEqual([{ verdict: 'otherwise', kernel: { rs1: 1 }, rule: { rs3: 1 } }]);
  director.persistent = 300;
  watch = watchKernel(beginWatch(director.look()), director.look());
  expect(watch.deals).toEqual([]);
  director.give('rs1');
  watch = watchKernel(watch, director.look());
  expect(watch.deals.at(-1)?.verdict).toBe('persistent');
});

test('numbers that changed between the looks are no proof against the kernel', () => {
  const director = new Director('lc', [1, 1, 1]);
  const ids = [director.open(), director.open(), director.open()];
  let watch = beginWatch(director.look());
  // One ends, its server gets the next, and then the others end: neither look has the numbers in between.
  director.close(ids[2]!);
  director.open();
  director.close(ids[0]!);
  director.close(ids[1]!);
  watch = watchKernel(watch, director.look());
  expect(seen(watch)).toEqual([{ verdict: 'moved', kernel: { rs1: 1 }, rule: { rs3: 1 } }]);
});

test('several at once are compared by their number; too many, and those of an unseen client, are not', () => {
  const rr = new Director('rr', [1, 1]);
  let watch = beginWatch(rr.look());
  for (let index = 0; index < 6; index += 1) rr.open();
  watch = watchKernel(watch, rr.look());
  expect(seen(watch)).toEqual([{ verdict: 'ruled', kernel: { rs1: 3, rs2: 3 }, rule: { rs1: 3, rs2: 3 } }]);
  for (let index = 0; index < 100; index += 1) rr.open();
  expect(watchKernel(watch, rr.look()).deals.at(-1)?.verdict).toBe('many');

  const sh = new Director('sh');
  watch = beginWatch(sh.look());
  sh.open();
  expect(watchKernel(watch, sh.look()).deals[0]?.verdict).toBe('client');
  expect(watchKernel(watch, sh.look('10.0.0.100:40000')).deals[0]?.verdict).toBe('ruled');
});

test('a table that was changed begins anew; one that could not be read is no change', () => {
  const director = new Director('sed');
  const first = director.look();
  let watch = beginWatch(first);
  director.open();
  const now = director.look();
  watch = watchKernel(watch, { ...now, known: false, service: undefined });
  expect(watch.deals).toEqual([]);
  watch = watchKernel(watch, now);
  expect(watch.deals[0]?.verdict).toBe('ruled');
  director.open();
  watch = watchKernel(watch, director.look(undefined, { scheduler: 'wlc' }));
  expect(watch.deals[1]?.verdict).toBe('changed');
  watch = watchKernel(watch, { ...now, service: undefined });
  expect(watch.setup).toBeUndefined();
  // `ipvsadm -Z`: counters begin at nothing, and what they have is new.
  for (let index = 0; index < 2; index += 1) director.give('rs1');
  watch = beginWatch(director.look());
  director.zero();
  director.give('rs1');
  watch = watchKernel(watch, director.look());
  expect(watch.total).toEqual({ rs1: 1 });
});
