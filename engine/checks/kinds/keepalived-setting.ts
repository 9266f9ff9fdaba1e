import type { NodeFacts } from '../../../contract/facts.js';
import { keepalivedCauses } from '../../causes/keepalived.js';
import type { Judge } from '../../world/judge.js';
import { evidence, factsOn, fail, need, overNodes, pass, saidOf, section } from '../judging.js';
import { readConf } from '../../keepalived/conf.js';

/** A setting as keepalived reads it: comments, includes, definitions and lines for other hosts are no part of it. */
function valueOf(
  node: string,
  facts: NodeFacts,
  setting: string,
  instance: string | undefined,
): string | undefined {
  const { tree } = readConf(facts.keepalived, node);
  const all = tree.statements.filter(({ keyword }) =>
    instance === undefined ? keyword === 'global_defs' : keyword === 'vrrp_instance',
  );
  const named = instance === undefined ? all : all.filter(({ args }) => args[0] === instance);
  // With one instance in the file there is no doubt which is meant, whatever it is called.
  const blocks = named.length > 0 || all.length !== 1 ? named : all;
  return blocks
    .flatMap(({ block }) => block ?? [])
    .findLast(({ keyword }) => keyword === setting)
    ?.args.join(' ');
}

export const keepalivedSettingJudge: Judge<'keepalived-setting'> = {
  wants: ({ on }) => ({ facts: factsOn(on, { keepalived: true, network: true }), experiments: [] }),
  judge: ({ on, instance, setting, equals, not }, world) =>
    overNodes(
      on,
      (node) => {
        const { config } = section(world, node, 'keepalived');
        const facts = need(world, node);
        const proof = evidence(world, node, 'keepalived-config');
        if (config === undefined) {
          const [cause] = keepalivedCauses(node, facts);
          return fail({ code: 'keepalived-config.missing', params: { node } }, cause, proof);
        }
        const found = valueOf(node, facts, setting, instance);
        const shown = found ?? '-';
        // What is not said is keepalived's default, which is no value of anybody else's.
        const right =
          equals === undefined ? (not !== undefined ? found !== not : found !== undefined) : found === equals;
        const where = instance ?? 'global_defs';
        if (right) {
          const params = { nodes: [node], instance: where, setting, value: shown };
          return pass({ code: 'keepalived-setting.ok', params }, proof);
        }
        const params = { node, instance: where, setting, found: shown };
        if (equals !== undefined) {
          const differs = { ...params, want: equals };
          return fail(
            { code: 'keepalived-config.differs', params: differs },
            { code: 'setting-differs', params: differs },
            proof,
          );
        }
        return fail(
          { code: 'keepalived-setting.taken', params },
          { code: found === undefined ? 'setting-missing' : 'setting-copied', params },
          proof,
        );
      },
      (nodes, each) => ({
        code: 'keepalived-setting.ok',
        params: {
          nodes,
          instance: instance ?? 'global_defs',
          setting,
          value: saidOf(each, 'keepalived-setting.ok', 'value'),
        },
      }),
    ),
};
