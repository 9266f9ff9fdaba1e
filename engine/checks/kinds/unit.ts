import { own } from '../../../contract/own.js';
import type { Unit } from '../../../contract/facts.js';
import type { Judge } from '../../world/judge.js';
import {
  cannotRead,
  evidence,
  factsOn,
  fail,
  failing,
  list,
  overNodes,
  pass,
  saidOf,
  section,
} from '../judging.js';

function stateOf(unit: Unit): string {
  return [unit.active || 'unknown', unit.enabled].filter((word) => word !== '').join(', ');
}

/** It falls over, and systemd starts it again and again: it does not run, nor is it stopped. */
function fallsOver(unit: Unit): boolean {
  return unit.sub.startsWith('auto-restart');
}

function runs(unit: Unit): boolean {
  return ['active', 'reloading', 'activating'].includes(unit.active) && !fallsOver(unit);
}

function isEnabled(unit: Unit): boolean {
  return /^(enabled|alias|static|indirect|enabled-runtime)$/.test(unit.enabled);
}

/** What is wrong with a unit that should run, or should not; where that is right, it is what happens at boot. */
function codeOf(unit: Unit, active: boolean) {
  if (!active && (runs(unit) || fallsOver(unit))) return 'unit-running';
  if (active && !runs(unit))
    return unit.name === 'keepalived' ? 'keepalived-not-running' : 'unit-not-running';
  return isEnabled(unit) ? 'unit-enabled' : 'unit-not-enabled';
}

export const unitJudge: Judge<'unit'> = {
  wants: ({ on, name }) => ({ facts: factsOn(on, { units: [...list(name)] }), experiments: [] }),
  judge: ({ on, name, active, enabled }, world) =>
    overNodes(
      on,
      (node) => {
        const units = section(world, node, 'units');
        const asked = list(name);
        const known = asked.flatMap((each) => own(units, each) ?? []);
        const first = known[0];
        if (first === undefined) throw cannotRead(node, 'units');
        const proof = evidence(world, node, 'units');
        const fits = (unit: Unit): boolean =>
          (active ? runs(unit) : !runs(unit) && !fallsOver(unit)) &&
          (enabled === undefined || isEnabled(unit) === enabled);
        const found = active ? known.find(fits) : known.every(fits) ? first : undefined;
        if (found !== undefined) {
          const params = { nodes: [node], name: found.name, state: stateOf(found) };
          return pass({ code: 'unit.ok', params }, proof);
        }
        const worst =
          (active
            ? (known.find(runs) ?? known.find((unit) => unit.load === 'loaded'))
            : known.find((unit) => !fits(unit))) ?? first;
        const want = `${active ? 'active' : 'inactive'}${enabled === undefined ? '' : enabled ? ', enabled' : ', disabled'}`;
        const message = { node, name: worst.name, found: stateOf(worst), want };
        const params = { node, name: worst.name };
        const code = codeOf(worst, active);
        if (code !== 'keepalived-not-running')
          return fail({ code: 'unit.wrong', params: message }, { code, params }, proof);
        const symptom = { kind: 'unit', node, name: worst.name } as const;
        const last = { code, params: { node } } as const;
        return failing({ code: 'unit.wrong', params: message }, { symptom, last, proof });
      },
      (nodes, each) => ({
        code: 'unit.ok',
        params: {
          nodes,
          name: saidOf(each, 'unit.ok', 'name'),
          state: saidOf(each, 'unit.ok', 'state', ' / '),
        },
      }),
    ),
};
