import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { requireLab } from '../../engine/packs/library.js';
import { Session } from '../../engine/session/session.js';
import { SessionStore } from '../../engine/session/store.js';
import type { FakeOptions } from '../options.js';
import { FakeProvider } from '../provider.js';

const labs = new URL('../../labs/lvs/', import.meta.url);

export interface Sandbox {
  readonly session: Session;
  /** The same session as another process would take it up. */
  readonly again: (options?: FakeOptions) => Session;
}

/** A session of a built-in lab on simulated machines, in a folder that is removed after the test. */
export function labSession(name: string, options: FakeOptions = {}, learner = false): Sandbox {
  const root = mkdtempSync(join(tmpdir(), 'fake-test-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const store = new SessionStore(root);
  const loaded = requireLab(new URL(name, labs).pathname);
  const record = store.create(loaded, { seed: 'test', drawn: false, provider: 'fake' });
  const open = (chosen: FakeOptions): Session =>
    new Session({
      store,
      record,
      loaded,
      provider: new FakeProvider({ delay: 0, second: 0, ...chosen }),
      learner,
    });
  return { session: open(options), again: (later = options) => open(later) };
}

/** The verdicts that are not `pass`, short. */
export async function failures(session: Session): Promise<readonly unknown[]> {
  const verdicts = await session.grade();
  return verdicts
    .filter((verdict) => verdict.status !== 'pass')
    .map(({ check, status, message }) => ({ check, status, message }));
}

export async function solve(session: Session, upTo?: string): Promise<void> {
  for (const step of session.lab.steps) {
    await session.solve(step.id);
    if (step.id === upTo) return;
  }
}
