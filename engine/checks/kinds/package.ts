import { own } from '../../../contract/own.js';
import type { Judge } from '../../world/judge.js';
import { evidence, factsOn, fail, overNodes, pass, saidOf, section } from '../judging.js';

export const packageJudge: Judge<'package'> = {
  wants: ({ on, name }) => ({ facts: factsOn(on, { packages: [name] }), experiments: [] }),
  judge: ({ on, name }, world) =>
    overNodes(
      on,
      (node) => {
        const found = own(section(world, node, 'packages'), name);
        const proof = evidence(world, node, 'packages');
        const code =
          name === 'ipvsadm' || name === 'keepalived' ? (`${name}-not-installed` as const) : undefined;
        if (found === undefined) {
          const diagnosis =
            code === undefined
              ? ({ code: 'package-not-installed', params: { node, name } } as const)
              : ({ code, params: { node } } as const);
          return fail({ code: 'package.missing', params: { node, name } }, diagnosis, proof);
        }
        return pass({ code: 'package.installed', params: { nodes: [node], name, version: found } }, proof);
      },
      (nodes, each) => ({
        code: 'package.installed',
        params: { nodes, name, version: saidOf(each, 'package.installed', 'version') },
      }),
    ),
};
