import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { findLab, requireLab } from '../../engine/packs/library.js';
import { packsRoot } from '../../engine/product.js';
import type { LiveSession } from '../../engine/live/live-session.js';
import { liveSession } from '../../engine/live/service.js';
import type { Session } from '../../engine/session/session.js';
import { SessionStore } from '../../engine/session/store.js';
import { RecordedProvider } from '../../recorded/provider.js';
import { main } from '../main.js';
import { stoppedHost } from './stopped-host.js';

export interface Said {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command in this process, on recorded nodes, with a data folder of its own. */
export class CommandBed {
  readonly folder = mkdtempSync(join(tmpdir(), 'lvslab-command-'));
  readonly store: SessionStore;
  readonly #ends: (() => unknown)[] = [];
  readonly #all: LiveSession[] = [];

  constructor() {
    vi.stubEnv('LVSLAB_DATA', this.folder);
    vi.stubEnv('XDG_RUNTIME_DIR', this.folder);
    vi.stubEnv('LVSLAB_RECORDED', `slow=1 films=${join(import.meta.dirname, 'films')}`);
    this.store = new SessionStore();
  }

  async dispose(): Promise<void> {
    for (const end of this.#ends.splice(0)) await end();
    vi.unstubAllEnvs();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Runs the command to its end; a non-zero exit is a result. */
  async lvslab(...argv: string[]): Promise<Said> {
    const said = { stdout: '', stderr: '' };
    const hear = (stream: 'stdout' | 'stderr') =>
      vi.spyOn(process[stream], 'write').mockImplementation((chunk: unknown) => {
        said[stream] += String(chunk);
        return true;
      });
    const spies = [hear('stdout'), hear('stderr')];
    try {
      return { exit: await main(['--lang', 'en', ...argv]), ...said };
    } finally {
      for (const spy of spies) spy.mockRestore();
    }
  }

  /** The same of one that goes on until it is told to end; what it has said so far can be read meanwhile. */
  begin(...argv: string[]): { readonly said: () => string; readonly ended: Promise<Said> } {
    let text = '';
    const hear = (stream: 'stdout' | 'stderr') =>
      vi.spyOn(process[stream], 'write').mockImplementation((chunk: unknown) => {
        text += String(chunk);
        return true;
      });
    const spies = [hear('stdout'), hear('stderr')];
    const ended = main(['--lang', 'en', ...argv])
      .then((exit) => ({ exit, stdout: text, stderr: text }))
      .finally(() => {
        for (const spy of spies) spy.mockRestore();
      });
    return { said: () => text, ended };
  }

  /** A session of a lab that runs in this process, as behind `up -d`. */
  async up(lab = 'dr-by-hand'): Promise<Session> {
    const loaded = requireLab(findLab(lab, packsRoot));
    const record = this.store.create(loaded, { seed: '1', drawn: false, provider: 'recorded' });
    const live = this.again(record.id);
    await live.begin('start');
    await live.looked;
    return live.session;
  }

  /** How a session that was begun here is asked. */
  live(id: string): LiveSession {
    return this.#all.findLast(({ session }) => session.id === id)!;
  }

  /** A session as another process finds it. */
  again(id: string): LiveSession {
    const record = this.store.read(id)!;
    const loaded = this.store.lab(record);
    const provider = new RecordedProvider({ delay: 0 });
    const live = liveSession({ store: this.store, record, loaded, provider, learner: true }, 'ended');
    this.#all.push(live);
    this.#ends.push(() => live.close());
    return live;
  }

  /** Lets go of all sessions that run here. */
  leave(): void {
    for (const live of this.#all) live.close();
  }

  /** A process that has a session's lock, and does nothing. */
  async stoppedHost(id: string): Promise<ChildProcess> {
    const { child, end } = await stoppedHost(this.store.folder(id));
    this.#ends.push(end);
    return child;
  }
}
