import { App } from '../engine/app/service.js';
import { SettingsFile } from '../engine/app/settings.js';
import type { Language } from '../contract/text.js';
import { productVersion } from '../engine/product.js';
import { knownSessions } from '../engine/session/known.js';
import { SessionStore } from '../engine/session/store.js';
import { makeInstaller, makeLibrary } from './packs.js';
import { machineHash } from '../guest/image-store.js';
import { makeProviders, requireArch } from './providers.js';
import { freeStorage, listStorage } from './storage.js';

/** The engine behind a window, wired as the command is. */
export function makeApp(language: Language): App {
  const store = new SessionStore();
  const providers = makeProviders();
  const library = makeLibrary();
  const list = async () => listStorage(store, await knownSessions(store, [...providers.values()], () => {}));
  return new App({
    store,
    providers,
    library,
    installer: makeInstaller(library),
    settings: new SettingsFile({ provider: [...providers.keys()][0]! }),
    guest: () => machineHash(requireArch()),
    info: { version: productVersion(), language },
    storage: { list, free: async (ids) => freeStorage(store, await list(), ids) },
  });
}
