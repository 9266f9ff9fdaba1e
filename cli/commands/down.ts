import { join } from 'node:path';
import { LabError } from '../../contract/errors.js';
import { chooseProvider } from '../../engine/machines/providers.js';
import { Journal } from '../../engine/session/journal.js';
import type { KnownSession } from '../../engine/session/known.js';
import type { CliContext } from '../context.js';
import type { ExitCode } from '../exit.js';
import type { Register } from '../registration.js';
import { chooseSession, connectTo, sessionsOf } from '../sessions.js';

export const registerDown: Register = ({ program, t, does }) => {
  program
    .command('down [session]')
    .description(t('结束会话并删除其虚拟机', 'end a session and remove its machines'))
    .option('-a, --all', t('全部会话', 'all sessions'))
    .action(
      does(async (context, name: string | undefined, options: { all?: boolean }) =>
        down(context, name, options),
      ),
    );
};

/** `down`: ends sessions, whatever state they are in; their journals stay for `report`. */
async function end(context: CliContext, session: KnownSession): Promise<void> {
  const { record, state } = session;
  if (state === 'running') {
    const client = await connectTo(session);
    try {
      await client.call('down', {});
    } catch (error) {
      // A `run` or `test` whose machines went away may be gone before it has answered: what did it leave?
      if (!(error instanceof LabError) || error.code !== 'session.process-ended') throw error;
      const left = (await sessionsOf(context)).find((known) => known.record.id === record.id);
      if (left !== undefined) await end(context, left);
    } finally {
      client.close();
    }
  } else if (state !== 'ended') {
    const folder = context.store.folder(record.id);
    await chooseProvider(context.providers, record.provider).discard({ id: record.id, folder });
    new Journal(join(folder, 'journal.jsonl')).append({ type: 'ended' });
  }
}

async function down(
  context: CliContext,
  name: string | undefined,
  options: { readonly all?: boolean },
): Promise<ExitCode> {
  const { output } = context;
  const sessions = await sessionsOf(context);
  const chosen =
    options.all === true
      ? sessions.filter((session) => session.state !== 'ended')
      : [chooseSession(sessions, name, ['running', 'suspended', 'broken'])];
  for (const session of chosen) {
    await end(context, session);
    output.message({ code: 'down.done', params: { session: session.record.id } });
  }
  if (chosen.length === 0) output.message({ code: 'ps.none', params: {} });
  if (output.json) output.result(chosen.map((session) => session.record.id));
  return 0;
}
