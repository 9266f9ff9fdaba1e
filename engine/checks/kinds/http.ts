import type { Judge } from '../../world/judge.js';
import { failing, judging, pass, resultOf, shown } from '../judging.js';
import {
  hostOf,
  type HttpRequest,
  outcomesOf,
  proofOf,
  symptomOf,
  timedIf,
  withoutFrames,
} from '../traffic.js';

export const httpJudge: Judge<'http'> = {
  vips: ({ url }) => hostOf(url),
  wants: ({ from, url, requests }) => ({
    facts: {},
    experiments: [{ kind: 'http', from, url, requests }],
  }),
  judge: ({ from, url, requests, status }, world) =>
    judging(() => {
      const request: HttpRequest = { kind: 'http', from, url, requests };
      const result = resultOf<'http'>(world, request);
      const { attempts } = result;
      const good = attempts.filter((each) => each.status === status).length;
      const total = attempts.length;
      if (good === total && total > 0) {
        const unseen = withoutFrames(world, from, url, result);
        if (unseen !== undefined) return unseen;
        return pass({ code: 'http.ok', params: { url, total, status } }, [shown(from, result)]);
      }
      const outcomes = outcomesOf(attempts);
      return failing(
        { code: 'http.failed', params: { url, good, total, outcomes } },
        {
          symptom: symptomOf(from, url, result),
          last: { code: 'unexpected-answer', params: { url, outcomes } },
          proof: proofOf(world, from, result),
          timed: timedIf(result),
        },
      );
    }),
};
