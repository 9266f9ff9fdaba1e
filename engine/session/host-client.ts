import { LabError } from '../../contract/errors.js';
import { RpcClient } from '../../contract/rpc-client.js';
import type { sessionProcedures } from '../../contract/session.js';
import { isStopped } from '../machines/lock.js';
import { hostSocket } from '../machines/runtime.js';
import { connectSocket } from '../rpc/socket.js';
import { hostPid } from './host-lock.js';
import type { SessionStore } from './store.js';

export type SessionClient = RpcClient<typeof sessionProcedures>;

/**
 * Milliseconds between two questions whether a host still answers, and how many may go unanswered: what a host does for
 * long it waits for; a second without a turn is a lot, also on a host with every core in use.
 */
const every = 2000;
const misses = 5;

/**
 * A connection to the process that runs a session. A call on it may take as long as its work does, but not longer than
 * that process answers: then it fails with `session.stuck`.
 * @returns undefined when no process runs the session
 * @throws LabError `session.stuck`
 */
export async function connectHost(store: SessionStore, id: string): Promise<SessionClient | undefined> {
  const pid = hostPid(store.folder(id));
  // Known at once, where the system tells it.
  if (pid !== undefined && isStopped(pid)) throw stuckHost(store, id);
  const channel = await connectSocket(hostSocket(id));
  if (channel === undefined) return undefined;
  const stuck = () => stuckHost(store, id);
  return new RpcClient(channel, { ask: 'alive', every, misses, stuck });
}

export function stuckHost(store: SessionStore, id: string): LabError {
  return new LabError({ code: 'session.stuck', params: { id, pid: hostPid(store.folder(id)) ?? 0 } });
}
