import type { Judge } from '../../world/judge.js';
import { evidence, factsOn, fail, list, overNodes, pass, section } from '../judging.js';

/** The kernel writes names with underscores, modprobe takes both. */
const nameOf = (name: string): string => name.replaceAll('-', '_');

export const moduleJudge: Judge<'module'> = {
  wants: ({ on }) => ({ facts: factsOn(on, { modules: true }), experiments: [] }),
  judge: ({ on, name }, world) =>
    overNodes(
      on,
      (node) => {
        const loaded = section(world, node, 'modules').includes(nameOf(name));
        const proof = evidence(world, node, 'modules');
        if (loaded) return pass({ code: 'module.loaded', params: { nodes: [node], name } }, proof);
        const diagnosis = { code: 'module-not-loaded', params: { node, name } } as const;
        return fail({ code: 'module.missing', params: { node, name } }, diagnosis, proof);
      },
      (nodes) => ({ code: 'module.loaded', params: { nodes, name } }),
    ),
  notKept: ({ on, name }, facts) => {
    const node = list(on).find((each) => facts(each)?.modules?.includes(nameOf(name)) === false);
    return node === undefined ? undefined : { code: 'module-not-kept', params: { node, name } };
  },
};
