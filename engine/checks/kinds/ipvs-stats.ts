import type { DiagnosisMessage } from '../../../contract/messages/verdicts.js';
import { addressesOf, addressOf, serverName, serviceKey } from '../../world/ipvs-lookup.js';
import { noService, serviceOf, tableOf, tables } from '../ipvs-table.js';
import type { Judge } from '../../world/judge.js';
import { evidence, factsOn, fail, failing, overNodes, pass, statsLag, unknown } from '../judging.js';

export const ipvsStatsJudge: Judge<'ipvs-stats'> = {
  moves: true,
  vips: addressesOf,
  wants: ({ on }) => ({ facts: factsOn(on, tables), experiments: [] }),
  judge: (params, world) => {
    const service = serviceKey(params);
    let totals = { connections: 0, outPackets: 0 };
    return overNodes(
      params.on,
      (node) => {
        const { ipvs, contradicted } = tableOf(world, node);
        if (contradicted !== undefined) return contradicted;
        const proof = evidence(world, node, 'ipvs-stats', 'ipvs');
        const found = serviceOf(world, node, ipvs, params);
        if (found === undefined) return noService(world, node, ipvs, params);
        const { connections, outPackets } = found;
        totals = { connections, outPackets };
        const at = addressOf(params) ?? { address: '', port: 0 };
        const symptom = { kind: 'requests', vip: at.address, port: at.port } as const;
        if (ipvs.total !== undefined && connections > ipvs.total) {
          const told = { node, tool: String(connections), kernel: String(ipvs.total) };
          return unknown({ code: 'unknown.contradicted', params: told }, proof);
        }
        if (connections < params.connections) {
          const message = {
            code: 'ipvs-stats.few',
            params: { node, service, connections, want: params.connections },
          } as const;
          // Of some it cannot be said that there were none: maybe nobody asked for more.
          const last =
            connections > 0 ? undefined : ({ code: 'stats-none', params: { node, service } } as const);
          return failing(message, { symptom, last, proof, retryAfter: statsLag });
        }
        const wrong =
          params.replies === 'none' ? outPackets > 0 : params.replies === 'some' && outPackets === 0;
        if (wrong) {
          const message = {
            code: 'ipvs-stats.replies',
            params: { node, service, outPackets, want: params.replies ?? '' },
          } as const;
          const retryAfter = params.replies === 'some' ? statsLag : undefined;
          const other = found.servers.find(
            ({ method }) => (method === 'nat') === (params.replies === 'none'),
          );
          if (other !== undefined) {
            const ways = new Set(found.servers.map(({ method }) => method));
            const want = params.replies === 'some' ? 'nat' : ways.has('tun') ? 'tun' : 'dr';
            const differs = { node, server: serverName(other), found: other.method, want };
            return fail(message, { code: 'wrong-method', params: differs }, proof, retryAfter);
          }
          // By NAT nothing came back: what keeps replies away is looked for as for requests that time out.
          const last: DiagnosisMessage =
            params.replies === 'none'
              ? { code: 'replies-through-director', params: { node, service } }
              : { code: 'no-replies-through-director', params: { node, service } };
          if (params.replies === 'none') return fail(message, last, proof);
          return failing(message, { symptom, last, proof, retryAfter });
        }
        return pass({ code: 'ipvs-stats.ok', params: { nodes: [node], service, ...totals } }, proof);
      },
      (nodes) => ({ code: 'ipvs-stats.ok', params: { nodes, service, ...totals } }),
    );
  },
};
