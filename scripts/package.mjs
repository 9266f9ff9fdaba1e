// `npm run package`: sets everything up, then makes installers of the app in release/. Words after `--` go to
// electron-builder: `npm run package -- --dir` makes the unpacked app only.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { electronFolder } from './electron.mjs';
import { root, run, say, setUp } from './setup.mjs';

const words = process.argv.slice(2);
const wanted = createRequire(import.meta.url)('../package.json').devDependencies.electron;

setUp();
// The Electron at hand is of this system and processor: good for their targets. electron-builder fetches all others.
const host = { 'linux x64': ['-l', '--linux', '--x64'], 'win32 x64': ['-w', '--win', '--windows', '--x64'] };
const own = host[`${process.platform} ${process.arch}`];
const chosen = words.filter((word) =>
  /^(-[lmow]+|--(linux|mac|macos|win|windows|[ix]\w+|arm\w+))$/.test(word),
);
const folder = own && chosen.every((word) => own.includes(word)) ? await electronFolder() : undefined;
const electron = [];
if (folder !== undefined) {
  const version = readFileSync(join(folder, 'version'), 'utf8').trim().replace(/^v/, '');
  if (version !== wanted) {
    if (!words.includes('--dir') || !words.every((word) => word === '--dir' || own.includes(word))) {
      console.error(
        `lvslab package: here is only Electron ${version}, past its end of life, instead of ${wanted}, which cannot be fetched.\n` +
          'Nothing is made of it that could be handed on. To try the packaged app on this machine: npm run package -- --dir',
      );
      process.exit(3);
    }
    say(`Electron ${version} instead of ${wanted}: for tests on this machine only`);
  }
  electron.push(`-c.electronDist=${folder}`, `-c.electronVersion=${version}`);
}
const builder = join(root, 'node_modules', 'electron-builder', 'cli.js');
run(process.execPath, [builder, '--publish', 'never', ...words, ...electron]);
