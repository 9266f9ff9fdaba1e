import { LabError } from '../../contract/errors.js';
import type { Call, Service } from '../../contract/rpc.js';
import { type SessionProcedures, sessionProcedures } from '../../contract/session.js';
import { connectHost, type SessionClient } from '../session/host-client.js';
import { hostPid } from '../session/host-lock.js';
import type { SessionStore } from '../session/store.js';

/** A session's service in another process. */
export interface Attached {
  readonly service: Service<SessionProcedures>;
  /** Resolves when that process has let go of the session, or has ended. */
  readonly gone: Promise<void>;
  close(): void;
}

/**
 * Asks the process that runs a session what it would ask itself.
 * @returns undefined when no other process runs it
 * @throws LabError `session.stuck`; `session.other-version` where that process does not know what is to be asked
 */
export async function attach(store: SessionStore, id: string): Promise<Attached | undefined> {
  if (hostPid(store.folder(id)) === undefined) return undefined;
  const client = await connectHost(store, id);
  if (client === undefined) return undefined;
  try {
    const known: unknown = await client.call('alive', {});
    const knows = (name: string) => Array.isArray(known) && known.includes(name);
    if (!Object.keys(sessionProcedures).every(knows))
      throw new LabError({
        code: 'session.other-version',
        params: { id, pid: hostPid(store.folder(id)) ?? 0 },
      });
  } catch (error) {
    client.close();
    throw error;
  }
  return { service: remoteService(client), gone: client.closed, close: () => client.close() };
}

/** What answers by asking somebody else. */
function remoteService(client: SessionClient): Service<SessionProcedures> {
  const forward = Object.keys(sessionProcedures).map((name) => [
    name,
    (input: never, call: Call<never>) => client.call(name as keyof SessionProcedures, input, call as Call),
  ]);
  return Object.fromEntries(forward) as Service<SessionProcedures>;
}
