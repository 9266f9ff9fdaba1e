import type { Lab } from '../../contract/lab.js';
import type { PackProblem, PackProblemMessage } from '../../contract/messages/packs.js';
import { askedBy, partsOf } from '../checks/parts.js';
import type { Places, YamlPath } from './source.js';

/** What is no mistake in a sound lab, and may be one all the same: its author decides. */
export function advice(lab: Lab, source: Places): readonly PackProblem[] {
  const notes: PackProblem[] = [];
  const note = (path: YamlPath, message: PackProblemMessage) => notes.push(source.problem(path, message));
  const params = { lab: lab.id };
  const solved = lab.steps.some((step) => Object.keys(step.solve).length > 0);
  if (solved && lab.mistakes.length === 0) note(['id'], { code: 'no-mistakes', params });
  if (solved && lab.variants.length === 0) note(['id'], { code: 'no-variants', params });
  for (const [number, step] of lab.steps.entries())
    for (const [index, check] of step.checks.entries()) {
      const path = ['steps', number, 'checks', index];
      if (check.hint === undefined && askedBy(check) === undefined && Object.keys(step.solve).length > 0)
        note([...path, 'id'], { code: 'no-nudge', params: { check: check.id } });
      const disturbing = partsOf(check).find(({ judge }) => judge.notAfterReboot === true);
      if (disturbing !== undefined && askedBy(check) === undefined && check.final && !step.optional)
        note([...path, 'id'], {
          code: 'check-disturbs',
          params: { check: check.id, kind: disturbing.kind },
        });
    }
  return notes;
}
