import type { CliContext } from '../context.js';
import type { ExitCode } from '../exit.js';
import type { Register } from '../registration.js';
import { type Target, withSession } from '../running.js';

export const registerSolve: Register = ({ program, t, does, session }) => {
  program
    .command('solve')
    .description(
      t('替我完成当前步骤；再执行一次就是下一步', 'do the current step for me; once more: the next one'),
    )
    .option('--step <id>', t('完成这个步骤', 'do this step'))
    .addOption(session())
    .action(does(async (context, options: Parameters<typeof solve>[1]) => solve(context, options)));
};

async function solve(context: CliContext, options: Target & { readonly step?: string }): Promise<ExitCode> {
  return withSession(context, options, async ({ client, options: call }) => {
    const step = await client.call('solve', options.step === undefined ? {} : { step: options.step }, call);
    if (context.output.json) context.output.result({ step });
    context.output.message({ code: 'solve.done', params: { step } });
    return 0;
  });
}
