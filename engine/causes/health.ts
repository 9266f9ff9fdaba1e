import type { NodeFacts } from '../../contract/facts.js';
import type { DiagnosisMessage } from '../../contract/messages/verdicts.js';
import { type ConfServer, readConf } from '../keepalived/conf.js';
import { nodeOfAddress } from '../world/topology-lookup.js';
import { cause } from './cause.js';
import { keepalivedCauses, usesKeepalived, writtenServer } from './keepalived.js';
import { factsIf } from './look.js';
import { webAbsent } from './near-miss.js';

/** What a check of keepalived's said last of a server when it refused it (check_http.c, check_tcp.c, check_misc.c). */
const refusals =
  /(MD5 digest error|HTTP status code error|failed after|Timeout connecting|Error connecting|SSL handshake|timeout|timed out|Read error|failed|exited with status \d+|returned)/i;

/** The checker of a server that works itself, and what it saw; undefined: no refusal in the log. */
export function rejection(node: string, facts: NodeFacts, entry: ConfServer): DiagnosisMessage | undefined {
  const server = `${entry.address}:${entry.port}`;
  const [check] = entry.checks;
  if (check === undefined) return undefined;
  const wrong = entry.checks.find(({ port }) => port !== undefined && port !== entry.port);
  if (wrong !== undefined)
    return { code: 'health-check-wrong-port', params: { node, server, port: String(wrong.port) } };
  const line = (facts.log ?? []).findLast(
    ({ text, process }) =>
      process.includes('healthcheckers') && text.includes(`[${entry.address}]`) && refusals.test(text),
  );
  const saw = line?.text;
  if (saw === undefined && check.digest === undefined) return undefined;
  return {
    code: 'health-check-rejects',
    params: {
      node,
      server,
      check: check.kind,
      ...(saw === undefined ? {} : { saw }),
      ...(check.digest === undefined ? {} : { digest: check.digest }),
    },
  };
}

/** F-CHK and its kind: why a realserver does not leave the table, or does not come into it. */
export const health = cause({
  explains: ['health'],
  wants: ({ node, server }, topology) => {
    const owner = nodeOfAddress(topology, server.split(':')[0] ?? '');
    return {
      facts: {
        [node]: { ipvs: true, keepalived: true, log: true, network: true },
        ...(owner === undefined || owner === node ? {} : { [owner]: { listeners: true } }),
      },
    };
  },
  find: ({ node, server, service, what }, world) => {
    const facts = factsIf(world, node);
    // Without keepalived somebody else looks after the servers, or nobody does.
    if (facts?.keepalived === undefined || !usesKeepalived(facts)) return undefined;
    const [address = '', port = ''] = server.split(':');
    const entry = writtenServer(readConf(facts.keepalived, node), service, server);
    if (entry?.checks.length === 0)
      return { diagnosis: { code: 'no-health-check', params: { node, server } }, strength: 'proven' };
    const wrong = entry?.checks.find((check) => check.port !== undefined && check.port !== entry.port);
    if (wrong !== undefined) {
      const params = { node, server, port: String(wrong.port) };
      return { diagnosis: { code: 'health-check-wrong-port', params }, strength: 'proven' };
    }
    const own = keepalivedCauses(node, facts, server)[0];
    if (own !== undefined) return { diagnosis: own, strength: 'proven' };
    const owner = nodeOfAddress(world.topology, address);
    const listeners = owner === undefined ? undefined : factsIf(world, owner)?.listeners;
    if (
      what !== 'stays' &&
      owner !== undefined &&
      listeners?.some((each) => String(each.port) === port) === false
    )
      return { diagnosis: webAbsent(owner, { at: 0, listeners }, Number(port)), strength: 'proven' };
    const refused = entry === undefined || what === 'stays' ? undefined : rejection(node, facts, entry);
    return refused === undefined ? undefined : { diagnosis: refused, strength: 'likely' };
  },
});
