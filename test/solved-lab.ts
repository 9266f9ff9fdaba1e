import { rmSync } from 'node:fs';
import { makeQemu } from '../cli/context.js';
import { requireLab } from '../engine/packs/library.js';
import { Session } from '../engine/session/session.js';
import { SessionStore } from '../engine/session/store.js';
import { lab, type Sandbox } from './support.js';

/** A session of a built-in lab in this process, with the solution of every step that is not optional typed in and a checkpoint `solved`. */
export async function solvedLab(name: string, sandbox: Sandbox): Promise<Session> {
  process.env['LVSLAB_DATA'] = sandbox.data;
  process.env['XDG_RUNTIME_DIR'] = sandbox.data;
  const folder = lab(name);
  const store = new SessionStore();
  const record = store.create({
    labId: name,
    labFolder: folder,
    seed: 'test',
    drawn: false,
    provider: 'qemu',
  });
  const provider = makeQemu();
  const session = new Session({
    store,
    record,
    loaded: requireLab(folder, 'en'),
    provider,
    learner: false,
  });
  await session.start();
  for (const step of session.lab.steps) if (!step.optional) await session.solve(step.id);
  await session.machines.checkpoint('solved');
  return session;
}

export async function endLab(session: Session | undefined, sandbox: Sandbox): Promise<void> {
  await session?.destroy();
  rmSync(sandbox.data, { recursive: true, force: true });
}
