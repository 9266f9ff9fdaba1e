import type { Check } from '../../contract/checks.js';
import { LabError } from '../../contract/errors.js';
import { answerForm } from '../../contract/messages/answers.js';
import type { Lab, Step } from '../../contract/lab.js';
import { askedBy } from '../checks/parts.js';
import type { Topology } from '../machines/provider.js';

/** @throws LabError `step.unknown` */
export function requireStep(lab: Lab, id: string): Step {
  const step = lab.steps.find((candidate) => candidate.id === id);
  if (step !== undefined) return step;
  throw new LabError({
    code: 'step.unknown',
    params: { step: id, known: lab.steps.map((known) => known.id) },
  });
}

/** @throws LabError `node.unknown` */
export function requireNode(topology: Topology, node: string): void {
  const known = topology.nodes.map(({ name }) => name);
  if (!known.includes(node)) throw new LabError({ code: 'node.unknown', params: { node, known } });
}

/** @throws LabError `check.unknown` */
export function requireCheck(lab: Lab, id: string): { readonly step: Step; readonly check: Check } {
  for (const step of lab.steps) {
    const check = step.checks.find((candidate) => candidate.id === id);
    if (check !== undefined) return { step, check };
  }
  const known = lab.steps.flatMap(({ checks }) => checks.map((check) => check.id));
  throw new LabError({ code: 'check.unknown', params: { check: id, known } });
}

/**
 * What can be no answer to a quiz is not noted: it was mistyped.
 * @throws LabError `answer.no-quiz`, `answer.malformed`
 */
export function requireAnswer(check: Check, answer: string, topology: Topology): void {
  const asked = askedBy(check, topology);
  if (asked === undefined) throw new LabError({ code: 'answer.no-quiz', params: { check: check.id } });
  if (!asked.isAnswer(answer))
    throw new LabError({
      code: 'answer.malformed',
      params: { check: check.id, form: answerForm(asked.view) },
    });
}

/** Name of the checkpoint at the start of a step. */
export function checkpointOf(step: string): string {
  return `step-${step}`;
}
