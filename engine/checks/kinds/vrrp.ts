import type { FactsRequest, NodeFacts } from '../../../contract/facts.js';
import type { DiagnosisMessage } from '../../../contract/messages/verdicts.js';
import type { Evidence } from '../../../contract/verdict.js';
import { instanceOn, masterWith } from '../../causes/keepalived.js';
import { factsIf } from '../../causes/look.js';
import { peersOf } from '../../experiments/topology-lookup.js';
import { devicesWith } from '../ipvs-lookup.js';
import type { Judge, World } from '../judge.js';
import {
  arpAnswers,
  electionTime,
  evidence,
  factsOn,
  fail,
  failing,
  judging,
  list,
  need,
  overNodes,
  pass,
  section,
  shown,
} from '../judging.js';
import { confsOf, lintNode, lintTogether } from '../keepalived/lint.js';
import type { Problem } from '../keepalived/test-output.js';
import { readConf } from '../keepalived/conf.js';

const vrrpFacts: FactsRequest = { network: true, keepalived: true };

function proofOf(world: World, nodes: readonly string[]): readonly Evidence[] {
  return nodes.flatMap((node) =>
    evidence(world, node, 'keepalived', 'addresses', 'keepalived-test', 'keepalived-config', 'log'),
  );
}

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
          const last = { code: 'instance-missing', params: { node, instance } } as const;
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

/** A master is judged by its state, by who has the VIP, and by who answers ARP for it: any one alone can lie. */
export const oneMasterJudge: Judge<'one-master'> = {
  settles: true,
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
          return failing(message, {
            symptom: { ...symptom, what: 'vip-elsewhere' },
            last,
            proof: all,
            retryAfter,
          });
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

export const keepalivedConfigJudge: Judge<'keepalived-config'> = {
  wants: ({ on }) => ({ facts: factsOn(on, { network: true, keepalived: true }), experiments: [] }),
  judge: (params, world) =>
    judging(() => {
      const nodes = list(params.on);
      const facts = new Map(nodes.map((node) => [node, need(world, node)]));
      const proof = nodes.flatMap((node) => evidence(world, node, 'keepalived-test', 'keepalived-config'));
      for (const node of nodes) {
        const keepalived = section(world, node, 'keepalived');
        if (keepalived.config === undefined) {
          const missing = keepalived.test === undefined && !keepalived.running;
          const code = missing ? 'keepalived-not-installed' : 'keepalived-config-missing';
          return fail(
            { code: 'keepalived-config.missing', params: { node } },
            { code, params: { node } },
            proof,
          );
        }
      }
      const own = [...facts].flatMap(([node, each]) => lintNode(node, each));
      // Of one instance its own group alone: what is wrong with others is theirs.
      const cross = lintTogether(confsOf(facts), params.instance);
      const broken = own.filter((each) => each.severity !== 'warning');
      const [first] = broken;
      if (first !== undefined) return problems(first, broken.length, proof);
      const wrong = settings(params, facts, proof);
      if (wrong !== undefined) return wrong;
      const between = cross.filter((each) => each.severity !== 'warning');
      if (between[0] !== undefined) return problems(between[0], between.length, proof);
      const also = [...own, ...cross].map(({ diagnosis }) => ({ how: 'note', diagnosis }) as const);
      return {
        ...pass({ code: 'keepalived-config.ok', params: { nodes } }, proof),
        ...(also.length === 0 ? {} : { also }),
      };
    }),
};

function problems(first: Problem, count: number, proof: readonly Evidence[]): ReturnType<typeof fail> {
  const params = { node: first.node, line: first.line, problem: first.text, count };
  return fail({ code: 'keepalived-config.problems', params }, first.diagnosis, proof);
}

type Params = Parameters<(typeof keepalivedConfigJudge)['judge']>[0];

/** What the lab wants of an instance on each node. */
function settings(
  params: Params,
  facts: ReadonlyMap<string, NodeFacts>,
  proof: readonly Evidence[],
): ReturnType<typeof fail> | undefined {
  const { instance: name } = params;
  for (const [node, each] of facts) {
    const conf = readConf(each.keepalived, node);
    const found =
      name === undefined
        ? conf.instances[0]
        : (conf.instances.find((one) => one.name === name) ??
          conf.instances.find((one) => params.vrid !== undefined && one.vrid === Number(params.vrid)));
    const instance = found?.name ?? name ?? 'vrrp_instance';
    const differs = (
      setting: string,
      is: string,
      want: string,
      diagnosis: DiagnosisMessage,
    ): ReturnType<typeof fail> =>
      fail(
        { code: 'keepalived-config.differs', params: { node, instance, setting, found: is, want } },
        diagnosis,
        proof,
      );
    if (found === undefined) {
      if (name === undefined && params.vip === undefined && params.vrid === undefined) continue;
      return differs('vrrp_instance', '-', instance, {
        code: 'instance-missing',
        params: { node, instance },
      });
    }
    if (params.vrid !== undefined && found.vrid !== Number(params.vrid)) {
      const values = { found: String(found.vrid ?? '-'), want: String(params.vrid) };
      const others = [...facts].some(([other]) => other !== node);
      const all = confVrids(facts, instance);
      const diagnosis: DiagnosisMessage =
        others && new Set(all.map(([, vrid]) => vrid)).size > 1
          ? {
              code: 'vrid-differs',
              params: { instance, found: all.map(([at, vrid]) => `${at}: ${vrid}`).join(', ') },
            }
          : { code: 'wrong-vrid', params: { node, instance, ...values } };
      return differs('virtual_router_id', values.found, values.want, diagnosis);
    }
    const priority = params.priority?.[node];
    if (priority !== undefined && found.priority !== priority) {
      const values = { found: String(found.priority), want: String(priority) };
      const equal = [...facts].some(
        ([other]) => other !== node && params.priority?.[other] === found.priority,
      );
      const diagnosis: DiagnosisMessage = equal
        ? { code: 'equal-priority', params: { instance, priority: found.priority } }
        : { code: 'wrong-priority', params: { node, instance, ...values } };
      return differs('priority', values.found, values.want, diagnosis);
    }
    const { vip } = params;
    if (vip !== undefined && !found.vips.includes(vip)) {
      const values = { found: found.vips.join(' ') || '-', want: vip };
      const second = conf.instances.indexOf(found) > 0;
      const code = second ? 'vip-wrong-on-second' : 'wrong-vip';
      return differs('virtual_ipaddress', values.found, vip, { code, params: { node, instance, ...values } });
    }
  }
  return undefined;
}

function confVrids(
  facts: ReadonlyMap<string, NodeFacts>,
  instance: string,
): readonly (readonly [string, string])[] {
  return [...facts].map(([node, each]) => {
    const found = readConf(each.keepalived, node).instances.find((one) => one.name === instance);
    return [node, String(found?.vrid ?? '-')] as const;
  });
}
