import type { Ipvs, IpvsService, NodeFacts } from '../../contract/facts.js';
import type { DiagnosisMessage, VerdictMessage } from '../../contract/messages/verdicts.js';
import { serviceFor } from '../causes/look.js';
import type { TableSymptom } from '../world/symptom.js';
import {
  addressOf,
  findService,
  keyOf,
  type ServiceName,
  serverName,
  serviceKey,
} from '../world/ipvs-lookup.js';
import type { Assessment, World } from '../world/judge.js';
import { evidence, failing, need, section, statsLag, unknown } from './judging.js';

/** The tables that a node has; keepalived beside it, as what it did not make stays beside what it did. */
export const tables = { ipvs: true, keepalived: true, firewall: true } as const;

/** The table as the kernel has it; a tool that says otherwise makes the judge say so. */
export function tableOf(
  world: World,
  node: string,
): { readonly ipvs: Ipvs; readonly contradicted?: Assessment } {
  const ipvs = section(world, node, 'ipvs');
  const kernel = ipvs.kernel;
  if (kernel === undefined) return { ipvs };
  const lines = (services: Ipvs['services']) =>
    services
      .map((each) =>
        [
          keyOf(each),
          each.scheduler,
          ...each.servers.map((one) => `${serverName(one)} ${one.method} ${one.weight}`).toSorted(),
        ].join(' '),
      )
      .toSorted()
      .join('; ');
  const [tool, own] = [lines(ipvs.services), lines(kernel)];
  if (tool === own) return { ipvs };
  const params = { node, tool: tool || '-', kernel: own || '-' };
  return {
    ipvs,
    contradicted: {
      ...unknown({ code: 'unknown.contradicted', params }, evidence(world, node, 'ipvs')),
      // The two are read one after the other: a server that is being added is in one of them only.
      retryAfter: statsLag,
    },
  };
}

/** The service that is asked for: by its name, or by a firewall mark that carries the same traffic. */
export function serviceOf(
  world: World,
  node: string,
  ipvs: Ipvs,
  name: ServiceName,
): IpvsService | undefined {
  const at = addressOf(name);
  const named = findService(ipvs, name);
  if (named !== undefined || at === undefined || name.tcp === undefined) return named;
  return serviceFor(need(world, node), at.address, at.port);
}

/** There is no such service. */
export function noService(world: World, node: string, ipvs: Ipvs, service: ServiceName): Assessment {
  const key = serviceKey(service);
  const message: VerdictMessage = ipvs.loaded
    ? { code: 'ipvs-service.missing', params: { node, service: key, found: ipvs.services.map(keyOf) } }
    : { code: 'ipvs.not-loaded', params: { node } };
  const symptom: TableSymptom = { kind: 'table', what: 'service', node, service };
  const last: DiagnosisMessage = { code: 'no-virtual-service', params: { node, service: key } };
  return failing(message, { symptom, last, proof: evidence(world, node, 'ipvs', 'keepalived-test') });
}

/** Rules that a boot does not bring back, or not all of them. */
export function rulesNotKept(
  on: readonly string[],
  facts: (node: string) => NodeFacts | undefined,
): DiagnosisMessage | undefined {
  const empty = on.find((each) => facts(each)?.ipvs?.services.length === 0);
  if (empty !== undefined) return { code: 'rules-not-kept', params: { node: empty } };
  // Of several tables that hold something the check's own cause knows which is not as it was.
  const [node] = on;
  return on.length === 1 && node !== undefined && facts(node)?.ipvs !== undefined
    ? { code: 'rules-differ-after-boot', params: { node } }
    : undefined;
}
