import { webAbsent } from '../../causes/near-miss.js';
import type { Judge } from '../../world/judge.js';
import { evidence, factsOn, fail, list, need, overNodes, pass, section } from '../judging.js';

export const listeningJudge: Judge<'listening'> = {
  wants: ({ on }) => ({ facts: factsOn(on, { listeners: true }), experiments: [] }),
  judge: ({ on, port, address }, world) =>
    overNodes(
      on,
      (node) => {
        const number = Number(port);
        const all = section(world, node, 'listeners').filter((each) => each.port === number);
        const proof = evidence(world, node, 'listeners');
        if (all.length === 0) {
          const diagnosis = webAbsent(node, need(world, node), number);
          return fail({ code: 'listening.none', params: { node, port: number } }, diagnosis, proof);
        }
        const takes = (listener: string): boolean =>
          listener === '0.0.0.0' || listener === '::' || listener === address;
        if (address === undefined || all.some((each) => takes(each.address))) {
          return pass({ code: 'listening.ok', params: { nodes: [node], port: number } }, proof);
        }
        const found = all.map((each) => each.address);
        const params = { node, port: String(port), found: found.join(', '), address };
        return fail(
          { code: 'listening.elsewhere', params: { node, port: number, address, found } },
          { code: 'web-listens-elsewhere', params },
          proof,
        );
      },
      (nodes) => ({ code: 'listening.ok', params: { nodes, port: Number(port) } }),
    ),
  notKept: ({ on, port }, facts) => {
    const node = list(on).find(
      (each) => facts(each)?.listeners?.every((listener) => listener.port !== Number(port)) === true,
    );
    return node === undefined
      ? undefined
      : { code: 'service-not-kept', params: { node, port: String(port) } };
  },
};
