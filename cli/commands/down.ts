import { join } from 'node:path';
import { LabError } from '../../contract/errors.js';
import { chooseProvider } from '../../engine/machines/providers.js';
import { killHost } from '../../engine/session/host-lock.js';
import { Journal } from '../../engine/session/journal.js';
import type { KnownSession } from '../../engine/session/known.js';
import type { CliContext } from '../context.js';
import type { ExitCode } from '../exit.js';
import type { Register } from '../registration.js';
import { chooseSession, connectTo, isOver, sessionsOf } from '../sessions.js';

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

/** Ends a session, whatever state they are in; their journals stay for `report`. */
export async function end(context: CliContext, session: KnownSession): Promise<void> {
  const { record, state } = session;
  if (state === 'running') {
    try {
      const client = await connectTo(context, session);
      await client.call('down', {}).finally(() => client.close());
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      if (error.code === 'session.stuck') return endStuck(context, session, error);
      // A `run` or `test` whose machines went away may be gone before it has answered: what did it leave?
      if (!isOver(error)) throw error;
      const left = (await sessionsOf(context)).find((known) => known.record.id === record.id);
      if (left !== undefined) await end(context, left);
    }
  } else if (state !== 'ended') await discard(context, session);
}

/** Ends the process that does not answer, by its id, and then its machines: they are told nothing by it any more. */
async function endStuck(context: CliContext, session: KnownSession, why: LabError): Promise<void> {
  const { id } = session.record;
  const pid = await killHost(context.store.folder(id));
  if (pid === undefined) throw why;
  context.output.message({ code: 'down.stuck', params: { session: id, pid } });
  await discard(context, session);
}

async function discard(context: CliContext, { record }: KnownSession): Promise<void> {
  const folder = context.store.folder(record.id);
  await chooseProvider(context.providers, record.provider).discard({ id: record.id, folder });
  new Journal(join(folder, 'journal.jsonl')).append({ type: 'ended' });
}

/** `down` */
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
