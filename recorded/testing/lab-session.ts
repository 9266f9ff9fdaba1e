import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { requireLab } from '../../engine/packs/library.js';
import { packsRoot } from '../../engine/product.js';
import { Session } from '../../engine/session/session.js';
import { SessionStore } from '../../engine/session/store.js';
import type { RecordedOptions } from '../options.js';
import { RecordedProvider } from '../provider.js';

export interface Sandbox {
  readonly session: Session;
  /** The same session as another process would take it up. */
  readonly again: () => Session;
}

/** A session of the DR lab as it was recorded, in a folder that is removed after the test. */
export function labSession(options: RecordedOptions = {}, learner = false): Sandbox {
  const root = mkdtempSync(join(tmpdir(), 'recorded-test-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const store = new SessionStore(root);
  const loaded = requireLab(join(packsRoot, 'lvs', 'dr-by-hand'));
  const record = store.create(loaded, { seed: 'test', drawn: false, provider: 'recorded' });
  const open = (): Session =>
    new Session({ store, record, loaded, provider: new RecordedProvider({ delay: 0, ...options }), learner });
  return { session: open(), again: open };
}
