import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { makeQemu } from '../wiring/providers.js';
import { requireLab } from '../engine/packs/library.js';
import { packsRoot } from '../engine/product.js';
import { Session } from '../engine/session/session.js';
import { SessionStore } from '../engine/session/store.js';

/** Where a session keeps what it has: a folder of the test's own. */
interface Place {
  readonly data: string;
}

/** A session of a built-in lab, or of one in a folder (from the root), in this process, at its start. */
export async function startedLab(name: string, sandbox: Place): Promise<Session> {
  process.env['LVSLAB_DATA'] = sandbox.data;
  process.env['XDG_RUNTIME_DIR'] = sandbox.data;
  const folder = resolve(packsRoot, 'lvs', name);
  const store = new SessionStore();
  const loaded = requireLab(folder);
  const record = store.create(loaded, { seed: 'test', drawn: false, provider: 'qemu' });
  const session = new Session({ store, record, loaded, provider: makeQemu(), learner: false });
  await session.start();
  return session;
}

/** The same, with the solution of every step that is not optional typed in and a checkpoint `solved`. */
export async function solvedLab(name: string, sandbox: Place): Promise<Session> {
  const session = await startedLab(name, sandbox);
  for (const step of session.lab.steps) if (!step.optional) await session.solve(step.id);
  await session.machines.checkpoint('solved');
  return session;
}

export async function endLab(session: Session | undefined, sandbox: Place): Promise<void> {
  await session?.destroy();
  rmSync(sandbox.data, { recursive: true, force: true });
}
