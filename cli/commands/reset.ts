import type { CliContext } from '../context.js';
import type { ExitCode } from '../exit.js';
import type { Register } from '../registration.js';
import { type Target, withSession } from '../running.js';

export const registerReset: Register = ({ program, t, does, session }) => {
  program
    .command('reset')
    .description(t('回到当前步骤开始时的状态', 'go back to the start of the current step'))
    .option('--step <id>', t('回到这个步骤', 'of this step'))
    .option('--node <name>', t('只恢复这个节点，其他节点不受影响', 'this node only: the others live on'))
    .addOption(session())
    .action(does(async (context, options: Parameters<typeof reset>[1]) => reset(context, options)));
};

async function reset(
  context: CliContext,
  options: Target & { readonly step?: string; readonly node?: string },
): Promise<ExitCode> {
  return withSession(context, options, async ({ client, options: call }) => {
    const { step: from, node } = options;
    const input = { ...(from === undefined ? {} : { step: from }), ...(node === undefined ? {} : { node }) };
    const step = await client.call('reset', input, call);
    if (context.output.json) context.output.result({ step });
    context.output.message({ code: 'reset.done', params: { step, ...(node === undefined ? {} : { node }) } });
    return 0;
  });
}
