import type { IpvsService } from '../../../contract/facts.js';
import { keepalivedCauses } from '../../causes/keepalived.js';
import { keyWritten, notWritten } from '../../causes/table.js';
import { keyOf, serverName } from '../../world/ipvs-lookup.js';
import { tableOf } from '../ipvs-table.js';
import type { Judge } from '../../world/judge.js';
import { checkWarmUp, evidence, factsOn, fail, failing, need, overNodes, pass, section } from '../judging.js';
import { type ConfVirtualServer, readConf } from '../../keepalived/conf.js';

const methods: Readonly<Record<string, string>> = { DR: 'dr', NAT: 'nat', TUN: 'tun' };

/** What of a service in the table is not as the file says; a server that a health check took out is none. */
function difference(running: IpvsService, written: ConfVirtualServer): string | undefined {
  if (running.scheduler !== written.scheduler) return running.scheduler;
  if ((running.persistent ?? 0) !== (written.persistence ?? 0))
    return `persistent ${running.persistent ?? 0}`;
  for (const server of running.servers) {
    if (serverName(server) === written.sorry) continue;
    const own = written.servers.find((each) => `${each.address}:${each.port}` === serverName(server));
    if (own === undefined) return serverName(server);
    const method = methods[written.method.toUpperCase()];
    if (method !== undefined && server.method !== method && server.method !== 'local')
      return `${serverName(server)} ${server.method}`;
    if (server.weight !== 0 && server.weight !== own.weight)
      return `${serverName(server)} weight ${server.weight}`;
  }
  return undefined;
}

/** The running IPVS table against keepalived's own configuration. */
export const ipvsAsConfiguredJudge: Judge<'ipvs-as-configured'> = {
  wants: ({ on }) => ({ facts: factsOn(on, { ipvs: true, keepalived: true }), experiments: [] }),
  judge: ({ on }, world) =>
    overNodes(
      on,
      (node) => {
        const { ipvs, contradicted } = tableOf(world, node);
        if (contradicted !== undefined) return contradicted;
        const proof = evidence(world, node, 'ipvs', 'keepalived-config');
        const facts = need(world, node);
        const written = readConf(section(world, node, 'keepalived'), node).virtualServers;
        for (const each of written) {
          const key = keyWritten(each);
          const running = ipvs.services.find((one) => keyOf(one).replace(/^udp/, 'tcp') === key);
          if (running === undefined) {
            const at =
              each.fwmark === undefined ? { tcp: `${each.address}:${each.port}` } : { fwmark: each.fwmark };
            return failing(
              {
                code: 'ipvs-service.missing',
                params: { node, service: key, found: ipvs.services.map(keyOf) },
              },
              {
                symptom: { kind: 'table', what: 'service', node, service: at },
                proof,
                retryAfter: checkWarmUp,
              },
            );
          }
          const detail = difference(running, each);
          if (detail === undefined) continue;
          const params = { node, service: key, detail };
          // Only a keepalived that runs with a good file has found what it left as it was.
          const [own] = keepalivedCauses(node, facts, undefined, 'checkers');
          return fail(
            { code: 'ipvs-as-configured.differs', params },
            own ?? { code: 'preexisting-ipvs-rules', params },
            proof,
          );
        }
        const strange = notWritten(node, ipvs, written);
        if (strange !== undefined) {
          const services = ipvs.services.map(keyOf);
          return fail({ code: 'ipvs-empty.present', params: { node, services } }, strange, proof);
        }
        return pass({ code: 'ipvs-as-configured.ok', params: { nodes: [node] } }, proof);
      },
      (nodes) => ({ code: 'ipvs-as-configured.ok', params: { nodes } }),
    ),
};
