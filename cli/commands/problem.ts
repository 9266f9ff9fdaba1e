import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { LabError } from '../../contract/errors.js';
import { problemParts, problemText } from '../../engine/log/problem.js';
import { diskError } from '../../engine/machines/files.js';
import { problemFile, sessionsOfProblem } from '../../engine/app/problem.js';
import type { CliContext } from '../context.js';
import type { ExitCode } from '../exit.js';
import { pad } from '../output.js';
import type { Register } from '../registration.js';
import { chooseSession, sessionsOf } from '../sessions.js';

export const registerProblem: Register = ({ program, t, does, session }) => {
  program
    .command('problem')
    .description(
      t(
        '把查问题要用的信息写进一个文件：版本、本机检查、日志、会话的记录和控制台',
        'write what is needed to mend a problem into one file: versions, doctor, logs, journal and consoles of sessions',
      ),
    )
    .addOption(session())
    .option('--out <file>', t('写到这个文件', 'to this file'))
    .action(
      does(async (context, options: { session?: string; out?: string }) => reportProblem(context, options)),
    );
};

/** `problem`: one file for who is to mend it, and what is in it, so that nobody sends what they did not want to. */
async function reportProblem(
  context: CliContext,
  options: { readonly session?: string; readonly out?: string },
): Promise<ExitCode> {
  const { output, store, provider } = context;
  const known = await sessionsOf(context);
  const chosen =
    options.session === undefined
      ? sessionsOfProblem(known)
      : [chooseSession(known, options.session, ['running', 'suspended', 'ended', 'broken'])];
  const sessions = chosen.map(({ record }) => store.folder(record.id));
  const parts = problemParts({ findings: await provider.doctor(), sessions });
  const file = resolve(options.out ?? problemFile());
  try {
    writeFileSync(file, problemText(parts), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST')
      throw new LabError({ code: 'report.exists', params: { file } });
    throw diskError(error, file);
  }
  if (output.json)
    output.result({ file, parts: parts.map(({ name, text }) => ({ name, bytes: text.length })) });
  else {
    for (const { name, text } of parts) output.line(`  ${pad(name, 56)} ${text.split('\n').length}`);
    output.message({ code: 'problem.written', params: { file } });
  }
  return 0;
}
