import { LabError } from '../contract/errors.js';
import { RpcClient } from '../contract/rpc-client.js';
import type { sessionProcedures } from '../contract/session.js';
import { hostSocket } from '../engine/machines/runtime.js';
import { connectSocket } from '../engine/rpc/socket.js';
import { type KnownSession, knownSessions, type SessionState } from '../engine/session/known.js';
import type { CliContext } from './context.js';

export type SessionClient = RpcClient<typeof sessionProcedures>;

/** All sessions, and a line for each whose process had died. */
export function sessionsOf({ store, providers, output }: CliContext): Promise<KnownSession[]> {
  return knownSessions(store, [...providers.values()], (news) => {
    if (news.code === 'trouble') output.error(news.error.wording(output.language));
    else if (news.code === 'orphans')
      output.message({ code: 'recovered.orphans', params: { count: news.count } });
    else output.message({ code: `recovered.${news.code}`, params: { session: news.session } });
  });
}

/** The session that a command means: the named one, else the only one in one of the wanted states. */
export function chooseSession(
  sessions: readonly KnownSession[],
  name: string | undefined,
  wanted: readonly SessionState[],
): KnownSession {
  if (name !== undefined) {
    const byId = sessions.find((session) => session.record.id === name);
    const byLab = sessions.filter(
      (session) => session.record.labId === name && wanted.includes(session.state),
    );
    const found = byId ?? (byLab.length === 1 ? byLab[0] : undefined);
    if (found !== undefined) return found;
    if (byLab.length > 1) throw several(byLab);
    throw new LabError({
      code: 'session.unknown',
      params: { id: name, known: sessions.map((session) => session.record.id) },
    });
  }
  const fitting = sessions.filter((session) => wanted.includes(session.state));
  if (fitting.length > 1) throw several(fitting);
  const [only] = fitting;
  if (only !== undefined) return only;
  // One that rests, or runs already, is told with its way on: "there is none" would not be true.
  const alive = sessions.filter((session) => session.state !== 'ended');
  if (alive.length > 1) throw several(alive);
  const [other] = alive;
  if (other === undefined) throw new LabError({ code: 'session.none', params: {} });
  const { state, record } = other;
  throw new LabError(
    state === 'running'
      ? { code: 'session.running', params: { id: record.id } }
      : { code: 'session.not-running', params: { id: record.id, state } },
  );
}

function several(sessions: readonly KnownSession[]): LabError {
  return new LabError({
    code: 'session.several',
    params: { known: sessions.map((session) => session.record.id) },
  });
}

/** @returns undefined when no process runs the session */
export async function openClient(id: string): Promise<SessionClient | undefined> {
  const channel = await connectSocket(hostSocket(id));
  return channel === undefined ? undefined : new RpcClient(channel);
}

/** A connection to the process that runs a session. */
export async function connectTo(session: KnownSession): Promise<SessionClient> {
  const client = await openClient(session.record.id);
  if (client === undefined) {
    throw new LabError({
      code: 'session.not-running',
      params: { id: session.record.id, state: session.state },
    });
  }
  return client;
}
