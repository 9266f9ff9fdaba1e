import { cause } from './cause.js';
import { keepalivedCauses } from './keepalived.js';
import { factsIf } from './look.js';

/** keepalived that does not run has its own reasons; of other units the journal has them. */
export const unitDown = cause({
  explains: ['unit'],
  wants: ({ node, name }) =>
    name === 'keepalived' ? { facts: { [node]: { keepalived: true, log: true, network: true } } } : {},
  find: ({ node, name }, world) => {
    const facts = name === 'keepalived' ? factsIf(world, node) : undefined;
    if (facts?.keepalived === undefined || facts.keepalived.running) return undefined;
    const why = keepalivedCauses(node, facts).find(
      ({ code }) =>
        code === 'stopped-by-script' || code === 'interface-missing' || code === 'vip-left-after-kill',
    );
    return why === undefined ? undefined : { diagnosis: why, strength: 'proven' };
  },
});
