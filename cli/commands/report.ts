import { writeFileSync } from 'node:fs';
import { exitCodeOf } from '../../engine/grading/report.js';
import type { CliContext } from '../context.js';
import type { ExitCode } from '../exit.js';
import type { Register } from '../registration.js';
import { renderReport } from '../render-report.js';
import { standOf } from '../running.js';
import { chooseSession, sessionsOf } from '../sessions.js';
import { Option } from 'commander';

export const registerReport: Register = ({ program, t, does }) => {
  program
    .command('report [session]')
    .description(
      t('会话的结果；不指定则为最新的会话', 'the result of a session; of the newest when none is named'),
    )
    .addOption(
      new Option('--format <format>', t('json 或 junit', 'json or junit'))
        .choices(['json', 'junit'])
        .default('json'),
    )
    .option('-o, --output <file>', t('写入文件', 'write it to a file'))
    .action(
      does(async (context, name: string | undefined, options: Parameters<typeof report>[2]) =>
        report(context, name, options),
      ),
    );
};

/** `report`: the result of a session from its journal; of the newest one when none is named. */
async function report(
  context: CliContext,
  name: string | undefined,
  options: { readonly format: 'json' | 'junit'; readonly output?: string },
): Promise<ExitCode> {
  const sessions = await sessionsOf(context);
  const newest = sessions.at(-1);
  const known =
    name === undefined && newest !== undefined
      ? newest
      : chooseSession(sessions, name, ['running', 'suspended', 'ended']);
  const result = standOf(context, known).report;
  const text = renderReport(result, options.format, context);
  if (options.output === undefined) process.stdout.write(text);
  else {
    writeFileSync(options.output, text);
    context.output.message({ code: 'run.report', params: { file: options.output } });
  }
  return exitCodeOf(result);
}
