import type { IpvsService } from '../../../contract/facts.js';
import type { DiagnosisMessage } from '../../../contract/messages/verdicts.js';
import { byHand } from '../../causes/table.js';
import type { TableSymptom } from '../../world/symptom.js';
import { addressesOf, serviceKey, type ServiceName } from '../../world/ipvs-lookup.js';
import { noService, rulesNotKept, serviceOf, tableOf, tables } from '../ipvs-table.js';
import type { Assessment, Judge, World } from '../../world/judge.js';
import { evidence, factsOn, failing, list, need, overNodes, pass, saidOf } from '../judging.js';

function noted(
  world: World,
  node: string,
  service: IpvsService,
  name: ServiceName,
): Pick<Assessment, 'also'> {
  const note: DiagnosisMessage | undefined =
    service.protocol === 'fwmark' && name.fwmark === undefined
      ? { code: 'service-by-mark', params: { node, mark: String(service.port), service: serviceKey(name) } }
      : byHand(node, need(world, node));
  return note === undefined ? {} : { also: [{ how: 'note', diagnosis: note }] };
}

export const ipvsServiceJudge: Judge<'ipvs-service'> = {
  vips: addressesOf,
  wants: ({ on }) => ({ facts: factsOn(on, tables), experiments: [] }),
  judge: (params, world) => {
    const service = serviceKey(params);
    return overNodes(
      params.on,
      (node) => {
        const { ipvs, contradicted } = tableOf(world, node);
        if (contradicted !== undefined) return contradicted;
        const proof = evidence(world, node, 'ipvs', 'keepalived-test');
        const found = serviceOf(world, node, ipvs, params);
        const at = { kind: 'table', node, service: params } as const;
        if (found === undefined) return noService(world, node, ipvs, params);
        const { scheduler } = found;
        if (params.scheduler !== undefined && scheduler !== params.scheduler) {
          const differs = { node, service, found: scheduler, want: params.scheduler };
          const symptom: TableSymptom = {
            ...at,
            what: 'scheduler',
            found: scheduler,
            want: params.scheduler,
          };
          const last: DiagnosisMessage = { code: 'wrong-scheduler', params: differs };
          return failing({ code: 'ipvs-service.scheduler', params: differs }, { symptom, last, proof });
        }
        const wanted = params.persistent;
        const seconds = found.persistent ?? 0;
        if (wanted !== undefined && seconds !== (wanted === false ? 0 : Number(wanted))) {
          const want = wanted === false ? 0 : Number(wanted);
          const message = {
            code: 'ipvs-service.persistent',
            params: { node, service, found: seconds, want },
          } as const;
          const differs = { node, service, found: String(seconds), want: String(want) };
          const symptom: TableSymptom = { ...at, ...differs, service: params, what: 'persistence' };
          const last: DiagnosisMessage = { code: 'persistence-differs', params: differs };
          return failing(message, { symptom, last, proof });
        }
        const ok = { code: 'ipvs-service.ok', params: { nodes: [node], service, scheduler } } as const;
        return { ...pass(ok, proof), ...noted(world, node, found, params) };
      },
      (nodes, each) => ({
        code: 'ipvs-service.ok',
        params: { nodes, service, scheduler: saidOf(each, 'ipvs-service.ok', 'scheduler') },
      }),
    );
  },
  notKept: ({ on }, facts) => rulesNotKept(list(on), facts),
};
