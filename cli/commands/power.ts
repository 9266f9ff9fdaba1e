import type { PowerAction } from '../../contract/machines.js';
import type { CliContext } from '../context.js';
import type { ExitCode } from '../exit.js';
import { withSession } from '../running.js';
import { Argument } from 'commander';
import { powerActions } from '../../contract/machines.js';
import type { Register } from '../registration.js';

export const registerPower: Register = ({ program, t, does, session }) => {
  program
    .command('power')
    .description(
      t('节点的电源：关机、开机、重启、暂停、继续', "a node's buttons: off, boot, reboot, pause, continue"),
    )
    .argument('<node>')
    .addArgument(new Argument('<action>').choices([...powerActions]))
    .addOption(session())
    .action(
      does(async (context, node: string, action: PowerAction, options: { session?: string }) =>
        power(context, node, action, options),
      ),
    );
};

/** Does what a hand at a node's buttons would do, and waits until it is done. */
async function power(
  context: CliContext,
  node: string,
  action: PowerAction,
  options: { readonly session?: string },
): Promise<ExitCode> {
  return withSession(context, options, async ({ client, options: call }) => {
    await client.call('power', { node, action }, call);
    const { nodes } = await client.call('status', {}, {});
    const state = nodes.find(({ name }) => name === node)?.state ?? 'missing';
    if (context.output.json) context.output.result({ node, state });
    context.output.message({ code: 'power.done', params: { node, state } });
    return 0;
  });
}
