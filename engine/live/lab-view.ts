import { type Check, checkTitle } from '../../contract/checks.js';
import type { CheckView, LabView } from '../../contract/views.js';
import { languages, type Text } from '../../contract/text.js';
import { askedBy, asksLearner, partOf } from '../checks/parts.js';
import type { Topology } from '../machines/provider.js';
import type { LoadedLab } from '../packs/compiled.js';
import type { Lab } from '../../contract/lab.js';
import { solutionOf } from '../session/solution.js';
import { labName } from '../../contract/lab-name.js';

/** A lab with the values of a session, or its own. */
interface Shown {
  readonly loaded: LoadedLab;
  readonly lab: Lab;
  readonly values: Readonly<Record<string, string>>;
  readonly topology: Topology;
}

/** What a learner may see of a lab: texts with the session's values, checks without what they look for, no solutions. */
export function labView({ loaded, lab, values, topology }: Shown): LabView {
  const textOf = (step: string): Text =>
    Object.fromEntries(
      languages.map((language) => [language, loaded.text(step, language, values)]),
    ) as Record<keyof Text, string>;
  return {
    id: lab.id,
    revision: loaded.digest,
    name: labName(loaded.compiled.pack?.id, lab.id),
    title: lab.title,
    level: lab.level,
    minutes: lab.minutes,
    values,
    networks: topology.networks,
    nodes: topology.nodes.map(({ name, role, interfaces }) => {
      const at = lab.topology.nodes[name]?.at;
      return { name, role, interfaces, ...(at === undefined ? {} : { at }) };
    }),
    steps: lab.steps.map((step) => ({
      id: step.id,
      title: step.title,
      text: textOf(step.id),
      checks: step.checks.map((check) => checkView(check, topology)),
      optional: step.optional,
      solvable: Object.keys(solutionOf(step)).length > 0 || step.checks.some(asksLearner),
    })),
  };
}

function checkView(check: Check, topology: Topology): CheckView {
  const { kind } = partOf(check);
  const asked = askedBy(check, topology);
  return {
    id: check.id,
    title: checkTitle(check),
    kind,
    points: check.points,
    needs: check.needs,
    ...(check.hidden === true ? { hidden: true } : {}),
    ...(asked === undefined ? {} : { quiz: asked.view }),
  };
}
