import type { FramesResult } from '../../../contract/experiments.js';
import type { SeenFrame } from '../../../contract/frames.js';
import type { FramePattern } from '../../../contract/kinds/frames.js';
import type { VerdictMessage } from '../../../contract/messages/verdicts.js';
import type { Evidence } from '../../../contract/verdict.js';
import { bounded } from '../../facts/parse.js';
import type { Topology } from '../../machines/provider.js';
import type { Judge } from '../../world/judge.js';
import { closestTo, frameWords, matches, patternWords } from '../frame-match.js';
import { deedsShown, fail, judging, pass, resultOf, unknown } from '../judging.js';

/** Lines of frames in the evidence. */
const maxLines = 60;

export const framesJudge: Judge<'frames'> = {
  capability: () => 'capture',
  notAnew: true,
  wants: ({ do: deeds, seconds }) => ({
    facts: {},
    experiments: [{ kind: 'frames', do: deeds, seconds }],
  }),
  judge: ({ do: deeds, seconds, expect, ordered }, world) =>
    judging(() => {
      const result = resultOf<'frames'>(world, { kind: 'frames', do: deeds, seconds });
      const { topology } = world;
      const proof = framesProof(topology, result);
      const wrong = faultOf(topology, expect, ordered, result.frames);
      if (wrong === undefined) return pass({ code: 'frames.ok', params: { count: expect.length } }, proof);
      // What is missing may be among those that were not kept.
      const lacking = wrong.code !== 'frames.many';
      if (result.dropped > 0 && lacking)
        return unknown(
          { code: 'unknown.experiment', params: { detail: `${result.dropped} frames more than are kept` } },
          proof,
        );
      return fail(wrong, undefined, proof);
    }),
};

function faultOf(
  topology: Topology,
  expect: readonly FramePattern[],
  ordered: boolean,
  frames: readonly SeenFrame[],
): VerdictMessage | undefined {
  let from = 0;
  let before: FramePattern | undefined;
  for (const pattern of expect) {
    const found = frames.filter((frame) => matches(topology, pattern, frame));
    const count = found.length;
    const frame = patternWords(pattern);
    const { min, max } = timesOf(pattern);
    const [first] = found;
    if (max !== undefined && count > max && first !== undefined)
      return { code: 'frames.many', params: { frame, count, want: max, first: frameWords(topology, first) } };
    if (count === 0 && min > 0) {
      const closest = closestTo(topology, pattern, frames);
      return {
        code: 'frames.missing',
        params: { frame, closest: closest === undefined ? '' : frameWords(topology, closest) },
      };
    }
    if (count < min) return { code: 'frames.few', params: { frame, count, want: min } };
    // How many there are is said of all of them, and has no place in the order.
    if (!ordered || pattern.times !== undefined) continue;
    const at = frames.findIndex((each, index) => index >= from && matches(topology, pattern, each));
    if (at < 0)
      return {
        code: 'frames.order',
        params: { frame, before: before === undefined ? '' : patternWords(before) },
      };
    from = at + 1;
    before = pattern;
  }
  return undefined;
}

function timesOf({ times }: FramePattern): { readonly min: number; readonly max?: number } {
  if (times === undefined) return { min: 1 };
  if (typeof times === 'number') return { min: times, max: times };
  return { min: times.min ?? 0, ...(times.max === undefined ? {} : { max: times.max }) };
}

/** What was done, and the frames that it made, as evidence. */
function framesProof(topology: Topology, result: FramesResult): readonly Evidence[] {
  const { frames, dropped, done, at } = result;
  const lines = frames
    .slice(0, maxLines)
    .map((frame) => `${(frame.at / 1000).toFixed(3).padStart(7)} s  ${frameWords(topology, frame)}`);
  const more = frames.length + dropped - lines.length;
  const text = [...lines, ...(more > 0 ? [`… ${more} more`] : [])].join('\n');
  const [first] = done;
  return [
    ...deedsShown(result),
    { node: first?.on ?? '', command: 'tcpdump -e -n', output: bounded(text === '' ? '-' : text), at },
  ];
}
