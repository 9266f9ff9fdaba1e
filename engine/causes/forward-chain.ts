import { cause } from './cause.js';
import { dropsForwarded } from './firewall.js';
import { around, outcomes, served } from './look.js';

/** F-FWFWD: with NAT (and FULLNAT) replies are routed by the director, and pass its FORWARD chain; INPUT sees requests only. */
export const forwardChain = cause({
  explains: ['requests'],
  wants: ({ vip }, topology) => ({
    facts: around(
      topology,
      vip,
      () => ({ network: true, ipvs: true, firewall: true }),
      () => ({}),
    ),
  }),
  find: (symptom, world) => {
    const found = served(world, symptom);
    if (found === undefined || !found.service.servers.some(({ method }) => method === 'nat'))
      return undefined;
    const { node, facts } = found.director;
    if (!dropsForwarded(facts, symptom.port)) return undefined;
    const seen = outcomes(symptom);
    const fits = seen === undefined || (seen.ok === 0 && seen.timeout > 0);
    return {
      diagnosis: { code: 'director-forward-drops', params: { node } },
      strength: fits ? 'proven' : 'present',
    };
  },
});
