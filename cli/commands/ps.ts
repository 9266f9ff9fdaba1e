import { LabError } from '../../contract/errors.js';
import type { SessionStatus } from '../../contract/session.js';
import { nodeStateTexts, roleTexts, sessionStateTexts } from '../../contract/messages/machines.js';
import type { KnownSession } from '../../engine/session/known.js';
import { standingOf } from '../../engine/grading/standing.js';
import type { CliContext } from '../context.js';
import type { ExitCode } from '../exit.js';
import { pad } from '../output.js';
import type { Register } from '../registration.js';
import { connectTo, sessionsOf } from '../sessions.js';

export const registerPs: Register = ({ program, t, does }) => {
  program
    .command('ps')
    .description(t('列出会话及其虚拟机', 'list sessions and their machines'))
    .option('-a, --all', t('包括已结束的', 'ended ones, too'))
    .action(does(async (context, options: { all?: boolean }) => listSessions(context, options)));
};

/** `ps`: sessions and their machines. */
async function listSessions(context: CliContext, options: { readonly all?: boolean }): Promise<ExitCode> {
  const { output } = context;
  const shown = (await sessionsOf(context)).filter(
    (session) => options.all === true || session.state !== 'ended',
  );
  const rows = await Promise.all(
    shown.map(async ({ record, state }) => {
      const status = state === 'running' ? await statusOf(context, { record, state }) : undefined;
      // Of a lab that is not there any more, or was broken since, the session is still to be seen, and to be ended.
      const { done, steps, current, problem } = standingOf(context.store, record);
      if (problem !== undefined) output.error(new LabError(problem).wording(output.language));
      return {
        session: record.id,
        lab: record.labId,
        state: status === 'stuck' ? status : (status?.state ?? state),
        provider: record.provider,
        created: new Date(record.created).toISOString(),
        ...(steps === 0 ? {} : { done, steps, current }),
        nodes: status === 'stuck' ? [] : (status?.nodes ?? []),
      };
    }),
  );
  if (output.json) output.result(rows);
  else if (rows.length === 0) output.message({ code: 'ps.none', params: {} });
  for (const row of output.json ? [] : rows) {
    const state = output.text(sessionStateTexts[row.state]);
    const progress =
      row.steps === undefined
        ? output.say({ code: 'ps.lab-gone', params: {} })
        : `${row.done}/${row.steps}  ${row.current ?? ''}`;
    output.line(`${pad(row.session, 28)} ${pad(state, 12)} ${progress}`);
    for (const node of row.nodes) {
      output.line(
        `  ${pad(node.name, 12)} ${pad(output.text(roleTexts[node.role]), 11)} ${pad(output.text(nodeStateTexts[node.state]), 16)} ${pad(node.addresses.join(' '), 16)}${node.ssh === undefined ? '' : ` ssh ${node.ssh.host}:${node.ssh.port}`}`,
      );
    }
  }
  return 0;
}

/** What its process says; undefined when it ended between two looks. */
async function statusOf(
  context: CliContext,
  session: KnownSession,
): Promise<SessionStatus | 'stuck' | undefined> {
  try {
    const client = await connectTo(context, session);
    try {
      return await client.call('status', {});
    } finally {
      client.close();
    }
  } catch (error) {
    return error instanceof LabError && error.code === 'session.stuck' ? 'stuck' : undefined;
  }
}
