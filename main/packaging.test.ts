import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { iconFile, packsRoot, productRoot, provisionScript, recipeRoot } from '../engine/product.js';

// What electron-builder is told, without packaging: what the app needs is in it, nothing else is, and no fuse is forgotten.

interface Config {
  readonly files: readonly string[];
  readonly asarUnpack: readonly string[];
  readonly electronFuses: Readonly<Record<string, boolean>>;
  readonly deb: { readonly depends: string[]; readonly recommends: string[]; readonly fpm: string[] };
}

type Schema = { readonly definitions: { readonly FuseOptionsV1: { readonly properties: object } } };
type Matcher = (path: string, pattern: string, options: { readonly dot: boolean }) => boolean;

const config = parse(readFileSync(join(productRoot, 'electron-builder.yml'), 'utf8')) as Config;
// electron-builder's own rules and matcher, not others that nearly do the same.
const ours = createRequire(import.meta.url);
const builders = createRequire(ours.resolve('electron-builder'));
const library = builders.resolve('app-builder-lib');
const { minimatch } = createRequire(library)('minimatch') as { readonly minimatch: Matcher };
const schema = builders('app-builder-lib/scheme.json') as Schema;

const fits = (path: string, patterns: readonly string[]) =>
  patterns.some((pattern) => minimatch(path, pattern, { dot: true }));
const wanted = config.files.filter((pattern) => !pattern.startsWith('!'));
const unwanted = config.files.filter((pattern) => pattern.startsWith('!')).map((pattern) => pattern.slice(1));
const shipped = (path: string) => fits(path, wanted) && !fits(path, unwanted);

const inProduct = (path: string) => relative(productRoot, path).replaceAll('\\', '/');

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => inProduct(join(entry.parentPath, entry.name)));
}

/** All modules that programs load, and the packages that these import. */
function loaded(...entries: string[]): { files: Set<string>; packages: Set<string> } {
  const files = new Set<string>();
  const packages = new Set<string>();
  const visit = (file: string) => {
    if (files.has(file)) return;
    files.add(file);
    const text = readFileSync(join(productRoot, file), 'utf8');
    for (const [, first, later] of text.matchAll(
      /^(?:import|export)\s+(?!type\b)(?:[^;']*?from\s+)?'([^']+)'|\bimport\('([^']+)'\)/gm,
    )) {
      const name = first ?? later ?? '';
      if (name.startsWith('.')) visit(join(dirname(file), name.replace(/js$/, 'ts')).replaceAll('\\', '/'));
      else if (!name.startsWith('node:') && name !== 'electron')
        packages.add(/^(@[^/]+\/)?[^/]+/.exec(name)![0]); // a package may be imported in parts
    }
  };
  entries.forEach(visit);
  return { files, packages };
}

test('electron-builder accepts the configuration', async () => {
  const { validateConfiguration } = builders('app-builder-lib/out/util/config/config') as {
    readonly validateConfiguration: (config: Config, log: { isEnabled: boolean }) => Promise<void>;
  };
  await expect(validateConfiguration(config, { isEnabled: false })).resolves.toBeUndefined();
  await expect(
    validateConfiguration({ ...config, wrong: 1 } as Config, { isEnabled: false }),
  ).rejects.toThrow(/wrong/);
});

test('every fuse is decided, and none lets somebody run code that is not the app', () => {
  const all = Object.keys(schema.definitions.FuseOptionsV1.properties);
  expect(Object.keys(config.electronFuses).toSorted()).toEqual(
    all.filter((name) => name !== 'resetAdHocDarwinSignature').toSorted(),
  );
  expect(Object.keys(config.electronFuses).filter((name) => config.electronFuses[name])).toEqual([
    'enableEmbeddedAsarIntegrityValidation',
    'onlyLoadAppFromAsar',
  ]);
});

test('all that the app loads is packaged', () => {
  const app = loaded('main/main.ts', 'main/engine.ts', 'main/preload.cts');
  expect(app.files.size).toBeGreaterThan(50);
  const compiled = [...app.files].map((file) => `dist/${file.replace(/ts$/, 'js')}`);
  expect(compiled.filter((file) => !shipped(file))).toEqual([]);
  expect(shipped('dist/window/assets/index.js')).toBe(true);
  // What proves a lab is for who works on it.
  const labs = filesIn(packsRoot).filter((file) => !/\/(?:recordings\/|proof\.json$)/.test(file));
  expect(labs.length).toBeGreaterThan(60);
  expect([...labs, ...filesIn(recipeRoot)].filter((file) => !shipped(file))).toEqual([]);
  expect([iconFile, provisionScript].map(inProduct).filter((file) => !shipped(file))).toEqual([]);
});

test('nothing of the tests is packaged, nor sources, maps and compiled parts of packages', () => {
  const strangers = [
    'dist/main/main.js.map',
    'dist/main/packaging.test.js',
    'dist/engine/packs/testing/small-lab.js',
    'dist/cli/testing/window.js',
    'dist/engine/facts/fixtures/director.txt',
    'dist/recorded/testing/engine.js',
    'recorded/films/dr-by-hand.br',
    'dist/test/support.js',
    'dist/.tsbuildinfo',
    'guest/build.ts',
    'labs/lvs/keepalived-single/proof.json',
    'labs/lvs/keepalived-single/recordings/solved.br',
    'main/main.ts',
    'node_modules/ssh2/lib/protocol/crypto/build/Release/sshcrypto.node',
  ];
  expect(strangers.filter(shipped)).toEqual([]);
});

test('production dependencies are what the app and the command import; the window has its own inside', () => {
  const description = JSON.parse(readFileSync(join(productRoot, 'package.json'), 'utf8')) as {
    readonly dependencies: object;
  };
  const { packages } = loaded('main/main.ts', 'main/engine.ts', 'main/preload.cts', 'cli/main.ts');
  expect([...packages].toSorted()).toEqual(Object.keys(description.dependencies).toSorted());
});

test('files whose mode counts are real files', () => {
  const executable = [...filesIn(packsRoot), ...filesIn(recipeRoot)].filter(
    (file) => (statSync(join(productRoot, file)).mode & 0o111) !== 0,
  );
  expect(executable).not.toEqual([]);
  const real = new Set([...executable, ...filesIn(recipeRoot), inProduct(provisionScript)]);
  expect([...real].filter((file) => !fits(file, config.asarUnpack))).toEqual([]);
});

test('icons have the sizes that their names say, and the files that the configuration names are there', () => {
  const icons = readdirSync(join(productRoot, 'packaging', 'icons'));
  expect(icons.length).toBeGreaterThan(5);
  for (const name of [...icons.map((icon) => `icons/${icon}`), 'icon.png']) {
    const png = readFileSync(join(productRoot, 'packaging', name));
    const size = Number(/(\d+)x/.exec(name)?.[1] ?? 1024);
    expect([name, png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([name, size, size]);
  }
  const named = JSON.stringify(config).match(/packaging\/[\w./-]+\.(plist|xml|mjs|png)/g) ?? [];
  expect(named.length).toBeGreaterThan(3);
  expect(named.filter((file) => !existsSync(join(productRoot, file)))).toEqual([]);
});

test('the Debian package asks for the programs of a lab', () => {
  expect(config.deb.depends).toContain('qemu-system-x86');
  const builder = ['mmdebstrap', 'squashfs-tools', 'cpio', 'dpkg-dev', 'uidmap'];
  expect(config.deb.recommends).toEqual(expect.arrayContaining(builder));
});
