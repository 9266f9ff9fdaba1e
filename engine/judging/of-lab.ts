import type { Check } from '../../contract/checks.js';
import type { DiagnosisMessage } from '../../contract/messages/verdicts.js';
import type { Topology } from '../machines/provider.js';
import type { Wants, World } from '../world/judge.js';
import { wantsOfOne } from '../checks/plan.js';
import { together } from '../world/wants.js';

/** What a lab's own causes of a check have to be asked and done. */
export function labCauseWants(check: Check, { causes }: World, topology: Topology): Wants {
  return together(
    causes
      .filter(({ explains }) => explains.includes(check.id))
      .map(({ when }) => wantsOfOne(when, topology)),
  );
}

/**
 * Why the check fails, as its lab says: the first of its causes whose condition holds in this world. Its author vouches that it makes
 * this check fail, so it comes before what is known of all labs; a condition that could not be looked at says nothing.
 */
export function labCauseOf(check: Check, world: World): DiagnosisMessage | undefined {
  const found = world.causes.find(
    ({ explains, when }) => explains.includes(check.id) && world.assess(when).status === 'pass',
  );
  return found && { code: 'cause-of-lab', params: { id: found.id, text: found.text } };
}
