import { accessSync, constants, existsSync } from 'node:fs';
import { join } from 'node:path';
import { LabError, labErrorOf } from '../../contract/errors.js';
import type { Provider } from '../machines/provider.js';
import { hostSocket } from '../machines/runtime.js';
import { connectSocket } from '../rpc/socket.js';
import { hostPid, whileNobodyRuns } from './host-lock.js';
import { Journal } from './journal.js';
import type { SessionRecord, SessionStore } from './store.js';

/** `broken`: how its machines are cannot be told. */
export type SessionState = 'running' | 'suspended' | 'ended' | 'broken';

export interface KnownSession {
  readonly record: SessionRecord;
  /** `running`: some process, this or another, runs it. */
  readonly state: SessionState;
  /** Why it is `broken`. */
  readonly problem?: LabError;
}

/** What was found of a process that died. */
export type Recovery =
  | { readonly code: 'suspended' | 'gone'; readonly session: string }
  | { readonly code: 'orphans'; readonly count: number }
  /** Something of a session cannot be used; the others go on. */
  | { readonly code: 'trouble'; readonly error: LabError };

/**
 * All sessions, after those whose process died have been taken care of: running machines are saved, unfinished ones
 * removed. Every command begins with this, so that nothing is left behind for long.
 */
export async function knownSessions(
  store: SessionStore,
  providers: readonly Provider[],
  tell: (news: Recovery) => void,
): Promise<KnownSession[]> {
  const known: KnownSession[] = [];
  for (const record of store.list()) {
    const provider = providers.find(({ name }) => name === record.provider);
    // A provider that is not here today: its sessions rest until it is.
    if (provider === undefined) continue;
    try {
      known.push({ record, state: await settledState(store, record, provider, tell) });
    } catch (error) {
      const cause = labErrorOf(error);
      if (cause !== undefined) tell({ code: 'trouble', error: cause });
      const detail = cause === undefined ? String(error) : '';
      const neglected = new LabError({ code: 'session.neglected', params: { id: record.id, detail } });
      tell({ code: 'trouble', error: neglected });
      known.push({ record, state: 'broken', problem: cause ?? neglected });
    }
  }
  for (const error of store.bad()) tell({ code: 'trouble', error });
  // Also of those whose record is bad: it may be mended, and their machines are no orphans.
  const ids = store.names();
  for (const provider of providers) {
    const count = await provider.sweep(ids);
    if (count > 0) tell({ code: 'orphans', count });
  }
  return known;
}

async function settledState(
  store: SessionStore,
  record: SessionRecord,
  provider: Provider,
  tell: (news: Recovery) => void,
): Promise<SessionState> {
  const folder = store.folder(record.id);
  const journal = new Journal(join(folder, 'journal.jsonl'));
  const resting = () => {
    const last = journal.newest(['suspended', 'ended', 'resumed', 'created']);
    return last?.type === 'suspended' || last?.type === 'ended' ? last.type : undefined;
  };
  if (await isServed(record.id, folder)) return 'running';
  // A suspended or ended session whose process left nothing behind needs no care; that is the common case.
  const settled = resting();
  if (settled === 'ended' && !existsSync(join(folder, 'machines'))) return 'ended';
  // Nothing is to be done where nothing may be written, and a session that rests needs nothing.
  if (settled === 'suspended' && !isWritable(folder)) return settled;
  const state = await whileNobodyRuns(folder, async (): Promise<SessionState> => {
    if (await isServed(record.id)) return 'running';
    const found = await provider.recover({ id: record.id, folder });
    if (found === 'suspended') {
      if (resting() !== 'suspended') {
        journal.append({ type: 'suspended' });
        tell({ code: 'suspended', session: record.id });
      }
      return 'suspended';
    }
    if (resting() !== 'ended') {
      journal.append({ type: 'ended' });
      tell({ code: 'gone', session: record.id });
    }
    return 'ended';
  });
  return state ?? 'running';
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** By its lock: one that is stuck runs it, too. By its socket: a host of a former version has no lock. */
async function isServed(id: string, folder?: string): Promise<boolean> {
  if (folder !== undefined && hostPid(folder) !== undefined) return true;
  const channel = await connectSocket(hostSocket(id));
  channel?.close();
  return channel !== undefined;
}
