import { isDeepStrictEqual } from 'node:util';
import type { Check } from '../../contract/checks.js';
import type { Lab } from '../../contract/lab.js';
import { languages } from '../../contract/text.js';
import type { FixedPart, SwappedPart } from '../../contract/writing.js';
import { anewIn } from '../checks/parts.js';
import type { LoadedLab } from './compiled.js';

/** In what two states of a lab differ for one session. */
export interface LabChanges {
  /** What its machines were made by; where there is any, nothing else is looked at. */
  readonly fixed: readonly FixedPart[];
  readonly parts: readonly SwappedPart[];
  /** Checks whose verdicts say nothing any more: new ones, those that are gone, and those that are judged otherwise. */
  readonly checks: readonly string[];
}

/** A lab with the values of a session. */
interface State {
  readonly loaded: LoadedLab;
  readonly lab: Lab;
  readonly values: Readonly<Record<string, string>>;
}

/** @param seed of the session; undefined: it has the lab's own values */
export function changesBetween(before: LoadedLab, after: LoadedLab, seed: string | undefined): LabChanges {
  const one: State = { loaded: before, ...before.instantiate(seed) };
  const other: State = { loaded: after, ...after.instantiate(seed) };
  const differ = <K>(looks: Readonly<Record<string, (state: State) => unknown>>) =>
    Object.entries(looks).flatMap(([part, look]) => (isSame(look(one), look(other)) ? [] : [part as K]));
  const fixed = differ<FixedPart>(fixedParts);
  if (fixed.length > 0) return { fixed, parts: [], checks: [] };
  return { fixed, parts: differ<SwappedPart>(swappedParts), checks: changedChecks(one.lab, other.lab) };
}

const fixedParts: Readonly<Record<FixedPart, (state: State) => unknown>> = {
  id: ({ loaded, lab }) => [lab.id, loaded.compiled.pack?.id],
  // The order of a node's networks is that of its interfaces. Where it is drawn is no machine's.
  topology: ({ lab: { topology } }) => [
    Object.entries(topology.networks),
    Object.entries(topology.nodes).map(([name, { at: _, ...node }]) => [name, Object.entries(node)]),
  ],
  vars: ({ values }) => values,
  setup: ({ loaded, lab }) =>
    Object.entries(lab.setup).map(([node, scripts]) => [
      node,
      scripts.map((script) => [script, loaded.compiled.scripts[script]]),
    ]),
};

const swappedParts: Readonly<Record<SwappedPart, (state: State) => unknown>> = {
  texts: ({ loaded, lab, values }) => [
    [lab.title, lab.summary, lab.level, lab.minutes, lab.course, lab.requires],
    Object.values(lab.topology.nodes).map(({ at }) => at),
    byId(lab.steps, ({ id, title }) => [title, languages.map((each) => loaded.text(id, each, values))]),
    byId(checksIn(lab), ({ title }) => title),
  ],
  steps: ({ lab }) => lab.steps.map(({ id, optional }) => [id, optional]),
  checks: ({ lab }) =>
    lab.steps.map((step) => [step.id, step.checks.map((check) => [judged(check), check.hidden === true])]),
  hints: ({ lab }) => byId(checksIn(lab), ({ hint }) => hint),
  causes: ({ lab }) => lab.causes,
  solutions: ({ lab }) => byId(lab.steps, ({ solve }) => solve),
  mistakes: ({ lab }) => [lab.mistakes, lab.variants],
};

type ById = ReadonlyMap<string, unknown>;

function byId<T extends { readonly id: string }>(all: readonly T[], look: (one: T) => unknown): ById {
  return new Map(all.map((one) => [one.id, look(one)]));
}

/** Of what has ids, only what both have is compared: what is new or gone is told as a step or a check. */
function isSame(one: unknown, other: unknown): boolean {
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((each, index) => isSame(each, other[index]));
  if (!(one instanceof Map && other instanceof Map)) return isDeepStrictEqual(one, other);
  return [...one].every(([id, each]) => !other.has(id) || isDeepStrictEqual(each, other.get(id)));
}

function checksIn(lab: Lab): readonly Check[] {
  return lab.steps.flatMap(({ checks }) => checks);
}

/** All of a check that its verdict depends on. */
function judged({ title: _, hint: __, hidden: ___, ...check }: Check): unknown {
  return check;
}

function changedChecks(before: Lab, after: Lab): readonly string[] {
  const states = [before, after].map(
    (lab) =>
      new Map(lab.steps.flatMap(({ id, checks }) => checks.map((check) => [check.id, [id, judged(check)]]))),
  );
  const [one, other] = [states[0]!, states[1]!];
  const changed = new Set(
    [...one.keys(), ...other.keys()].filter((id) => !isDeepStrictEqual(one.get(id), other.get(id))),
  );
  for (const check of checksIn(after))
    if (anewIn(check).some(({ id }) => changed.has(id))) changed.add(check.id);
  return [...changed];
}
