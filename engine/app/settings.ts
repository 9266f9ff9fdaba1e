import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { z } from 'zod';
import { defaultSettings, type Settings, someSettingsSchema } from '../../contract/settings.js';
import { readJson, writeFileAtomic } from '../machines/files.js';
import { dataRoot } from '../machines/roots.js';

/** The user's settings. A file that cannot be read, or a value that is none, counts as the default. */
export class SettingsFile {
  readonly #file: string;
  readonly #defaults: Settings;

  /** @param defaults of this host, over the product's */
  constructor(defaults: Partial<Settings> = {}, file = join(dataRoot(), 'settings.json')) {
    this.#file = file;
    this.#defaults = { ...defaultSettings, ...defaults };
  }

  read(): Settings {
    const stored: unknown = readJson(this.#file);
    const entries = Object.entries(typeof stored === 'object' && stored !== null ? stored : {});
    // One bad value must not cost the others.
    const good = entries.filter(([key, value]) => someSettingsSchema.safeParse({ [key]: value }).success);
    return { ...this.#defaults, ...(Object.fromEntries(good) as Partial<Settings>) };
  }

  change(some: z.infer<typeof someSettingsSchema>): Settings {
    const given = Object.fromEntries(Object.entries(some).filter(([, value]) => value !== undefined));
    const changed = { ...this.read(), ...given };
    mkdirSync(dirname(this.#file), { recursive: true, mode: 0o700 });
    writeFileAtomic(this.#file, JSON.stringify(changed, null, 2));
    return changed;
  }
}
