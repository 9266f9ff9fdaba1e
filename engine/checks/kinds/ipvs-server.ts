import type { IpvsServer, IpvsService } from '../../../contract/facts.js';
import type { DiagnosisMessage } from '../../../contract/messages/verdicts.js';
import { addressesOf, serverName, serviceKey } from '../../world/ipvs-lookup.js';
import { noService, rulesNotKept, serviceOf, tableOf, tables } from '../ipvs-table.js';
import type { Judge } from '../../world/judge.js';
import { evidence, factsOn, fail, failing, list, overNodes, pass } from '../judging.js';

/** A server of a mark may have no port: then it keeps the one that was asked. */
function entryFor(service: IpvsService, server: string): IpvsServer | undefined {
  const [address] = server.split(':');
  return service.servers.find(
    (each) =>
      serverName(each) === server ||
      (service.protocol === 'fwmark' && each.port === 0 && each.address === address),
  );
}

export const ipvsServerJudge: Judge<'ipvs-server'> = {
  vips: addressesOf,
  wants: ({ on }) => ({ facts: factsOn(on, tables), experiments: [] }),
  judge: (params, world) => {
    const service = serviceKey(params);
    const servers = list(params.server);
    return overNodes(
      params.on,
      (node) => {
        const { ipvs, contradicted } = tableOf(world, node);
        if (contradicted !== undefined) return contradicted;
        const proof = evidence(world, node, 'ipvs', 'keepalived-test');
        const found = serviceOf(world, node, ipvs, params);
        const at = { kind: 'table', node, service: params } as const;
        if (!params.present) {
          const left = servers.find((each) => found !== undefined && entryFor(found, each) !== undefined);
          if (left === undefined)
            return pass({ code: 'ipvs-server.gone', params: { nodes: [node], service, servers } }, proof);
          const where = { node, service, server: left };
          return fail(
            { code: 'ipvs-server.present', params: where },
            { code: 'server-left', params: where },
            proof,
          );
        }
        if (found === undefined) return noService(world, node, ipvs, params);
        for (const server of servers) {
          const entry = entryFor(found, server);
          if (entry === undefined) {
            const all = found.servers.map(serverName);
            const message = {
              code: 'ipvs-server.missing',
              params: { node, service, server, found: all },
            } as const;
            const last: DiagnosisMessage = { code: 'server-missing', params: { node, service, server } };
            return failing(message, { symptom: { ...at, what: 'server', server }, last, proof });
          }
          if (params.method !== undefined && entry.method !== params.method && entry.method !== 'local') {
            const differs = { node, server, found: entry.method, want: params.method };
            return fail(
              { code: 'ipvs-server.method', params: differs },
              { code: 'wrong-method', params: differs },
              proof,
            );
          }
          const weight = params.weight === undefined ? undefined : Number(params.weight);
          if (weight !== undefined && entry.weight !== weight) {
            const message = {
              code: 'ipvs-server.weight',
              params: { node, server, found: entry.weight, want: weight },
            } as const;
            const diagnosis: DiagnosisMessage =
              entry.weight === 0
                ? { code: 'weight-zero', params: { node, server } }
                : {
                    code: 'wrong-weight',
                    params: { node, server, found: String(entry.weight), want: String(weight) },
                  };
            return fail(message, diagnosis, proof);
          }
        }
        return pass({ code: 'ipvs-server.ok', params: { nodes: [node], service, servers } }, proof);
      },
      (nodes) =>
        params.present
          ? { code: 'ipvs-server.ok', params: { nodes, service, servers } }
          : { code: 'ipvs-server.gone', params: { nodes, service, servers } },
    );
  },
  notKept: ({ on }, facts) => rulesNotKept(list(on), facts),
};
