import type { DiagnosisMessage } from '../../../contract/messages/verdicts.js';
import { peersOf } from '../../world/topology-lookup.js';
import { masterWith } from '../../causes/keepalived.js';
import { readConf } from '../../keepalived/conf.js';
import { devicesWith } from '../../world/ipvs-lookup.js';
import type { Judge } from '../../world/judge.js';
import {
  electionTime,
  evidence,
  factsOn,
  fail,
  failing,
  need,
  overNodes,
  pass,
  section,
} from '../judging.js';
import { contradicted } from '../addresses.js';

export const noAddressJudge: Judge<'no-address'> = {
  wants: ({ on }) => ({ facts: factsOn(on, { network: true, keepalived: true }), experiments: [] }),
  judge: ({ on, address, dev }, world) =>
    overNodes(
      on,
      (node) => {
        section(world, node, 'addresses');
        const doubt = contradicted(world, node, address);
        if (doubt !== undefined) return doubt;
        const facts = need(world, node);
        const found = devicesWith(facts, address).find((each) => dev === undefined || each.dev === dev);
        const proof = evidence(world, node, 'addresses', 'keepalived');
        if (found === undefined)
          return pass({ code: 'no-address.ok', params: { nodes: [node], address } }, proof);
        const { keepalived } = facts;
        const retryAfter = keepalived?.running ? electionTime : undefined;
        const message = { code: 'no-address.present', params: { node, address, dev: found.dev } } as const;
        const master = masterWith(facts, address);
        if (master !== undefined) {
          const { name: instance, state } = master;
          const among = peersOf(world.topology, [node]);
          const symptom = { kind: 'vrrp', what: 'state', among, instance, node, vip: address } as const;
          const last = { code: 'unexpected-vrrp-state', params: { node, instance, state } } as const;
          return failing(message, { symptom, last, proof, retryAfter });
        }
        const vips = readConf(keepalived, node).instances.flatMap((each) => each.vips);
        const diagnosis: DiagnosisMessage = !vips.includes(address)
          ? { code: 'address-left', params: { node, address, dev: found.dev } }
          : keepalived?.running
            ? { code: 'backup-has-vip', params: { node, vip: address } }
            : { code: 'vip-left-after-kill', params: { node, vip: address } };
        return fail(message, diagnosis, proof, retryAfter);
      },
      (nodes) => ({ code: 'no-address.ok', params: { nodes, address } }),
    ),
};
