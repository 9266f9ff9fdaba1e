import type { DiagnosisMessage } from '../../../contract/messages/verdicts.js';
import type { Judge } from '../../world/judge.js';
import { failing, judging, list, pass, resultOf, shown, unknown } from '../judging.js';
import { hostOf, outcomesOf, proofOf, symptomOf, timedIf } from '../traffic.js';

/** Requests of a check that only asks for a path. */
const pathRequests = 4;

export const packetPathJudge: Judge<'packet-path'> = {
  capability: () => 'capture',
  vips: ({ url }) => hostOf(url),
  wants: ({ from, url }) => ({
    facts: {},
    experiments: [{ kind: 'http', from, url, requests: pathRequests }],
  }),
  judge: ({ from, url, through: candidates, replies }, world) =>
    judging(() => {
      const result = resultOf<'http'>(world, { kind: 'http', from, url, requests: pathRequests });
      const symptom = symptomOf(from, url, result);
      const { path } = result;
      const proof = proofOf(world, from, result);
      const last: DiagnosisMessage = { code: 'unexpected-path', params: { url } };
      const answered = result.attempts.some((each) => each.status !== undefined);
      if (!answered) {
        const message = {
          code: 'packet-path.no-answer',
          params: { url, outcomes: outcomesOf(result.attempts) },
        } as const;
        return failing(message, { symptom, last, proof, timed: timedIf(result) });
      }
      if (path === undefined) return unknown({ code: 'unknown.no-capture', params: {} }, proof);
      const routers = world.topology.nodes.filter((node) => node.role === 'router').map((node) => node.name);
      const receivers = Object.keys(path.requestReceivers).filter((node) => !routers.includes(node));
      // Of a pair it is the one that the client's requests came to: the master of the moment.
      const all = list(candidates);
      const through = all.find((node) => (path.requestReceivers[node] ?? 0) > 0) ?? all[0] ?? '';
      const forwarded = (path.requestSenders[through] ?? 0) > 0;
      const received = path.requestReceivers[through] ?? 0;
      if (received === 0 || (replies === 'direct' && !forwarded)) {
        const message = { code: 'packet-path.bypassed', params: { through, receivers } } as const;
        return failing(message, { symptom, last, proof });
      }
      const repliers = Object.keys(path.replySenders).filter((node) => !routers.includes(node));
      const throughDirector = repliers.includes(through);
      const right = replies === 'direct' ? !throughDirector && repliers.length > 0 : throughDirector;
      if (right)
        return pass({ code: 'packet-path.ok', params: { through, repliers } }, [shown(from, result)]);
      const message = { code: 'packet-path.replies', params: { through, repliers, want: replies } } as const;
      return failing(message, { symptom, last, proof });
    }),
};
