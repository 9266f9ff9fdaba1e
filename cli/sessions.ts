import { existsSync } from 'node:fs';
import { LabError } from '../contract/errors.js';
import type { Provider } from '../engine/machines/provider.js';
import { hostSocket } from '../engine/machines/runtime.js';
import { RpcClient } from '../engine/rpc/client.js';
import { Journal } from '../engine/session/journal.js';
import type { SessionRecord, SessionStore } from '../engine/session/store.js';
import { join } from 'node:path';
import { endOrphans } from '../qemu/recover.js';
import { takeLock } from '../guest/build-lock.js';
import type { Output } from './output.js';

export type SessionState = 'running' | 'suspended' | 'ended';

export interface KnownSession {
  readonly record: SessionRecord;
  readonly state: SessionState;
}

/**
 * All sessions, after those whose process died have been taken care of: running machines are saved, unfinished ones
 * removed. Every command begins with this, so that nothing is left behind for long.
 */
export async function knownSessions(
  store: SessionStore,
  provider: Provider,
  output: Output,
): Promise<KnownSession[]> {
  const known: KnownSession[] = [];
  for (const record of store.list())
    known.push({ record, state: await settledState(store, record, provider, output) });
  const orphans = await endOrphans(known.map((session) => session.record.id));
  if (orphans > 0) output.message({ code: 'recovered.orphans', params: { count: orphans } });
  return known;
}

async function settledState(
  store: SessionStore,
  record: SessionRecord,
  provider: Provider,
  output: Output,
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
        output.message({ code: 'recovered.suspended', params: { session: record.id } });
      }
      return 'suspended';
    }
    if (resting() !== 'ended') {
      journal.append({ type: 'ended' });
      output.message({ code: 'recovered.gone', params: { session: record.id } });
    }
    return 'ended';
  } finally {
    await lock.release();
  }
}

async function isServed(id: string): Promise<boolean> {
  const client = await RpcClient.connect(hostSocket(id));
  client?.close();
  return client !== undefined;
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
  if (only === undefined) throw new LabError({ code: 'session.none', params: {} });
  return only;
}

function several(sessions: readonly KnownSession[]): LabError {
  return new LabError({
    code: 'session.several',
    params: { known: sessions.map((session) => session.record.id) },
  });
}

/** A connection to the process that runs a session. */
export async function connectTo(session: KnownSession): Promise<RpcClient> {
  const client = await RpcClient.connect(hostSocket(session.record.id));
  if (client === undefined) {
    throw new LabError({
      code: 'session.not-running',
      params: { id: session.record.id, state: session.state },
    });
  }
  return client;
}
