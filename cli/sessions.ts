import { setTimeout as sleep } from 'node:timers/promises';
import { LabError } from '../contract/errors.js';
import { connectHost, type SessionClient, stuckHost } from '../engine/session/host-client.js';
import { hostPid } from '../engine/session/host-lock.js';
import { type KnownSession, knownSessions, type SessionState } from '../engine/session/known.js';
import { labNameOf } from '../engine/session/store.js';
import type { CliContext } from './context.js';

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
      (session) =>
        [session.record.labId, labNameOf(session.record)].includes(name) && wanted.includes(session.state),
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

/** Milliseconds in which a host that has just begun listens, or one that ends has let go. */
const between = 2000;

/** A connection to the process that runs a session. @throws LabError `session.not-running`, `session.stuck` */
export async function connectTo(context: CliContext, session: KnownSession): Promise<SessionClient> {
  const { store } = context;
  const { id } = session.record;
  for (const until = Date.now() + between; ; await sleep(50)) {
    const client = await connectHost(store, id);
    if (client !== undefined) return client;
    if (hostPid(store.folder(id)) === undefined) {
      // It has ended, or rests, since it was found.
      const now = (await sessionsOf(context)).find(({ record }) => record.id === id);
      const state = now?.state ?? 'ended';
      if (state !== 'running') throw new LabError({ code: 'session.not-running', params: { id, state } });
    }
    if (Date.now() > until) throw stuckHost(store, id);
  }
}

/**
 * Whether it is what a session answers that ends, by how far it has come with that: what it did is given up, it does
 * not run, its process is gone.
 */
export function isOver(error: unknown): boolean {
  return (
    error instanceof LabError &&
    ['cancelled', 'session.not-running', 'session.process-ended'].includes(error.code)
  );
}
