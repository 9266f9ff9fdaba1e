import { randomBytes } from 'node:crypto';
import { causeName } from '../../contract/messages/verdicts.js';
import type { Verdict } from '../../contract/verdict.js';
import { findLab, requireLab } from '../../engine/packs/library.js';
import { SessionHost } from '../../engine/session/host.js';
import { requireCapabilities } from '../../engine/session/requirements.js';
import { Session } from '../../engine/session/session.js';
import { packsRoot } from '../../engine/product.js';
import type { CliContext } from '../context.js';
import type { ExitCode } from '../exit.js';
import { LiveView } from '../live.js';
import { sessionsOf } from '../sessions.js';
import type { Register } from '../registration.js';

export const registerTest: Register = ({ program, t, does }) => {
  program
    .command('test <lab>')
    .description(
      t(
        '双向测试实验：不做不通过，做对全通过，每种典型错误得到各自的诊断',
        'prove a lab: unsolved fails, solved passes, each recorded mistake gets its diagnosis',
      ),
    )
    .option('--only <mistake...>', t('只测这些错误', 'only these mistakes'))
    .action(
      does(async (context, lab: string, options: { only?: string[] }) => testLab(context, lab, options)),
    );
};

export interface MistakeResult {
  readonly mistake: string;
  readonly wanted: { readonly check: string; readonly diagnosis: string };
  readonly got: {
    readonly status: string;
    readonly message: string | undefined;
    readonly diagnosis: string | undefined;
  };
  /** Every diagnosis that the checks of its step gave: what its learner would read. */
  readonly diagnoses: readonly string[];
  readonly good: boolean;
  readonly seconds: number;
}

/**
 * `test LAB`: proves a lab from both sides. Nothing done: nothing passes. Solved: every check passes. Each recorded
 * mistake: the check that it names fails, with the diagnosis that it names.
 */
async function testLab(
  context: CliContext,
  name: string,
  options: { readonly only?: readonly string[] },
): Promise<ExitCode> {
  const { output, store, provider } = context;
  const folder = findLab(name, packsRoot);
  const loaded = requireLab(folder, { proof: true });
  await sessionsOf(context);
  requireCapabilities(loaded.lab, provider);
  const seed = randomBytes(8).toString('hex');
  const record = store.create(loaded, { seed, drawn: true, provider: provider.name });
  const session = new Session({ store, record, loaded, provider, learner: false });
  const host = new SessionHost(session);
  const view = new LiveView(output, session.lab);
  const controller = new AbortController();
  const cancel = () => controller.abort();
  process.once('SIGINT', cancel);
  process.once('SIGTERM', cancel);
  const work = view.work(controller.signal);
  const quiet = { signal: controller.signal };
  const { lab } = session;
  const mistakes = lab.mistakes.filter(
    (mistake) => options.only === undefined || options.only.includes(mistake.id),
  );
  try {
    await host.serve((inner) => session.start(inner), work);
    const unsolved = await session.grade(quiet, true);
    const early = unsolved.filter((verdict) => verdict.status === 'pass').map((verdict) => verdict.check);
    output.message({ code: 'test.unsolved', params: { passed: early.join(', ') || '–' } });

    const notPassed: Verdict[] = [];
    const points = new Set(mistakes.map((mistake) => mistake.after));
    for (const step of lab.steps) {
      view.step(step.id);
      await session.solve(step.id, work);
      if (step.checks.length > 0) {
        const verdicts = await session.check(step.id, work);
        notPassed.push(...verdicts.filter((verdict) => verdict.status !== 'pass'));
      }
      if (points.has(step.id)) await session.machines.checkpoint(`after-${step.id}`, controller.signal);
    }
    const graded = await session.grade(work);
    notPassed.push(...graded.filter((verdict) => verdict.status !== 'pass'));

    output.line();
    const results: MistakeResult[] = [];
    for (const mistake of mistakes) {
      const started = Date.now();
      await session.machines.restore(`after-${mistake.after}`, controller.signal);
      await session.makeMistake(mistake.id, quiet);
      const step = lab.steps.find(({ checks }) => checks.some((check) => check.id === mistake.fails))!;
      const verdicts = await session.probe(
        step.checks.map((check) => check.id),
        quiet,
      );
      const verdict = verdicts.get(mistake.fails);
      const diagnoses = [
        ...new Set(
          [...verdicts.values()].flatMap(({ diagnosis }) =>
            diagnosis === undefined ? [] : [causeName(diagnosis)],
          ),
        ),
      ];
      const got = {
        status: verdict?.status ?? 'none',
        message: verdict?.message.code,
        diagnosis: verdict?.diagnosis === undefined ? undefined : causeName(verdict.diagnosis),
      };
      const good = got.status === 'fail' && got.diagnosis === mistake.hint;
      results.push({
        mistake: mistake.id,
        wanted: { check: mistake.fails, diagnosis: mistake.hint },
        got,
        diagnoses,
        good,
        seconds: (Date.now() - started) / 1000,
      });
      const shown = `${got.status} ${got.message ?? ''} ${diagnoses.join(' ') || '–'}`;
      output.line(
        `${output.paint(good ? 'pass' : 'fail', good ? '✔' : '✘')} ${output.say({
          code: 'test.mistake',
          params: { mistake: mistake.id, wanted: `${mistake.fails} ${mistake.hint}`, got: shown },
        })}`,
      );
    }
    const good = early.length === 0 && notPassed.length === 0 && results.every((result) => result.good);
    output.message({ code: good ? 'test.good' : 'test.bad', params: {} });
    if (output.json) {
      output.result({
        lab: lab.id,
        values: session.values,
        good,
        early,
        notPassed,
        mistakes: results,
        seconds: Number(view.seconds),
      });
    }
    return good ? 0 : 1;
  } finally {
    process.off('SIGINT', cancel);
    process.off('SIGTERM', cancel);
    if (session.running) await host.down();
    host.close();
    store.remove(record.id);
  }
}
