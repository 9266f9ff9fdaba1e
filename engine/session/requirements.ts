import { partsOf } from '../../contract/checks.js';
import { LabError } from '../../contract/errors.js';
import type { Lab } from '../../contract/lab.js';
import type { Capabilities } from '../../contract/session.js';
import type { Provider } from '../machines/provider.js';

/** What a check cannot do without; a check of another kind asks nothing of the provider but machines. */
function needed(check: Lab['steps'][number]['checks'][number]): keyof Capabilities | undefined {
  for (const { kind, params } of partsOf(check)) {
    if (kind === 'packet-path') return 'capture';
    if (kind === 'reboot') return 'checkpoints';
    if (kind === 'failover' && params.fault === 'cut-link') return 'links';
  }
  return undefined;
}

/** Before anything starts: can this provider's machines show what the lab's checks look at? @throws LabError lab.needs-capability */
export function requireCapabilities(lab: Lab, provider: Pick<Provider, 'name' | 'capabilities'>): void {
  for (const check of lab.steps.flatMap((step) => (step.optional ? [] : step.checks))) {
    const capability = needed(check);
    if (capability !== undefined && !provider.capabilities[capability])
      throw new LabError({
        code: 'lab.needs-capability',
        params: { lab: lab.id, check: check.id, capability, provider: provider.name },
      });
  }
}
