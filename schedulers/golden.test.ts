import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { explain, type SeenConnection } from './explain.js';
import type { SchedulerFlag } from './rule.js';
import { type SchedulerName, schedulerNames } from './schedulers.js';
import {
  addServer,
  closeConnection,
  editServer,
  foundService,
  makeService,
  openConnection,
} from './service.js';

/** What schedulers of a real kernel did: `format` in the file says how it is written. */
interface Recorded {
  readonly runs: readonly {
    readonly scheduler: SchedulerName;
    readonly flags: string;
    readonly added: Readonly<Record<string, number>>;
    readonly events: string;
  }[];
}

const { runs } = JSON.parse(
  readFileSync(new URL('fixtures/ipvs-decisions.json', import.meta.url), 'utf8'),
) as Recorded;

const flagsOf = (flags: string) => flags.split(',').filter((flag) => flag !== '') as SchedulerFlag[];

type Event =
  | {
      readonly kind: 'open';
      readonly client: string;
      readonly port: number;
      readonly target: string;
      readonly server: string | undefined;
    }
  | { readonly kind: 'close'; readonly id: string }
  | { readonly kind: 'weight'; readonly server: string; readonly weight: number };

function eventOf(text: string): Event {
  const open = /^(\d+):(\d+)>(\d+)=(\d*)$/.exec(text);
  if (open !== null) {
    const [, client, port, target, server] = open;
    return {
      kind: 'open',
      client: `10.0.0.${client}`,
      port: Number(port),
      target: `10.9.0.${target}`,
      server: server === '' ? undefined : server,
    };
  }
  const weight = /^w(\d+)=(\d+)$/.exec(text);
  return weight === null
    ? { kind: 'close', id: text.slice(1) }
    : { kind: 'weight', server: weight[1] ?? '', weight: Number(weight[2]) };
}

function started({ scheduler, flags, added }: Recorded['runs'][number]) {
  return Object.entries(added).reduce(
    (service, [id, weight]) => addServer(service, { id, weight, address: `10.0.0.${id}` }),
    makeService(scheduler, flagsOf(flags)),
  );
}

test('every scheduler was recorded, in all 3,960 decisions', () => {
  expect(new Set(runs.map(({ scheduler }) => scheduler))).toEqual(new Set(schedulerNames));
  const opened = runs.flatMap(({ events }) => events.split(' ')).filter((each) => each.includes('>'));
  expect(opened).toHaveLength(3960);
});

describe.each(schedulerNames)('%s decides as the kernel did', (name) => {
  test.each(runs.filter(({ scheduler }) => scheduler === name))('of $added, flags "$flags"', (run) => {
    let service = started(run);
    let opened = 0;
    const differing: unknown[] = [];
    for (const event of run.events.split(' ').map(eventOf)) {
      if (event.kind === 'close') service = closeConnection(service, event.id);
      else if (event.kind === 'weight') service = editServer(service, event.server, event);
      else {
        opened += 1;
        const taken = openConnection(service, String(opened), event);
        ({ service } = taken);
        if (taken.decision.server !== event.server) differing.push([opened, event.server, taken.decision]);
      }
    }
    expect(differing).toEqual([]);
  });
});

describe('a service that is found later is explained by some state that the kernel hides', () => {
  test.each(runs.filter(({ events }) => !events.includes('w')))(
    '$scheduler of $added, flags "$flags"',
    (run) => {
      // The first half is what was before: of it only the table is known.
      const events = run.events.split(' ').map(eventOf);
      let service = started(run);
      let opened = 0;
      let rest = 0;
      for (const [at, event] of events.entries()) {
        if (opened === 40) break;
        rest = at + 1;
        if (event.kind === 'close') service = closeConnection(service, event.id);
        if (event.kind !== 'open') continue;
        opened += 1;
        ({ service } = openConnection(service, String(opened), event));
      }
      // Connections that end between two others are those of `closed`: what comes until the first other end.
      const after = events.slice(rest);
      const end = after.findIndex(({ kind }) => kind === 'close');
      const seen = after.slice(0, end < 0 ? undefined : end).flatMap((event): SeenConnection[] => {
        if (event.kind !== 'open') return [];
        const { client, port, target, server } = event;
        return [{ client, port, target, closed: false, ...(server === undefined ? {} : { server }) }];
      });
      const servers = service.servers.map(({ lastWeight, ...server }) =>
        server.weight > 0 && lastWeight !== undefined ? { ...server, lastWeight } : server,
      );
      const found = foundService(run.scheduler, flagsOf(run.flags), servers);
      expect(explain(found, seen)).toMatchObject({ explained: true });
    },
  );
});
