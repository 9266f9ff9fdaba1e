import type { CheckParams } from '../../../contract/checks.js';
import type { DiagnosisMessage, VerdictMessage } from '../../../contract/messages/verdicts.js';
import { interfaceTowards, nodeOf, within } from '../../world/topology-lookup.js';
import type { Topology } from '../../machines/provider.js';
import type { Judge, World } from '../../world/judge.js';
import {
  electionTime,
  arpAnswers,
  factsOn,
  failing,
  judging,
  list,
  need,
  pass,
  shown,
  unknown,
} from '../judging.js';
import { proofOf } from '../traffic.js';

/** Who else could answer ARP for an address: those on its network but the asker and whoever may answer. */
function rivalsOf(topology: Topology, { from, address, owner }: CheckParams<'arp-owner'>): readonly string[] {
  return topology.nodes
    .filter(({ name, interfaces }) => {
      const near = interfaces.some((each) => within(address, each.address, each.prefix));
      return near && name !== from && !list(owner).includes(name);
    })
    .map(({ name }) => name);
}

/**
 * A node whose silence says nothing of its settings: it is off, cannot be asked, or is cut off from the network. That
 * another one alone answers is no merit then.
 */
function cannotAnswer(world: World, address: string, rivals: readonly string[]): VerdictMessage | undefined {
  for (const node of rivals) {
    const { addresses, links } = need(world, node);
    if (addresses === undefined || links === undefined)
      return { code: 'unknown.facts', params: { node, detail: 'ip addr' } };
    const dev = interfaceTowards(nodeOf(world.topology, node), address)?.dev ?? '';
    const link = links.find((each) => each.dev === dev);
    if (link === undefined || !link.up || !link.carrier)
      return { code: 'unknown.cut-off', params: { node, dev } };
  }
  return undefined;
}

export const arpOwnerJudge: Judge<'arp-owner'> = {
  vips: ({ address }) => [address],
  wants: ({ from, address, owner }, topology) => ({
    facts: factsOn(rivalsOf(topology, { from, address, owner }), { network: true }),
    experiments: [{ kind: 'arp', from, address }],
  }),
  judge: ({ from, address, owner }, world) =>
    judging(() => {
      const result = arpAnswers(world, { kind: 'arp', from, address });
      const proof = proofOf(world, from, result);
      const wanted = list(owner);
      const [only] = result.nodes;
      if (result.macs.length === 1 && only !== undefined && wanted.includes(only)) {
        const silent = cannotAnswer(world, address, rivalsOf(world.topology, { from, address, owner }));
        if (silent !== undefined) return unknown(silent, proof);
        return pass({ code: 'arp-owner.ok', params: { address, owner: only } }, [shown(from, result)]);
      }
      const symptom = { kind: 'arp', vip: address, from, answered: result.nodes, wanted } as const;
      const names = result.macs.length > result.nodes.length ? [...result.nodes, '?'] : result.nodes;
      const retry = wanted.length > 1 ? electionTime : undefined;
      if (result.macs.length === 0) {
        const [first = ''] = wanted;
        const fallback: DiagnosisMessage = {
          code: 'vip-not-on-director',
          params: { node: first, vip: address },
        };
        return failing(
          { code: 'arp-owner.none', params: { address } },
          { symptom, last: fallback, proof, retryAfter: retry },
        );
      }
      const other: DiagnosisMessage = {
        code: 'unexpected-arp-owner',
        params: { address, nodes: names.join(', ') },
      };
      const message =
        result.macs.length > 1
          ? ({ code: 'arp-owner.several', params: { address, nodes: names } } as const)
          : ({ code: 'arp-owner.wrong', params: { address, node: names[0] ?? '?', want: wanted } } as const);
      return failing(message, { symptom, last: other, proof, retryAfter: retry });
    }),
};
