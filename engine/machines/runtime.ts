import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { dataRoot } from './roots.js';

/**
 * Where sockets and pid files of running machines are: not in the session's folder, whose path may be longer than
 * the 107 bytes of a unix socket's (unix(7)), and which a learner may remove while machines run.
 */
export function runtimeRoot(): string {
  const base = process.env['XDG_RUNTIME_DIR'] ?? tmpdir();
  // Sessions of another data folder are somebody else's business: their machines are not our orphans.
  const data = createHash('sha256').update(dataRoot()).digest('hex').slice(0, 8);
  return join(base, `lvslab-${userInfo().uid}-${data}`);
}

/** The runtime folder of one session, made when it is not there. @throws Error when somebody else owns the root. */
export function runtimeFolder(sessionId: string): string {
  const root = runtimeRoot();
  mkdirSync(root, { recursive: true, mode: 0o700 });
  const state = lstatSync(root);
  const { uid } = userInfo();
  // The parent may be world-writable: a folder that another user planted there would see our sockets.
  if (!state.isDirectory() || (uid !== -1 && state.uid !== uid))
    throw new Error(`${root} belongs to somebody else`);
  chmodSync(root, 0o700);
  const folder = join(root, sessionToken(sessionId));
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/** Short and unique for a session: it also marks the session's QEMU processes in their command lines. */
export function sessionToken(sessionId: string): string {
  return createHash('sha256').update(sessionId).digest('hex').slice(0, 12);
}

/** The socket on which the process that runs a session answers; beside the session's runtime folder, which may be emptied. */
export function hostSocket(sessionId: string): string {
  runtimeFolder(sessionId);
  return join(runtimeRoot(), `${sessionToken(sessionId)}.host`);
}
