import type { DiagnosisMessage } from '../../../contract/messages/verdicts.js';
import { instanceOn, masterWith } from '../../causes/keepalived.js';
import { devicesWith } from '../../world/ipvs-lookup.js';
import type { Judge } from '../../world/judge.js';
import type { Symptom } from '../../world/symptom.js';
import {
  arpAnswers,
  electionTime,
  factsOn,
  failing,
  judging,
  need,
  pass,
  section,
  shown,
} from '../judging.js';
import { vrrpFacts, proofOf } from '../vrrp.js';

/** A master is judged by its state, by who has the VIP, and by who answers ARP for it: any one alone can lie. */
export const oneMasterJudge: Judge<'one-master'> = {
  settles: true,
  vips: ({ vip }) => [vip],
  wants: ({ among, vip, from }) => ({
    facts: factsOn(among, vrrpFacts),
    experiments: from === undefined ? [] : [{ kind: 'arp', from, address: vip }],
  }),
  judge: ({ among, instance, vip, from, expect }, world) =>
    judging(() => {
      const peers = among.map((node) => need(world, node));
      const states = among.map((node) => {
        section(world, node, 'keepalived');
        const facts = need(world, node);
        const found = instanceOn(facts, instance, peers, vip);
        return { node, state: found?.state ?? '-', found, holds: devicesWith(facts, vip).length > 0 };
      });
      const masters = states.filter((each) => each.state === 'MASTER').map((each) => each.node);
      const holders = states.filter((each) => each.holds).map((each) => each.node);
      const proof = proofOf(world, among);
      const [master] = masters;
      const symptom = {
        kind: 'vrrp',
        what: 'no-master',
        among,
        instance,
        vip,
        ...(expect === undefined ? {} : { expect }),
      } as const;
      const retryAfter = electionTime;
      if (master === undefined) {
        const text = states.map((each) => `${each.node} ${each.state}`).join(', ');
        const last = { code: 'keepalived-not-running', params: { node: among[0] ?? '' } } as const;
        const message = { code: 'one-master.none', params: { instance, states: text } } as const;
        return failing(message, { symptom, last, proof, retryAfter });
      }
      if (masters.length > 1) {
        const last: DiagnosisMessage = {
          code: 'both-masters',
          params: { instance, nodes: masters.join(', ') },
        };
        const message = { code: 'one-master.several', params: { instance, nodes: masters } } as const;
        return failing(message, {
          symptom: { ...symptom, what: 'several-masters' },
          last,
          proof,
          retryAfter,
        });
      }
      if (holders.length !== 1 || holders[0] !== master) {
        const stranger = holders.find((node) => node !== master);
        const other = stranger === undefined ? undefined : masterWith(need(world, stranger), vip);
        const last: DiagnosisMessage =
          stranger === undefined
            ? { code: 'wrong-vip', params: { node: master, instance, found: '-', want: vip } }
            : other === undefined
              ? { code: 'backup-has-vip', params: { node: stranger, vip } }
              : {
                  code: 'unexpected-vrrp-state',
                  params: { node: stranger, instance: other.name, state: other.state },
                };
        const message = { code: 'one-master.vip', params: { vip, holders, master } } as const;
        return failing(message, { symptom: { ...symptom, what: 'vip-elsewhere' }, last, proof, retryAfter });
      }
      if (from !== undefined) {
        const answer = arpAnswers(world, { kind: 'arp', from, address: vip });
        const all = [...proof, shown(from, answer)];
        // With a MAC of the virtual router (RFC 5798) it is the node on whose switch port it is seen, or nobody's.
        const vrid = states.find(({ node }) => node === master)?.found?.vrid ?? 0;
        const virtual = `00:00:5e:00:01:${vrid.toString(16).padStart(2, '0')}`;
        const [only] = answer.macs;
        const right =
          answer.macs.length === 1 &&
          (answer.nodes[0] === master || (answer.nodes.length === 0 && only?.toLowerCase() === virtual));
        if (!right) {
          const last: DiagnosisMessage = {
            code: 'unexpected-arp-owner',
            params: { address: vip, nodes: answer.nodes.join(', ') || (only ?? '-') },
          };
          const nodes = answer.macs.length > answer.nodes.length ? [...answer.nodes, '?'] : answer.nodes;
          const message = { code: 'arp-owner.several', params: { address: vip, nodes } } as const;
          // A node that is no peer of the group answers for its own reasons: a realserver that has the VIP, say.
          const stranger = answer.nodes.some((node) => !among.includes(node));
          const seen: Symptom = stranger
            ? { kind: 'arp', vip, from, answered: answer.nodes, wanted: [master] }
            : { ...symptom, what: 'vip-elsewhere' };
          return failing(message, { symptom: seen, last, proof: all, retryAfter });
        }
      }
      if (expect !== undefined && master !== expect) {
        const last: DiagnosisMessage = {
          code: 'wrong-master',
          params: { instance, found: master, want: expect },
        };
        const message = {
          code: 'one-master.wrong',
          params: { instance, found: master, want: expect },
        } as const;
        return failing(message, { symptom: { ...symptom, what: 'wrong-master' }, last, proof, retryAfter });
      }
      return pass({ code: 'one-master.ok', params: { instance, master, vip } }, proof);
    }),
};
