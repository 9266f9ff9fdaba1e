import type { FactsRequest } from '../../../contract/facts.js';
import type { DiagnosisMessage } from '../../../contract/messages/verdicts.js';
import type { Evidence } from '../../../contract/verdict.js';
import { factsIf } from '../diagnose/case.js';
import { nodeCause, vrrpCause } from '../diagnose/vrrp.js';
import { devicesWith } from '../ipvs-lookup.js';
import type { Judge, World } from '../judge.js';
import {
  electionTime,
  evidence,
  factsOn,
  fail,
  judging,
  list,
  need,
  overNodes,
  pass,
  resultOf,
  section,
  shown,
} from '../judging.js';
import { confsOf, lintNode, lintTogether } from '../keepalived/lint.js';
import type { Problem } from '../keepalived/test-output.js';
import { readConf } from '../keepalived/conf.js';

const vrrpFacts: FactsRequest = { network: true, keepalived: true, firewall: true };

function proofOf(world: World, nodes: readonly string[]): readonly Evidence[] {
  return nodes.flatMap((node) =>
    evidence(world, node, 'keepalived', 'addresses', 'keepalived-test', 'keepalived-config'),
  );
}

/** The instance is looked at on every director, because the reason may stand in the peer's file. */
export const vrrpStateJudge: Judge<'vrrp-state'> = {
  wants: ({ on }, topology) => {
    const directors = topology.nodes.filter((node) => node.role === 'director').map((node) => node.name);
    return { facts: factsOn([...new Set([...list(on), ...directors])], vrrpFacts), experiments: [] };
  },
  judge: ({ on, instance, state }, world) =>
    overNodes(
      on,
      (node) => {
        const { instances } = section(world, node, 'keepalived');
        const found = instances.find((each) => each.name === instance);
        const proof = proofOf(world, [node]);
        if (found?.state === state) {
          return pass({ code: 'vrrp-state.ok', params: { nodes: [node], instance, state } }, proof);
        }
        const cause = nodeCause(node, need(world, node)) ?? vrrpCause(world, { instance });
        if (found === undefined) {
          const names = instances.map((each) => each.name);
          const message = { code: 'vrrp-state.none', params: { node, instance, found: names } } as const;
          const last = { code: 'instance-missing', params: { node, instance } } as const;
          return fail(message, cause ?? last, proof, electionTime);
        }
        const message = {
          code: 'vrrp-state.wrong',
          params: { node, instance, found: found.state, want: state },
        } as const;
        const last = {
          code: 'unexpected-vrrp-state',
          params: { node, instance, state: found.state },
        } as const;
        return fail(message, cause ?? last, proof, electionTime);
      },
      (nodes) => ({ code: 'vrrp-state.ok', params: { nodes, instance, state } }),
    ),
};

/** A master is judged by its state, by who has the VIP, and by who answers ARP for it: any one alone can lie. */
export const oneMasterJudge: Judge<'one-master'> = {
  wants: ({ among, vip, from }) => ({
    facts: factsOn(among, vrrpFacts),
    experiments: from === undefined ? [] : [{ kind: 'arp', from, address: vip }],
  }),
  judge: ({ among, instance, vip, from, expect }, world) =>
    judging(() => {
      const states = among.map((node) => {
        const found = section(world, node, 'keepalived').instances.find((each) => each.name === instance);
        return { node, state: found?.state ?? '-', holds: devicesWith(need(world, node), vip).length > 0 };
      });
      const masters = states.filter((each) => each.state === 'MASTER').map((each) => each.node);
      const holders = states.filter((each) => each.holds).map((each) => each.node);
      const proof = proofOf(world, among);
      const cause = vrrpCause(world, { instance, vip, among });
      const [master] = masters;
      const left = among.find((node) => !factsIf(world, node)?.keepalived?.running && holders.includes(node));
      if (master === undefined) {
        const text = states.map((each) => `${each.node} ${each.state}`).join(', ');
        const last = { code: 'keepalived-not-running', params: { node: among[0] ?? '' } } as const;
        return fail(
          { code: 'one-master.none', params: { instance, states: text } },
          cause ?? last,
          proof,
          electionTime,
        );
      }
      if (masters.length > 1) {
        const last: DiagnosisMessage = {
          code: 'both-masters',
          params: { instance, nodes: masters.join(', ') },
        };
        return fail(
          { code: 'one-master.several', params: { instance, nodes: masters } },
          cause ?? last,
          proof,
          electionTime,
        );
      }
      if (holders.length !== 1 || holders[0] !== master) {
        const stranger = holders.find((node) => node !== master);
        const last: DiagnosisMessage =
          left !== undefined
            ? { code: 'vip-left-after-kill', params: { node: left, vip } }
            : (cause ??
              (stranger === undefined
                ? { code: 'wrong-vip', params: { node: master, instance, found: '-', want: vip } }
                : { code: 'backup-has-vip', params: { node: stranger, vip } }));
        return fail({ code: 'one-master.vip', params: { vip, holders, master } }, last, proof, electionTime);
      }
      if (from !== undefined) {
        const asked = resultOf<'arp'>(world, { kind: 'arp', from, address: vip });
        if (asked.macs.length !== 1 || asked.nodes[0] !== master) {
          const nodes = asked.nodes.length === 0 ? '-' : asked.nodes.join(', ');
          const message = {
            code: 'arp-owner.several',
            params: { address: vip, nodes: asked.nodes },
          } as const;
          const last: DiagnosisMessage = { code: 'unexpected-arp-owner', params: { address: vip, nodes } };
          return fail(message, cause ?? last, [shown(from, asked), ...proof], electionTime);
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
        return fail(message, cause ?? last, proof, electionTime);
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
      const broken = own.filter((each) => each.severity === 'error');
      const [first] = broken;
      if (first !== undefined) return problems(first, broken.length, proof);
      const wrong = settings(params, facts, proof);
      if (wrong !== undefined) return wrong;
      const cross = lintTogether(confsOf(facts)).filter((each) => each.severity === 'error');
      const between = cross[0];
      if (between !== undefined) return problems(between, cross.length, proof);
      return pass({ code: 'keepalived-config.ok', params: { nodes } }, proof);
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
  facts: ReadonlyMap<string, { keepalived?: { config?: string } }>,
  proof: readonly Evidence[],
): ReturnType<typeof fail> | undefined {
  const { instance: name } = params;
  for (const [node, each] of facts) {
    const conf = readConf(each.keepalived?.config ?? '');
    const found = name === undefined ? conf.instances[0] : conf.instances.find((one) => one.name === name);
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
  facts: ReadonlyMap<string, { keepalived?: { config?: string } }>,
  instance: string,
): readonly (readonly [string, string])[] {
  return [...facts].map(([node, each]) => {
    const found = readConf(each.keepalived?.config ?? '').instances.find((one) => one.name === instance);
    return [node, String(found?.vrid ?? '-')] as const;
  });
}
