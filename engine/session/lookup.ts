import { LabError } from '../../contract/errors.js';
import type { Lab, Step } from '../../contract/lab.js';
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
