import type { Rate, ThroughputResult } from '../../../contract/experiments.js';
import type { Evidence, Judgement } from '../../../contract/verdict.js';
import type { Judge } from '../../world/judge.js';
import { fail, judging, pass, resultOf, shown, tooSlow, unknown } from '../judging.js';
import { hostOf } from '../traffic.js';

const perSecond = ({ good, seconds }: Rate): number => good / Math.max(seconds, 0.001);

export const throughputJudge: Judge<'throughput'> = {
  notAnew: true,
  vips: ({ url }) => hostOf(url),
  wants: ({ from, url, against, requests, concurrency }) => ({
    facts: {},
    experiments: [{ kind: 'throughput', from, url, against, requests, concurrency }],
  }),
  judge: ({ from, url, against, requests, concurrency, ...bounds }, world) =>
    judging(() => {
      const request = { kind: 'throughput', from, url, against, requests, concurrency } as const;
      const result = resultOf<'throughput'>(world, request);
      const proof = [shown(from, result)];
      const failed = (
        [
          [url, result.measured],
          [against, result.against],
        ] as const
      ).find(([, { good, total }]) => good < total);
      if (failed !== undefined) {
        const [which, { good, total }] = failed;
        return fail({ code: 'throughput.failed', params: { url: which, good, total } }, undefined, proof);
      }
      const rate = perSecond(result.measured);
      const other = perSecond(result.against);
      const ratio = rate / other;
      const params = {
        url,
        against,
        rate: rate.toFixed(1),
        other: other.toFixed(1),
        ratio: ratio.toFixed(2),
      };
      const missed = (code: 'throughput.low' | 'throughput.high', want: number): Judgement =>
        tooSlow(result, proof) ??
        unsteady(result, { url, against }, proof) ??
        fail({ code, params: { ...params, want } }, undefined, proof);
      const least = bounds['at-least'];
      const most = bounds['at-most'];
      if (least !== undefined && ratio < least) return missed('throughput.low', least);
      if (most !== undefined && ratio > most) return missed('throughput.high', most);
      return pass({ code: 'throughput.ok', params }, proof);
    }),
};

/** Rounds that contradict each other show no ratio, so no wrong one. */
function unsteady(
  { unsteady: range }: ThroughputResult,
  urls: { readonly url: string; readonly against: string },
  proof: readonly Evidence[],
): Judgement | undefined {
  if (range === undefined) return undefined;
  const [least, most] = range.map((ratio) => ratio.toFixed(2)) as [string, string];
  return unknown({ code: 'throughput.unsteady', params: { ...urls, least, most } }, proof);
}
