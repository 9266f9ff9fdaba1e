import type { Check, CheckParams } from '../../../contract/checks.js';
import type { DrillRequest } from '../../../contract/drills.js';
import type { Lab } from '../../../contract/lab.js';
import type { Fault, Judge } from '../../world/judge.js';
import { cardOf, noSuchCard } from '../cards.js';
import { judging, pass, resultOf, shown, unknown } from '../judging.js';

type Params = CheckParams<'drill'>;

/** What a session drew: a fault, or undefined for a system that is sound. */
export function drawnFault({ faults, drawn = 0 }: Params): Params['faults'][number] | undefined {
  return faults[drawn];
}

export function drillRequest(params: Params): DrillRequest {
  const { well, from, url, within, turn } = params;
  const fault = drawnFault(params);
  if (fault === undefined) return { kind: 'drill', well, from, url, within, turn };
  const { id, on, make, mend, effect } = fault;
  return { kind: 'drill', well, from, url, within, turn, fault: { id, on, make, mend, effect } };
}

/** What a check that is about a drill takes over of it. */
export function withDrill<T extends { readonly of: string; readonly drill?: Params | undefined }>(
  params: T,
  check: (id: string) => Check | undefined,
): T {
  const drill = check(params.of)?.drill;
  return drill === undefined ? params : { ...params, drill };
}

/** A check that is about what is no drill. */
export function lintAbout({ of }: { readonly of: string }, lab: Lab): readonly Fault[] {
  const found = lab.steps
    .flatMap((step) => step.checks)
    .some((check) => check.id === of && check.drill !== undefined);
  return found ? [] : [{ path: ['of'], message: { code: 'no-drill', params: { of } } }];
}

/** Something is broken behind the learner's back, or nothing is; it passes when that has taken effect. */
export const drillJudge: Judge<'drill'> = {
  notAnew: true,
  survives: true,
  anew: ({ well }) => well.map((id, index) => ({ id, path: ['well', index] })),
  over: ({ faults }) =>
    faults.map(({ effect }, index) => ({ path: ['faults', index, 'effect'], condition: effect })),
  wants: (params) => ({ facts: {}, experiments: [drillRequest(params)] }),
  judge: (params, world) =>
    judging(() => {
      const { unmet, log, at } = resultOf<'drill'>(world, drillRequest(params));
      const evidence = [shown(params.from, { command: 'drill', output: log, at })];
      return unmet === undefined
        ? pass({ code: 'drill.begun', params: { checks: params.well.length } }, evidence)
        : unknown({ code: 'skipped.needs', params: { check: unmet[0]! } }, evidence);
    }),
  drawn: (params, lots) => {
    const { faults, healthy, drawn } = params;
    const card = cardOf(params, faults.length + healthy, lots);
    return { ...params, drawn: drawn ?? Math.min(card, faults.length) };
  },
  draws: (params) => [
    ...params.faults.map(({ id }, drawn) => ({ name: id, params: { ...params, drawn } })),
    ...(params.healthy === 0
      ? []
      : [{ name: 'nothing', params: { ...params, drawn: params.faults.length } }]),
  ],
  lint: ({ faults, drawn }) => [
    ...repeated(faults.map(({ id }) => id)).map((index) => ({
      path: ['faults', index, 'id'],
      message: { code: 'duplicate-id', params: { what: 'fault', id: faults[index]!.id } } as const,
    })),
    // The last one is a sound system.
    ...noSuchCard(drawn, faults.length + 1),
  ],
};

/** Places of what stood before. */
function repeated(ids: readonly string[]): readonly number[] {
  return ids.flatMap((id, index) => (ids.indexOf(id) < index ? [index] : []));
}
