import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, vi } from 'vitest';
import { type AppProcedures, appProcedures } from '../../contract/app.js';
import { channelPair } from '../../contract/channel-pair.js';
import { RpcClient } from '../../contract/rpc-client.js';
import { serve } from '../../contract/rpc-serve.js';
import type { SessionNews, TopologyView } from '../../contract/views.js';
import { App } from '../../engine/app/service.js';
import { SettingsFile } from '../../engine/app/settings.js';
import { makeInstaller, makeLibrary } from '../../wiring/packs.js';
import { SessionStore } from '../../engine/session/store.js';
import type { RecordedOptions } from '../../recorded/options.js';
import { RecordedProvider } from '../../recorded/provider.js';

export type Window = RpcClient<AppProcedures>;

const ends: (() => unknown)[] = [];

/** Gives each test of a file a data folder of its own, and ends what it opened. @returns the folder */
export function windowTests(): () => string {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lvslab-app-'));
    vi.stubEnv('LVSLAB_DATA', folder);
    vi.stubEnv('XDG_RUNTIME_DIR', folder);
  });
  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true, force: true });
  });
  return () => folder;
}

/** A window of an engine whose nodes are recorded, over a channel. */
export function open(options: RecordedOptions = {}): Window {
  const provider = new RecordedProvider({ delay: 0, ...options });
  const app = new App({
    store: new SessionStore(),
    providers: new Map([[provider.name, provider]]),
    library: makeLibrary(),
    installer: makeInstaller(),
    settings: new SettingsFile(),
    guest: () => Promise.resolve('0'),
    info: { version: '1.2.3', language: 'en' },
    storage: { list: async () => [], free: async () => 0 },
  });
  const [ours, theirs] = channelPair();
  serve(ours, appProcedures, app.service());
  const client = new RpcClient<AppProcedures>(theirs);
  ends.push(async () => {
    await app.leave('end');
    client.close();
  });
  return client;
}

/** A view that is kept up to date, and a way to wait for it to become something. */
export class Watched<V> {
  readonly #waiting = new Set<() => void>();
  last: V | undefined;

  readonly hear = (view: V): void => {
    this.last = view;
    for (const look of this.#waiting) look();
  };

  until(what: string, is: (view: V) => boolean): Promise<V> {
    return new Promise((resolve, reject) => {
      const end = () => {
        clearTimeout(timer);
        this.#waiting.delete(look);
      };
      const look = () => {
        if (this.last === undefined || !is(this.last)) return;
        end();
        resolve(this.last);
      };
      const timer = setTimeout(() => {
        end();
        reject(
          new Error(`${what}: not within 15 s; last seen: ${JSON.stringify(this.last)?.slice(0, 2000)}`),
        );
      }, 15_000);
      this.#waiting.add(look);
      look();
    });
  }
}

export async function start(client: Window, lab = 'dr-by-hand') {
  const { session } = await client.call('start', { lab, values: 'own' });
  return { session, view: watch(client, session) };
}

export function watch(client: Window, session: string): Watched<SessionNews> {
  const view = new Watched<SessionNews>();
  const controller = new AbortController();
  ends.unshift(() => controller.abort());
  client.call('watch', { session }, { signal: controller.signal, onEvent: view.hear }).catch(() => undefined);
  return view;
}

export function watchTopology(client: Window, session: string): Watched<TopologyView> {
  const view = new Watched<TopologyView>();
  const controller = new AbortController();
  ends.unshift(() => controller.abort());
  client
    .call('topology', { session }, { signal: controller.signal, onEvent: view.hear })
    .catch(() => undefined);
  return view;
}

export async function terminal(client: Window, session: string, node: string) {
  const { terminal: id } = await client.call('openTerminal', { session, node });
  const shown = new Watched<string>();
  const states: string[] = [];
  client
    .call(
      'watchTerminal',
      { terminal: id },
      {
        onEvent: (event) => {
          if (event.type === 'state') return void states.push(event.state);
          shown.hear(event.type === 'replay' ? event.data : (shown.last ?? '') + event.data);
          if (event.type === 'data')
            void client.call('tookTerminal', { terminal: id, characters: event.data.length });
        },
      },
    )
    .catch(() => undefined);
  await shown.until('a prompt', (text) => text.includes('# '));
  return {
    id,
    shown,
    states,
    type: (line: string) => client.call('writeTerminal', { terminal: id, data: `${line}\r` }),
  };
}

export const running = (view: SessionNews) => view.state === 'running' && view.doing === undefined;
