import type { CheckParams } from '../../../contract/checks.js';
import type { Inventory } from '../../../contract/facts.js';
import type { Evidence } from '../../../contract/verdict.js';
import { changedBetween } from '../../facts/inventory.js';
import { readTally, tallyCommand } from '../../facts/tally.js';
import type { Judge, World } from '../../world/judge.js';
import { fail, judging, need, pass, resultOf, section, unknown } from '../judging.js';
import { drawnFault, drillRequest, lintAbout, withDrill } from './drill.js';

type Params = CheckParams<'repair'>;

/** Things that are named; of more their number is said. */
const mostNamed = 4;

/** Since a drill began nothing was changed but what it broke; with the time that it took, and the requests that were lost. */
export const repairJudge: Judge<'repair'> = {
  notAnew: true,
  wants: ({ drill }, topology) => {
    if (drill === undefined) return { facts: {}, experiments: [] };
    const commands = [tallyCommand(drill.turn)];
    const facts = Object.fromEntries(
      topology.nodes.map(({ name }) => [
        name,
        { inventory: true, ...(name === drill.from ? { commands } : {}) },
      ]),
    );
    return { facts, experiments: [drillRequest(drill)] };
  },
  judge: ({ of, drill }, world) =>
    judging(() => {
      const begun = drill === undefined ? undefined : resultOf<'drill'>(world, drillRequest(drill)).begun;
      if (drill === undefined || begun === undefined)
        return unknown({ code: 'skipped.needs', params: { check: of } });
      let at = begun.since;
      for (const { name } of world.topology.nodes) {
        const inventory = section(world, name, 'inventory');
        const seen = need(world, name).at;
        at = Math.max(at, seen);
        const before = begun.before[name] ?? {};
        const things = changedBetween(before, inventory).filter(
          (thing) => begun.own[name]?.includes(thing) !== true,
        );
        const [first] = things;
        if (first === undefined) continue;
        return fail(
          {
            code: 'repair.changed',
            params: {
              node: name,
              things: things.slice(0, mostNamed),
              more: Math.max(0, things.length - mostNamed),
            },
          },
          { code: 'changed-elsewhere', params: { node: name, thing: first } },
          [evidenceOf(name, things, before, inventory, seen)],
        );
      }
      const seconds = ((at - begun.since) / 1000).toFixed(0);
      const tally = tallyOf(drill, world);
      return tally === undefined
        ? pass({ code: 'repair.uncounted', params: { seconds } })
        : pass({ code: 'repair.ok', params: { seconds, ...tally } });
    }),
  completed: withDrill,
  lint: (params, lab) => lintAbout(params, lab),
  solvedBy: ({ drill }) => {
    const fault = drill === undefined ? undefined : drawnFault(drill);
    return fault === undefined ? undefined : { on: fault.on, run: fault.mend };
  },
};

function tallyOf({ from, turn }: NonNullable<Params['drill']>, world: World) {
  const counted = need(world, from).commands?.[tallyCommand(turn)];
  return counted === undefined ? undefined : readTally(counted.stdout);
}

function evidenceOf(
  node: string,
  things: readonly string[],
  before: Inventory,
  after: Inventory,
  at: number,
): Evidence {
  const told = (all: Inventory, thing: string) => all[thing]?.replaceAll('\n', ' | ') ?? 'not there';
  const output = things
    .slice(0, 20)
    .map((thing) => `${thing}: ${told(before, thing)} → ${told(after, thing)}`)
    .join('\n');
  return { node, command: 'before and after', output, at };
}
