import { canonical } from '../../contract/canonical.js';
import type { Lab } from '../../contract/lab.js';
import type { PackProblemMessage } from '../../contract/messages/packs.js';
import { kindOf } from '../../contract/checks.js';
import type { CompiledLab } from './compiled.js';
import { valueAt } from './schema-words.js';
import type { YamlPath } from './source.js';

/**
 * What is told of a lab's own causes: that nothing proves one, and that one can never be named. Only what is certain: conditions are the
 * same where they are written the same, with their variables, and of causes of one check the first that holds is named
 * (engine/judging/of-lab).
 */
export function adviceOnCauses(
  lab: Lab,
  compiled: CompiledLab,
  note: (path: YamlPath, message: PackProblemMessage) => void,
): void {
  const conditions = lab.causes.map((_, index) =>
    canonical(valueAt(['causes', index, 'when'], compiled.lab)),
  );
  const checks = ownConditions(lab, compiled);
  lab.causes.forEach(({ id: cause, explains }, index) => {
    const path = ['causes', index];
    if (!lab.mistakes.some(({ hint }) => hint === cause))
      note([...path, 'id'], { code: 'cause-unproven', params: { cause } });
    explains.forEach((check, at) => {
      const place = [...path, 'explains', at];
      const earlier = lab.causes.findIndex(
        (other, before) => conditions[before] === conditions[index] && other.explains.includes(check),
      );
      if (earlier < index)
        note(place, { code: 'cause-shadowed', params: { cause, check, before: lab.causes[earlier]!.id } });
      if (checks.get(check) === conditions[index])
        note(place, { code: 'cause-contradicts', params: { cause, check } });
    });
  });
  lab.mistakes.forEach(({ id: mistake, fails: check, hint }, index) => {
    const cause = lab.causes.find(({ id }) => id === hint);
    if (cause !== undefined && !cause.explains.includes(check))
      note(['mistakes', index, 'hint'], {
        code: 'mistake-elsewhere',
        params: { mistake, cause: hint, check },
      });
  });
}

/** What each check is of, as a condition is written. */
function ownConditions(lab: Lab, compiled: CompiledLab): ReadonlyMap<string, string> {
  return new Map(
    lab.steps.flatMap((step, number) =>
      step.checks.map((check, index): [string, string] => {
        const { kind } = kindOf(check);
        const params = valueAt(['steps', number, 'checks', index, kind], compiled.lab);
        return [check.id, canonical({ [kind]: params })];
      }),
    ),
  );
}
