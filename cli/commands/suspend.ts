import type { CliContext } from '../context.js';
import type { ExitCode } from '../exit.js';
import type { Register } from '../registration.js';
import { type Target, withSession } from '../running.js';

export const registerSuspend: Register = ({ program, t, does, session }) => {
  program
    .command('suspend')
    .description(t('把会话挂起到磁盘', 'save a session to disk'))
    .addOption(session())
    .action(does(async (context, options: Target) => suspend(context, options)));
};

async function suspend(context: CliContext, options: Target): Promise<ExitCode> {
  return withSession(context, options, async ({ client, known, options: call }) => {
    context.output.message({ code: 'run.suspending', params: {} });
    await client.call('suspend', {}, call);
    context.output.message({ code: 'run.suspended', params: { session: known.record.id } });
    return 0;
  });
}
