import { writeFileSync } from 'node:fs';
import type { Report } from '../../contract/report.js';
import { renderReport } from '../../engine/grading/render.js';
import { exitCodeOf, makeReport } from '../../engine/grading/report.js';
import { requireLab } from '../../engine/packs/library.js';
import { makeLibrary } from '../../wiring/packs.js';
import type { CliContext } from '../context.js';
import type { ExitCode } from '../exit.js';
import { LiveView } from '../live.js';
import type { Register } from '../registration.js';
import { formatOfFile } from '../report-text.js';
import type { Work } from '../../engine/session/work.js';
import { sessionsOf } from '../sessions.js';
import { Interrupt, newRecord, openSession, type StartOptions } from '../starting.js';

export const registerRun: Register = ({ program, t, does, seed, cold }) => {
  program
    .command('run <lab>')
    .description(
      t(
        '建机、评分、清理；加 --solve 先执行每一步的参考答案。LAB 是实验 id 或文件夹',
        'provision, grade and remove; with --solve do every step first. LAB: an id or a folder',
      ),
    )
    .option('--solve', t('执行参考答案', 'type in the solutions'))
    .option('--optional', t('选做的步骤也执行', 'of the optional steps as well'))
    .option(
      '--report <file>',
      t(
        '写出报告：.xml 为 JUnit XML，.html 为网页，否则为 JSON',
        'write the report: JUnit XML for .xml, a page for .html, else JSON',
      ),
    )
    .addOption(cold())
    .option('--keep', t('结束后保留虚拟机', 'leave the machines running'))
    .addOption(seed())
    .action(
      does(async (context, lab: string, options: Parameters<typeof runLab>[2]) =>
        runLab(context, lab, options),
      ),
    );
};

/** `run LAB`: the whole main job without a person: machines, steps (with --solve), grade, report, and away again. */
async function runLab(
  context: CliContext,
  lab: string,
  options: StartOptions & {
    readonly solve?: boolean;
    readonly optional?: boolean;
    readonly report?: string;
    readonly keep?: boolean;
  },
): Promise<ExitCode> {
  const { output } = context;
  const loaded = requireLab(makeLibrary().find(lab), { draws: true });
  await sessionsOf(context);
  const record = newRecord(context, loaded, options);
  const live = openSession(context, record, loaded, false);
  const { session } = live;
  const view = new LiveView(output, session.lab);
  const interrupt = new Interrupt(live, context, record.id);
  output.line(
    output.paint(
      'bold',
      output.say({
        code: 'run.title',
        params: { title: output.text(session.lab.title), session: record.id },
      }),
    ),
  );
  try {
    const asked = view.work(interrupt.signal);
    await live.begin('start', asked);
    interrupt.started();
    const nodes = session.topology.nodes.map((node) => node.name).join(', ');
    output.message({ code: 'run.ready', params: { nodes, seconds: view.seconds } });
    if (options.solve) {
      const solve = async (work: Work) => {
        for (const step of session.lab.steps) {
          if (step.optional && options.optional !== true) continue;
          view.step(step.id);
          await session.solve(step.id, work);
          if (step.checks.length > 0) await session.check(step.id, work);
        }
      };
      await live.work('solve', solve, asked);
    }
    output.line();
    output.line(output.paint('bold', output.say({ code: 'run.grading', params: {} })));
    await live.work('grade', (work) => session.grade(work), asked);
    const report = makeReport(record, session.lab, session.journal.read());
    if (options.keep !== true) await live.end();
    return finish(context, report, options.report, view.seconds);
  } catch (error) {
    if (interrupt.suspended !== undefined) {
      await interrupt.suspended;
      return 3;
    }
    if (session.running) await live.end();
    else if (!session.journal.read().some((entry) => entry.type === 'ended'))
      session.journal.append({ type: 'ended' });
    throw error;
  } finally {
    interrupt.dispose();
    live.close();
  }
}

function finish(context: CliContext, report: Report, file: string | undefined, seconds: string): ExitCode {
  const { output } = context;
  const { passed, checks, failed, unknown } = report.summary;
  output.line();
  output.line(
    output.paint(
      passed === checks ? 'pass' : 'fail',
      output.say({ code: 'run.result', params: { passed, checks, failed, unknown, seconds } }),
    ),
  );
  output.message({ code: 'run.no-learner', params: {} });
  if (file !== undefined) {
    writeFileSync(file, renderReport(report, formatOfFile(file), output.language));
    output.message({ code: 'run.report', params: { file } });
  }
  if (output.json) output.result(report);
  return exitCodeOf(report);
}
