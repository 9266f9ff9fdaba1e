import type { PowerAction } from '../../contract/session.js';
import type { CliContext } from '../context.js';
import type { ExitCode } from '../exit.js';
import { withSession } from './session.js';

/** Does what a hand at a node's buttons would do, and waits until it is done. */
export async function power(
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
