import { own } from '../../../contract/own.js';
import type { DiagnosisMessage } from '../../../contract/messages/verdicts.js';
import { bypassers } from '../../causes/look.js';
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

export const httpSpreadJudge: Judge<'http-spread'> = {
  vips: ({ url }) => hostOf(url),
  wants: ({ from, url, requests }) => ({
    facts: {},
    experiments: [{ kind: 'http', from, url, requests }],
  }),
  judge: ({ from, url, requests, over, tolerance }, world) =>
    judging(() => {
      const request: HttpRequest = { kind: 'http', from, url, requests };
      const result = resultOf<'http'>(world, request);
      const { attempts } = result;
      const spread: Record<string, number> = {};
      for (const { server } of attempts) {
        if (server !== undefined) spread[server] = (own(spread, server) ?? 0) + 1;
      }
      const even = Object.entries(over).every(
        ([node, want]) => Math.abs((spread[node] ?? 0) - want) <= tolerance,
      );
      const strangers = Object.keys(spread).some((node) => !Object.hasOwn(over, node));
      const symptom = { ...symptomOf(from, url, result), servers: Object.keys(over), over };
      const past = bypassers(world, symptom).length > 0;
      if (even && !strangers && !past) {
        const unseen = withoutFrames(world, from, url, result);
        if (unseen !== undefined) return unseen;
        return pass({ code: 'http-spread.ok', params: { url, spread } }, [shown(from, result)]);
      }
      const bad = attempts.filter((each) => each.outcome !== 'ok');
      const params = { url, spread, want: over, failed: bad.length, outcomes: outcomesOf(bad) };
      const found = Object.entries(spread)
        .map(([node, count]) => `${node} ${count}`)
        .join(', ');
      const last: DiagnosisMessage = {
        code: 'unexpected-spread',
        params: { url, found: found || outcomesOf(attempts) },
      };
      return failing(
        { code: 'http-spread.uneven', params },
        { symptom, last, proof: proofOf(world, from, result), timed: timedIf(result) },
      );
    }),
};
