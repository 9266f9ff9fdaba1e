import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { takeLock } from '../machines/lock.js';
import type { Provider } from '../machines/provider.js';
import { hostSocket } from '../machines/runtime.js';
import { connectSocket } from '../rpc/socket.js';
import { Journal } from './journal.js';
import type { SessionRecord, SessionStore } from './store.js';

export type SessionState = 'running' | 'suspended' | 'ended';

export interface KnownSession {
  readonly record: SessionRecord;
  /** `running`: some process, this or another, runs it. */
  readonly state: SessionState;
}

/** What was found of a process that died. */
export type Recovery =
  | { readonly code: 'suspended' | 'gone'; readonly session: string }
  | { readonly code: 'orphans'; readonly count: number };

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
    if (provider !== undefined)
      known.push({ record, state: await settledState(store, record, provider, tell) });
  }
  const ids = store.list().map(({ id }) => id);
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
    const last = journal
      .read()
      .findLast((entry) => ['suspended', 'ended', 'resumed', 'created'].includes(entry.type));
    return last?.type === 'suspended' || last?.type === 'ended' ? last.type : undefined;
  };
  if (await isServed(record.id)) return 'running';
  // A suspended or ended session whose process left nothing behind needs no care; that is the common case.
  const settled = resting();
  if (settled === 'ended' && !existsSync(join(folder, 'machines'))) return 'ended';
  const lock = await takeLock(join(folder, 'recover.lock'), {});
  try {
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
  } finally {
    await lock.release();
  }
}

async function isServed(id: string): Promise<boolean> {
  const channel = await connectSocket(hostSocket(id));
  channel?.close();
  return channel !== undefined;
}
