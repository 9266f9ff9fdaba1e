import { setTimeout as sleep } from 'node:timers/promises';
import type { Verdict } from '../../contract/verdict.js';
import { exitCodeOf } from '../../engine/grading/report.js';
import type { KnownSession } from '../../engine/session/known.js';
import type { CliContext } from '../context.js';
import type { ExitCode } from '../exit.js';
import type { Register } from '../registration.js';
import { standOf, type Target, withSession } from '../running.js';

export const registerCheck: Register = ({ program, t, does, session }) => {
  program
    .command('check')
    .description(t('检查当前步骤', 'judge the current step'))
    .option('--step <id>', t('检查这个步骤', 'judge this step'))
    .option('--grade', t('全部重新检查并评分', 'judge everything, for the grade'))
    .option('--evidence', t('同时显示每项判断的依据', 'show what each verdict rests on'))
    .option('--watch', t('持续检查', 'again and again, as things change'))
    .addOption(session())
    .action(does(async (context, options: Parameters<typeof check>[1]) => check(context, options)));
};

/** `check`: judges the current step (and the next ones while they are done), a named step, or everything for the grade. */
async function check(
  context: CliContext,
  options: Target & {
    readonly step?: string;
    readonly grade?: boolean;
    readonly evidence?: boolean;
    readonly watch?: boolean;
  },
): Promise<ExitCode> {
  const { output } = context;
  output.evidence = options.evidence === true;
  return withSession(context, options, async ({ client, known, options: call }) => {
    const input = {
      ...(options.step === undefined ? {} : { step: options.step }),
      reuse: options.watch === true,
    };
    const once = () =>
      options.grade === true ? client.call('grade', {}, call) : client.call('check', input, call);
    let verdicts = await once();
    if (options.watch === true) {
      output.message({ code: 'check.watching', params: {} });
      let before = signature(verdicts);
      for (;;) {
        await sleep(2000, undefined, { signal: call.signal }).catch(() => {});
        if (call.signal.aborted) break;
        const quiet = { signal: call.signal, onEvent: () => {} };
        verdicts = await client.call('check', input, quiet).catch((error: unknown) => {
          if (call.signal.aborted) return verdicts;
          throw error;
        });
        const now = signature(verdicts);
        if (now !== before) for (const verdict of verdicts) call.onEvent({ type: 'verdict', verdict });
        before = now;
        if (standOf(context, known).progress.current === undefined) break;
      }
    }
    const { report, lab, progress } = standOf(context, known);
    // Where every step is done nothing is judged: it stands as it was judged last.
    if (progress.current === undefined && verdicts.length === 0)
      verdicts = lab.steps.flatMap(({ checks }) =>
        checks.flatMap(({ id }) => progress.verdicts.get(id) ?? []),
      );
    if (output.json) output.result(options.grade === true ? report : verdicts);
    if (options.grade === true) return exitCodeOf(report);
    output.line();
    sayNext(context, known, verdicts);
    const trouble = verdicts.some(
      (verdict) => verdict.status === 'unknown' && verdict.message.code !== 'skipped.needs',
    );
    if (trouble) return 3;
    return verdicts.every((verdict) => verdict.status === 'pass') ? 0 : 1;
  });
}

/** What to do now: the next step, or reading, or the grade. */
function sayNext(context: CliContext, known: KnownSession, verdicts: readonly Verdict[]): void {
  const { output } = context;
  const { lab, progress } = standOf(context, known);
  const step = lab.steps.find(({ id }) => id === progress.current);
  if (step === undefined) return output.message({ code: 'check.done', params: {} });
  const title = output.text(step.title);
  if (step.checks.length === 0) return output.message({ code: 'check.read', params: { title } });
  if (progress.done.size > 0 && verdicts.every((verdict) => verdict.status === 'pass'))
    output.message({ code: 'check.next', params: { title, step: step.id } });
}

function signature(verdicts: readonly Verdict[]): string {
  return JSON.stringify(
    verdicts.map((verdict) => [verdict.check, verdict.status, verdict.message, verdict.diagnosis]),
  );
}
