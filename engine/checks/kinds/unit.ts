import { own } from '../../../contract/own.js';
import type { Unit } from '../../../contract/facts.js';
import type { Judge } from '../../world/judge.js';
import { cannotRead, evidence, factsOn, fail, failing, list, overNodes, pass, section } from '../judging.js';

function stateOf(unit: Unit): string {
  return [unit.active || 'unknown', unit.enabled].filter((word) => word !== '').join(', ');
}

export const unitJudge: Judge<'unit'> = {
  wants: ({ on, name }) => ({ facts: factsOn(on, { units: [...list(name)] }), experiments: [] }),
  judge: ({ on, name, active, enabled }, world) => {
    let good = '';
    let state = '';
    return overNodes(
      on,
      (node) => {
        const units = section(world, node, 'units');
        const asked = list(name);
        const known = asked.flatMap((each) => own(units, each) ?? []);
        const first = known[0];
        if (first === undefined) throw cannotRead(node, 'units');
        const proof = evidence(world, node, 'units');
        const isActive = (unit: Unit): boolean => ['active', 'reloading', 'activating'].includes(unit.active);
        const isEnabled = (unit: Unit): boolean =>
          /^(enabled|alias|static|indirect|enabled-runtime)$/.test(unit.enabled);
        const fits = (unit: Unit): boolean =>
          isActive(unit) === active && (enabled === undefined || isEnabled(unit) === enabled);
        const found = active ? known.find(fits) : known.every(fits) ? first : undefined;
        if (found !== undefined) {
          good = found.name;
          state = stateOf(found);
          return pass({ code: 'unit.ok', params: { nodes: [node], name: good, state } }, proof);
        }
        const worst = known.find((unit) => (active ? unit.load === 'loaded' : !fits(unit))) ?? first;
        const want = `${active ? 'active' : 'inactive'}${enabled === undefined ? '' : enabled ? ', enabled' : ', disabled'}`;
        const message = { node, name: worst.name, found: stateOf(worst), want };
        const params = { node, name: worst.name };
        const running = known.some(isActive);
        const code = active
          ? running
            ? ('unit-not-enabled' as const)
            : worst.name === 'keepalived'
              ? ('keepalived-not-running' as const)
              : ('unit-not-running' as const)
          : ('unit-running' as const);
        const diagnosis =
          code === 'keepalived-not-running'
            ? ({ code, params: { node } } as const)
            : ({ code, params } as const);
        if (code !== 'keepalived-not-running')
          return fail({ code: 'unit.wrong', params: message }, diagnosis, proof);
        const symptom = { kind: 'unit', node, name: worst.name } as const;
        return failing({ code: 'unit.wrong', params: message }, { symptom, last: diagnosis, proof });
      },
      (nodes) => ({ code: 'unit.ok', params: { nodes, name: good, state } }),
    );
  },
};
