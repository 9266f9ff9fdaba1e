import { keyOf } from '../../world/ipvs-lookup.js';
import { tableOf } from '../ipvs-table.js';
import type { Judge } from '../../world/judge.js';
import { evidence, factsOn, fail, overNodes, pass } from '../judging.js';

export const ipvsEmptyJudge: Judge<'ipvs-empty'> = {
  wants: ({ on }) => ({ facts: factsOn(on, { ipvs: true }), experiments: [] }),
  judge: ({ on }, world) =>
    overNodes(
      on,
      (node) => {
        const { ipvs, contradicted } = tableOf(world, node);
        if (contradicted !== undefined) return contradicted;
        const services = ipvs.services.map(keyOf);
        const proof = evidence(world, node, 'ipvs');
        if (services.length === 0) return pass({ code: 'ipvs-empty.ok', params: { nodes: [node] } }, proof);
        const diagnosis = {
          code: 'ipvs-rules-left',
          params: { node, services: services.join(', ') },
        } as const;
        return fail({ code: 'ipvs-empty.present', params: { node, services } }, diagnosis, proof);
      },
      (nodes) => ({ code: 'ipvs-empty.ok', params: { nodes } }),
    ),
};
