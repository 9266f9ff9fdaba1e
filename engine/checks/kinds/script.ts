import type { CheckParams } from '../../../contract/checks.js';
import type { ExperimentRequest, ScriptRun } from '../../../contract/experiments.js';
import { verdictCatalogue } from '../../../contract/messages/verdicts.js';
import { word } from '../../../contract/text.js';
import type { Evidence } from '../../../contract/verdict.js';
import type { Assessment, Judge, World } from '../../world/judge.js';
import { judgedAgain, titlesOf } from '../again.js';
import { fail, judging, pass, pattern, resultOf, unknown } from '../judging.js';

type Params = CheckParams<'script'>;
type Wanted = Params['runs'][number];

/** A learner's script, run as it will be: twice, with a wrong word, killed half way; judged by what it does, not by its text. */
export const scriptJudge: Judge<'script'> = {
  notAnew: true,
  anew: ({ runs }) =>
    runs.flatMap(({ holds, fails }, run) => [
      ...holds.map((id, index) => ({ id, path: ['runs', run, 'holds', index] })),
      ...fails.map((id, index) => ({ id, path: ['runs', run, 'fails', index] })),
    ]),
  wants: (params) => ({ facts: {}, experiments: [requestOf(params)] }),
  judge: (params, world) =>
    judging(() => {
      const { on: node, file, seconds } = params;
      const { problem, said, runs, at } = resultOf<'script'>(world, requestOf(params));
      const evidence = runs.map((run): Evidence => evidenceOf(params, run, at));
      if (problem !== undefined) {
        const seen = [{ node, command: `sh -n ${file}`, output: said, at }];
        if (problem === 'syntax')
          return fail(
            { code: 'script.syntax', params: { file, detail: said.split('\n')[0] ?? '' } },
            undefined,
            seen,
          );
        return fail({ code: `script.${problem}`, params: { node, file } }, undefined, seen);
      }
      for (const [index, run] of runs.entries()) {
        const wanted = params.runs[index]!;
        const wrong = judgeRun({ wanted, run, nth: index + 1, call: callOf(params, run), seconds }, world);
        if (wrong !== undefined) return { ...wrong, evidence: [evidence[index]!, ...wrong.evidence] };
      }
      return pass({ code: 'script.ok', params: { file, count: runs.length } }, evidence);
    }),
};

interface Ran {
  readonly wanted: Wanted;
  readonly run: ScriptRun;
  /** From 1. */
  readonly nth: number;
  readonly call: string;
  readonly seconds: number;
}

/** @returns undefined where all is as it should be */
function judgeRun({ wanted, run, nth, call, seconds }: Ran, world: World): Assessment | undefined {
  const { exit, seen } = run;
  if (exit === undefined) return fail({ code: 'script.hung', params: { call, seconds } }, undefined, []);
  const want = wanted['kill-after'] === undefined ? wanted.exit : 'any';
  if (want !== 'any' && (want === 'not-zero' ? exit === 0 : exit !== want))
    return fail({ code: 'script.exit', params: { call, nth, exit, want: String(want) } }, undefined, []);
  if (wanted.output !== undefined && !pattern(wanted.output).matches(run.output))
    return fail({ code: 'script.output', params: { call, nth, want: wanted.output } }, undefined, []);
  if (seen === undefined) return undefined;
  const holds = judgedAgain(world, wanted.holds, seen);
  const fails = judgedAgain(world, wanted.fails, seen);
  const unheld = holds.filter(({ judgement }) => judgement.status === 'fail');
  const left = fails.filter(({ judgement }) => judgement.status === 'pass');
  const [first] = unheld;
  if (first !== undefined)
    return fail(
      { code: 'script.not-held', params: { call, nth, ...titlesOf(unheld) } },
      first.judgement.diagnosis,
      first.judgement.evidence,
    );
  if (left.length > 0)
    return fail(
      { code: 'script.left', params: { call, nth, ...titlesOf(left) } },
      undefined,
      left[0]!.judgement.evidence,
    );
  const unclear = [...holds, ...fails].find(({ judgement }) => judgement.status === 'unknown');
  if (unclear === undefined) return undefined;
  const detail = word(verdictCatalogue, unclear.judgement.message, 'en');
  return unknown({ code: 'script.unclear', params: { call, nth, detail } }, unclear.judgement.evidence);
}

function callOf({ file }: Params, { args }: ScriptRun): string {
  return [file, ...args].join(' ');
}

function evidenceOf(params: Params, run: ScriptRun, at: number): Evidence {
  const { exit, output } = run;
  return {
    node: params.on,
    command: callOf(params, run),
    output,
    ...(exit === undefined ? {} : { exit }),
    at,
  };
}

function requestOf({ on, file, seconds, runs }: Params): Extract<ExperimentRequest, { kind: 'script' }> {
  return {
    kind: 'script',
    node: on,
    file,
    seconds,
    runs: runs.map(({ args, holds, fails, 'kill-after': killAfter }) => ({
      args,
      holds,
      fails,
      ...(killAfter === undefined ? {} : { killAfter }),
    })),
  };
}
