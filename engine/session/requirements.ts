import { LabError } from '../../contract/errors.js';
import type { Lab } from '../../contract/lab.js';
import { partsOf } from '../checks/parts.js';
import type { Provider } from '../machines/provider.js';

/** Before anything starts: can this provider's machines show what the lab's checks look at? @throws LabError lab.needs-capability */
export function requireCapabilities(lab: Lab, provider: Pick<Provider, 'name' | 'capabilities'>): void {
  for (const check of lab.steps.flatMap((step) => (step.optional ? [] : step.checks))) {
    const needed = partsOf(check).flatMap(({ judge, params }) => judge.capability?.(params) ?? []);
    const capability = needed.find((each) => !provider.capabilities[each]);
    if (capability !== undefined)
      throw new LabError({
        code: 'lab.needs-capability',
        params: { lab: lab.id, check: check.id, capability, provider: provider.name },
      });
  }
}
