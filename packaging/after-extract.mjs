// Electron's own start page and its version file are no part of the app; electron-builder leaves them when it is given
// an unpacked Electron.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

export async function afterExtract({ appOutDir }) {
  for (const name of [
    'resources/default_app.asar',
    'version',
    'Electron.app/Contents/Resources/default_app.asar',
  ])
    await rm(join(appOutDir, name), { recursive: true, force: true });
}
