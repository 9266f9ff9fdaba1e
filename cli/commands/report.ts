import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Option } from 'commander';
import { learnerName } from '../../contract/learner.js';
import { type ReportFormat, reportFormats } from '../../contract/report.js';
import { SettingsFile } from '../../engine/app/settings.js';
import { renderReport } from '../../engine/grading/render.js';
import { exitCodeOf } from '../../engine/grading/report.js';
import { Journal } from '../../engine/session/journal.js';
import type { KnownSession } from '../../engine/session/known.js';
import { ask, canAsk } from '../ask.js';
import type { CliContext } from '../context.js';
import type { ExitCode } from '../exit.js';
import type { Register } from '../registration.js';
import { formatOfFile, reportText } from '../report-text.js';
import { standOf } from '../running.js';
import { chooseSession, connectTo, sessionsOf } from '../sessions.js';

export const registerReport: Register = ({ program, t, does }) => {
  program
    .command('report [session]')
    .description(
      t('会话的结果；不指定则为最新的会话', 'the result of a session; of the newest when none is named'),
    )
    .addOption(
      new Option(
        '--format <format>',
        t('写成数据或网页，而不是给终端读的文字', 'as data or as a page, and not as text for the terminal'),
      ).choices([...reportFormats]),
    )
    .option(
      '-o, --output <file>',
      t('写入文件（格式看文件名）', 'write it to a file (its name says the format)'),
    )
    .option('--learner <name>', t('学员姓名，记入会话', "the learner's name, kept with the session"))
    .action(
      does(async (context, name: string | undefined, options: Parameters<typeof report>[2]) =>
        report(context, name, options),
      ),
    );
};

interface ReportOptions {
  readonly format?: ReportFormat;
  readonly output?: string;
  readonly learner?: string;
}

/** `report`: the result of a session from its journal; of the newest one when none is named. */
async function report(
  context: CliContext,
  name: string | undefined,
  options: ReportOptions,
): Promise<ExitCode> {
  const { output } = context;
  const sessions = await sessionsOf(context);
  const newest = sessions.at(-1);
  const known =
    name === undefined && newest !== undefined
      ? newest
      : chooseSession(sessions, name, ['running', 'suspended', 'ended']);
  await nameLearner(context, known, options);
  const { report: result } = standOf(context, known);
  const { output: file } = options;
  const format =
    options.format ?? (file === undefined ? (output.json ? 'json' : undefined) : formatOfFile(file));
  if (format === undefined) {
    output.line(
      reportText(result, output.language, (colour, words) => output.paint(colour, words)).trimEnd(),
    );
    return exitCodeOf(result);
  }
  const text = renderReport(result, format, output.language);
  if (file === undefined) process.stdout.write(text);
  else {
    writeFileSync(file, text);
    output.message({ code: 'run.report', params: { file } });
  }
  return exitCodeOf(result);
}

/** Notes the learner's name: the one that is given, else, where nobody gave one yet, the setting's or what is typed. */
async function nameLearner(context: CliContext, known: KnownSession, options: ReportOptions): Promise<void> {
  const { report: now } = standOf(context, known);
  if (now.proof && options.learner === undefined) return;
  const name = learnerName(
    options.learner ??
      (now.learner === '' ? new SettingsFile().read().learner || (await asked(context)) : ''),
  );
  if (name === '' || name === now.learner) return;
  if (known.state !== 'running') {
    const journal = new Journal(join(context.store.folder(known.record.id), 'journal.jsonl'));
    journal.append({ type: 'learner', name });
    return;
  }
  // The process that runs it writes its journal, and tells its windows.
  const client = await connectTo(context, known);
  await client.call('setLearner', { name }).finally(() => client.close());
}

/** Asks a person, who may say nothing; what is said is remembered for other sessions. */
async function asked({ output }: CliContext): Promise<string> {
  if (!canAsk(output) || !process.stdout.isTTY) return '';
  const name = learnerName(await ask(output, { code: 'report.who', params: {} }));
  if (name !== '') new SettingsFile().change({ learner: name });
  return name;
}
