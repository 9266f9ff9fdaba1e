import { instanceOn } from '../../causes/keepalived.js';
import { factsIf } from '../../causes/look.js';
import { readConf } from '../../keepalived/conf.js';
import { peersOf } from '../../world/topology-lookup.js';
import type { Judge } from '../../world/judge.js';
import { electionTime, factsOn, failing, list, need, overNodes, pass, section } from '../judging.js';
import { vrrpFacts, proofOf } from '../vrrp.js';

/** The instance is looked at on every peer, because it may have another name there. */
export const vrrpStateJudge: Judge<'vrrp-state'> = {
  settles: true,
  wants: ({ on }, topology) => ({ facts: factsOn(peersOf(topology, list(on)), vrrpFacts), experiments: [] }),
  judge: ({ on, instance, state }, world) =>
    overNodes(
      on,
      (node) => {
        const { instances } = section(world, node, 'keepalived');
        const among = peersOf(world.topology, list(on));
        const peers = among.flatMap((each) => factsIf(world, each) ?? []);
        const found = instanceOn(need(world, node), instance, peers);
        const proof = proofOf(world, [node]);
        if (found?.state === state) {
          return pass({ code: 'vrrp-state.ok', params: { nodes: [node], instance, state } }, proof);
        }
        const symptom = {
          kind: 'vrrp',
          what: 'state',
          among: [node, ...among.filter((each) => each !== node)],
          instance,
          node,
          ...(state === 'MASTER' ? { expect: node } : {}),
        } as const;
        if (found === undefined) {
          const names = instances.map((each) => each.name);
          const message = { code: 'vrrp-state.none', params: { node, instance, found: names } } as const;
          const { keepalived } = need(world, node);
          const inFile = readConf(keepalived, node).instances.some((each) => each.name === instance);
          const last = inFile
            ? ({ code: 'config-not-reloaded', params: { node, instance, setting: 'vrrp_instance' } } as const)
            : ({ code: 'instance-missing', params: { node, instance } } as const);
          return failing(message, { symptom, last, proof, retryAfter: electionTime });
        }
        const message = {
          code: 'vrrp-state.wrong',
          params: { node, instance, found: found.state, want: state },
        } as const;
        const last = {
          code: 'unexpected-vrrp-state',
          params: { node, instance, state: found.state },
        } as const;
        return failing(message, { symptom, last, proof, retryAfter: electionTime });
      },
      (nodes) => ({ code: 'vrrp-state.ok', params: { nodes, instance, state } }),
    ),
};
