import { LabError } from '../../contract/errors.js';
import { labView } from '../../engine/live/lab-view.js';
import { saltOf } from '../../engine/session/store.js';
import { resolveTopology } from '../../engine/session/topology.js';
import type { CliContext } from '../context.js';
import type { ExitCode } from '../exit.js';
import type { Register } from '../registration.js';
import { standOf, type Target, withSession } from '../running.js';
import { chooseSession, sessionsOf } from '../sessions.js';
import { quizLines } from '../quiz-text.js';
import { stepText } from '../terminal-text.js';

export const registerStep: Register = ({ program, t, does, session }) => {
  program
    .command('step [step]')
    .description(t('当前步骤的说明和检查', 'the text and the checks of the current step'))
    .option('--done', t('没有检查的步骤：已读完', 'of a step without checks: it is read'))
    .addOption(session())
    .action(
      does(async (context, id: string | undefined, options: Parameters<typeof step>[2]) =>
        options.done === true ? finishReading(context, id, options) : step(context, id, options),
      ),
    );
};

async function finishReading(
  context: CliContext,
  id: string | undefined,
  options: Target,
): Promise<ExitCode> {
  const { output } = context;
  return withSession(context, options, async ({ client, known, options: call }) => {
    const current = id ?? standOf(context, known).progress.current;
    if (current === undefined) {
      output.message({ code: 'step.none', params: {} });
      return 0;
    }
    await client.call('finishReading', { step: current }, call);
    output.message({ code: 'step.done', params: { step: current } });
    return 0;
  });
}

/** `step`: what to do now, and how its checks stand. */
async function step(
  context: CliContext,
  id: string | undefined,
  options: Target & { readonly done?: boolean },
): Promise<ExitCode> {
  const { output } = context;
  const known = chooseSession(await sessionsOf(context), options.session, ['running', 'suspended']);
  const { lab, loaded, values, progress } = standOf(context, known);
  const wanted = id ?? progress.current;
  if (wanted === undefined) {
    output.message({ code: 'step.none', params: {} });
    return 0;
  }
  const index = lab.steps.findIndex((one) => one.id === wanted);
  const found = lab.steps[index];
  if (found === undefined)
    throw new LabError({
      code: 'step.unknown',
      params: { step: wanted, known: lab.steps.map((one) => one.id) },
    });
  const text = loaded.text(found.id, output.language, values);
  const topology = resolveTopology(lab, saltOf(known.record), values);
  const checks = labView({ loaded, lab, values, topology }).steps[index]!.checks.map((check) => ({
    id: check.id,
    title: output.text(check.title),
    points: check.points,
    status: progress.verdicts.get(check.id)?.status,
    ...(check.hidden === true ? { hidden: true } : {}),
    ...(check.quiz === undefined ? {} : { quiz: check.quiz }),
  }));
  if (output.json) {
    output.result({
      step: found.id,
      title: output.text(found.title),
      done: progress.done.has(found.id),
      text,
      checks,
    });
    return 0;
  }
  const bold = (words: string) => output.paint('bold', words);
  output.line(
    bold(
      output.say({
        code: 'run.step',
        params: { number: index + 1, total: lab.steps.length, title: output.text(found.title) },
      }),
    ),
  );
  output.line();
  output.line(stepText(text, output.text(found.title), bold));
  output.line();
  if (checks.length > 0) output.line(bold(output.say({ code: 'step.checks', params: {} })));
  for (const check of checks) {
    const mark = check.status === undefined ? '·' : { pass: '✔', fail: '✘', unknown: '?' }[check.status];
    const tag = check.hidden === true ? output.say({ code: 'verdict.hidden', params: {} }) : '';
    output.line(`  ${mark} ${check.title} [${check.id}]${tag}`);
    if (check.quiz === undefined || check.status === 'pass') continue;
    const question = output.text(check.quiz.question);
    if (question !== check.title) output.line(`      ${question.replaceAll('\n', '\n      ')}`);
    for (const line of quizLines(check.id, check.quiz, output.language)) output.line(`      ${line}`);
  }
  if (checks.length === 0 && !progress.done.has(found.id))
    output.message({ code: 'check.read', params: { title: output.text(found.title) } });
  return 0;
}
