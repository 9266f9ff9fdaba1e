import type { Judge } from '../../world/judge.js';
import {
  cannotRead,
  evidence,
  factsOn,
  fail,
  list,
  overNodes,
  pass,
  saidOf,
  section,
  unknown,
} from '../judging.js';

export const ipvsTimeoutsJudge: Judge<'ipvs-timeouts'> = {
  wants: ({ on }) => ({ facts: factsOn(on, { ipvs: true }), experiments: [] }),
  judge: ({ on, tcp, tcpfin, udp }, world) =>
    overNodes(
      on,
      (node) => {
        const ipvs = section(world, node, 'ipvs');
        const proof = evidence(world, node, 'ipvs-timeouts');
        const found = ipvs.timeouts;
        if (found === undefined && ipvs.loaded) {
          // The kernel has them, and only ipvsadm tells them.
          if (ipvs.tool) throw cannotRead(node, 'ipvsadm -L --timeout');
          return unknown({ code: 'unknown.tool-missing', params: { detail: 'ipvsadm' } }, proof);
        }
        if (!ipvs.tool) {
          return fail(
            { code: 'ipvs.not-loaded', params: { node } },
            { code: 'ipvsadm-not-installed', params: { node } },
            proof,
          );
        }
        if (found === undefined) {
          const diagnosis = { code: 'module-not-loaded', params: { node, name: 'ip_vs' } } as const;
          return fail({ code: 'ipvs.not-loaded', params: { node } }, diagnosis, proof);
        }
        const shownTimeouts = `${found.tcp} ${found.tcpfin} ${found.udp}`;
        const want = `${tcp ?? found.tcp} ${tcpfin ?? found.tcpfin} ${udp ?? found.udp}`;
        if (want === shownTimeouts) {
          return pass(
            { code: 'ipvs-timeouts.ok', params: { nodes: [node], timeouts: shownTimeouts } },
            proof,
          );
        }
        const params = { node, found: shownTimeouts, want };
        return fail({ code: 'ipvs-timeouts.wrong', params }, { code: 'timeouts-differ', params }, proof);
      },
      (nodes, each) => ({
        code: 'ipvs-timeouts.ok',
        params: { nodes, timeouts: saidOf(each, 'ipvs-timeouts.ok', 'timeouts') },
      }),
    ),
  // What ip_vs.ko starts with (include/net/ip_vs.h), as ipvsadm(8) prints it.
  notKept: ({ on }, facts) => {
    const node = list(on).find((each) => {
      const { tcp, tcpfin, udp } = facts(each)?.ipvs?.timeouts ?? {};
      return tcp === 900 && tcpfin === 120 && udp === 300;
    });
    return node === undefined ? undefined : { code: 'timeouts-not-kept', params: { node } };
  },
};
