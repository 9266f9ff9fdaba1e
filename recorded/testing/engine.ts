import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { transferableAbortController } from 'node:util';
import { afterEach, vi } from 'vitest';
import { appProcedures } from '../../contract/app.js';
import type { Channel } from '../../contract/rpc.js';
import { channelPair } from '../../contract/channel-pair.js';
import { serve } from '../../contract/rpc-serve.js';
import type { Settings } from '../../contract/settings.js';
import { App } from '../../engine/app/service.js';
import { SettingsFile } from '../../engine/app/settings.js';
import { Installer } from '../../engine/install/installer.js';
import { Library } from '../../engine/install/library.js';
import { PackStore } from '../../engine/install/store.js';
import type { LiveSession } from '../../engine/live/live-session.js';
import { packsRoot } from '../../engine/product.js';
import { SessionStore } from '../../engine/session/store.js';
import type { RecordedOptions } from '../options.js';
import { RecordedProvider } from '../provider.js';

export interface EngineOptions extends RecordedOptions {
  readonly settings?: Partial<Settings>;
  /** Where its packs are; absent: those of the product. */
  readonly packs?: string;
}

/** Fails the first time only. */
class OnceBroken extends RecordedProvider {
  readonly #sound = new RecordedProvider({ delay: 5 });
  #tried = false;

  override up(...asked: Parameters<RecordedProvider['up']>): ReturnType<RecordedProvider['up']> {
    const first = !this.#tried;
    this.#tried = true;
    return first ? super.up(...asked) : this.#sound.up(...asked);
  }
}

// A page of a test has its own AbortController, whose signals Node's functions do not take: both get Node's.
const control = transferableAbortController();
Object.assign(globalThis, { AbortController: control.constructor, AbortSignal: control.signal.constructor });

const call = { signal: control.signal, onEvent: () => {} };
/** What is asked without anything being changed by it. */
const looks =
  /^(info|doctor|settings|storage|labs|preview|sessions|troubles|lab|watch|topology|timeline|watchTerminal|tookTerminal|resizeTerminal|moment|problem|report|packs|classes|watchClass|studentWork|gradesFile)$/;

/** The engine that a window has, in the test's own process, on recorded nodes. */
export class Engine {
  /** What was asked of it that changes something, in order: `NAME` and its input. */
  readonly asked: (readonly [name: string, input: object])[] = [];
  readonly library: Library;
  readonly #folder = mkdtempSync(join(tmpdir(), 'lvslab-page-'));
  readonly #app: App;
  readonly #ends = new Set<Channel>();

  constructor({ settings, packs = packsRoot, ...recorded }: EngineOptions = {}) {
    vi.stubEnv('LVSLAB_DATA', this.#folder);
    vi.stubEnv('XDG_RUNTIME_DIR', this.#folder);
    const file = new SettingsFile();
    file.change({ tourSeen: true, language: 'en', ...settings });
    this.library = new Library(packs, new PackStore());
    const { library } = this;
    this.#app = new App({
      store: new SessionStore(),
      providers: new Map([['recorded', new OnceBroken({ delay: 5, ...recorded })]]),
      library,
      installer: new Installer(library.store, () => library.builtInIds()),
      settings: file,
      guest: () => Promise.resolve('0'),
      info: { version: '0.1.0', language: 'zh-CN' },
      storage: { list: async () => [], free: async () => 0 },
    });
    all.add(this);
  }

  /** What the window's `open` is. */
  readonly open = (): Promise<Channel> => {
    const [window, engine] = channelPair();
    const service = this.#app.service();
    const noted = Object.fromEntries(
      Object.entries(service).map(([name, answer]) => [
        name,
        (input: never, asked: never) => {
          if (!looks.test(name)) this.asked.push([name, input]);
          return (answer as (given: never, how: never) => unknown)(input, asked);
        },
      ]),
    ) as typeof service;
    serve(engine, appProcedures, noted);
    this.#ends.add(engine);
    return Promise.resolve(window);
  };

  /** Ends every connection, as a crash of the engine does. */
  crash(): void {
    for (const end of this.#ends) end.close();
    this.#ends.clear();
  }

  /** A session of a lab that runs. */
  async up(lab: string): Promise<LiveSession> {
    const { session } = await this.#app.service().start({ lab, values: 'own' }, call);
    const live = this.live(session);
    await vi.waitFor(() => {
      if (live.state !== 'running') throw new Error(live.state);
    });
    await live.looked;
    return live;
  }

  live(id: string): LiveSession {
    const found = this.#app.running.find(({ session }) => session.id === id);
    if (found === undefined) throw new Error(`no session ${id} runs`);
    return found;
  }

  /** What a session left to be taken up again is gone, as after a disk's failure. */
  loseMachines(id: string): void {
    rmSync(join(this.#folder, 'sessions', id, 'machines'), { recursive: true });
  }

  async end(): Promise<void> {
    this.crash();
    await this.#app.leave('end').catch(() => {});
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

const all = new Set<Engine>();
afterEach(async () => {
  for (const engine of all) await engine.end();
  all.clear();
  vi.unstubAllEnvs();
});
