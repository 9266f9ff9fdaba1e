import type { NodeFacts } from '../../../contract/facts.js';
import type { DiagnosisMessage } from '../../../contract/messages/verdicts.js';
import type { Evidence } from '../../../contract/verdict.js';
import type { Judge } from '../../world/judge.js';
import { evidence, factsOn, fail, judging, list, need, pass, section } from '../judging.js';
import { confsOf, lintNode, lintTogether } from '../../keepalived/lint.js';
import type { Problem } from '../../keepalived/test-output.js';
import { readConf } from '../../keepalived/conf.js';

export const keepalivedConfigJudge: Judge<'keepalived-config'> = {
  vips: ({ vip }) => (vip === undefined ? [] : [vip]),
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
