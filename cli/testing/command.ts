import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { isStopped, processMark } from '../../engine/machines/lock.js';
import { findLab, requireLab } from '../../engine/packs/library.js';
import { packsRoot } from '../../engine/product.js';
import { SessionHost } from '../../engine/session/host.js';
import { Session } from '../../engine/session/session.js';
import { SessionStore } from '../../engine/session/store.js';
import { FakeProvider } from '../../fake/provider.js';
import { main } from '../main.js';

export interface Said {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command in this process, on simulated nodes, with a data folder of its own. */
export class CommandBed {
  readonly folder = mkdtempSync(join(tmpdir(), 'lvslab-command-'));
  readonly store: SessionStore;
  readonly #ends: (() => unknown)[] = [];
  readonly #hosts: SessionHost[] = [];

  constructor() {
    vi.stubEnv('LVSLAB_DATA', this.folder);
    vi.stubEnv('XDG_RUNTIME_DIR', this.folder);
    vi.stubEnv('LVSLAB_FAKE', '1');
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

  /** A session of a lab that runs in this process, as behind `up -d`. */
  async up(lab = 'dr-by-hand'): Promise<Session> {
    const session = this.session(lab);
    const host = this.#hostOf(session);
    await host.serve((work) => session.start(work));
    await host.looked;
    return session;
  }

  /** A session of a lab that has not begun. */
  session(lab = 'dr-by-hand'): Session {
    const loaded = requireLab(findLab(lab, packsRoot));
    const record = this.store.create(loaded, { seed: '1', drawn: false, provider: 'fake' });
    const provider = new FakeProvider({ delay: 0, second: 0 });
    return new Session({ store: this.store, record, loaded, provider, learner: true });
  }

  /** A session as another process finds it. */
  again(id: string): { readonly session: Session; readonly host: SessionHost } {
    const record = this.store.read(id)!;
    const loaded = this.store.lab(record);
    const provider = new FakeProvider({ delay: 0, second: 0 });
    const session = new Session({ store: this.store, record, loaded, provider, learner: true });
    return { session, host: this.#hostOf(session) };
  }

  /** Lets go of all sessions that run here. */
  leave(): void {
    for (const host of this.#hosts) host.close();
  }

  /** A process that has a session's lock, and does nothing. */
  async stoppedHost(id: string): Promise<ChildProcess> {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000); console.log()'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    this.#ends.push(() => child.kill('SIGKILL'));
    await once(child.stdout, 'data');
    const { pid = 0 } = child;
    writeFileSync(join(this.store.folder(id), 'host.lock'), `${pid} ${processMark(pid)}`);
    child.kill('SIGSTOP');
    await vi.waitUntil(() => isStopped(pid));
    return child;
  }

  #hostOf(session: Session): SessionHost {
    const host = new SessionHost(session);
    this.#hosts.push(host);
    this.#ends.push(() => host.close());
    return host;
  }
}
