import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CommandBed } from './testing/command.js';

let bed: CommandBed;
beforeEach(() => {
  bed = new CommandBed();
});
afterEach(() => bed.dispose());

const at = (...names: string[]) => join(bed.folder, ...names);
const pack = (...argv: string[]) => bed.lvslab('pack', ...argv);

async function told(...argv: string[]): Promise<string> {
  const { exit, stdout, stderr } = await pack(...argv);
  return `${exit} ${stdout}${stderr}`;
}

/** A pack of a trainer's, built and signed. */
async function made(version = '0.1.0', key = 'me'): Promise<string> {
  const folder = at('own-pack');
  if (!existsSync(folder)) await pack('init', folder);
  if (!existsSync(at(`${key}.key`))) await pack('keygen', at(key), '--no-password');
  const yaml = join(folder, 'pack.yaml');
  writeFileSync(yaml, readFileSync(yaml, 'utf8').replace(/^version: .*$/m, `version: ${version}`));
  const file = at(`own-pack-${version}-${key}.lvspack`);
  await pack('build', folder, '-o', file);
  await pack('sign', file, '--key', at(`${key}.key`));
  return file;
}

test('a pack is shown, confirmed, installed, listed, begun, updated, chosen and removed', async () => {
  const file = await made();
  const asked = await pack('install', file);
  expect(asked.exit).toBe(2);
  expect(asked.stdout).toMatch(/^own-pack 0\.1\.0 \(learner's\) {2}sha256:/);
  expect(asked.stdout).toMatch(
    /\nits publisher has proven none of these labs on machines\nlanguages: zh-CN, en\n/,
  );
  expect(asked.stdout).toMatch(/\nthis key is new here: compare it with its publisher in another way/);
  expect(asked.stderr).toMatch(/Not installed: the key that signed own-pack is new here.*--yes/);
  expect(await told('list')).toBe(
    '0 No packs are installed; the labs that came with this program: lvslab labs.\n',
  );

  // Whose it must be was compared by whoever names the key.
  expect(await told('install', file, '--key', at('me.pub'))).toMatch(
    /^0 [^]*own-pack 0\.1\.0 is installed\. To begin a lab:\n {2}lvslab up own-pack\/first-lab\n$/,
  );
  expect(await told('list')).toMatch(
    /^0 own-pack {2}My pack\n\* 0\.1\.0-[0-9a-f]{12} {2}learner's {2}key [0-9A-F]{16} {2}from .*\.lvspack\n$/,
  );
  expect(await told('info', 'own-pack')).toMatch(/^0 \* 0\.1\.0-/);
  const labs = await bed.lvslab('labs');
  expect(labs).toMatchObject({
    exit: 0,
    stdout: expect.stringMatching(/\nfirst-lab +A first lab/) as string,
  });

  await pack('install', await made('0.2.0'));
  expect(await told('use', 'own-pack', '0.1.0')).toMatch(/^0 own-pack: new sessions are of 0\.1\.0-/);
  expect(await told('install', file)).toMatch(
    /^2 [^]*Refused: this is own-pack 0\.1\.0, and the newer 0\.2\.0/,
  );
  expect(await told('update', 'own-pack')).toMatch(/^2 .*which cannot be asked for a newer one/);
  const listed = await bed.lvslab('--json', 'pack', 'list');
  const [own] = JSON.parse(listed.stdout) as { versions: { version: string; current: boolean }[] }[];
  expect(own?.versions.map(({ version, current }) => [version, current])).toEqual([
    ['0.2.0', false],
    ['0.1.0', true],
  ]);
  expect(await told('remove', 'own-pack', '0.1.0')).toMatch(/^0 Removed of own-pack: 0\.1\.0-/);
  expect(await told('remove', 'own-pack')).toMatch(/^0 /);
  expect(await told('remove', 'own-pack')).toMatch(/^2 .*No pack own-pack is installed/);
}, 60_000);

test('another key is refused until it is trusted by name, and a successor is told', async () => {
  await pack('install', await made(), '--yes');
  const other = await made('0.2.0', 'other');
  expect(await told('install', other, '--yes')).toMatch(/^2 [^]*Refused: own-pack has always been signed by/);
  expect(await told('trust', 'own-pack', '--key', at('other.pub'))).toMatch(
    /^0 own-pack: from now on the key is/,
  );
  expect(await told('install', other)).toMatch(/^0 /);
  expect(await told('trust', 'no such', '--key', at('other.pub'))).toMatch(/^2 /);
  expect(await told('keygen', at('third'), '--no-password', '--succeeds', at('other.key'))).toMatch(
    /third\.succession {2}by which the old key [0-9A-F]{16} vouches for it/,
  );
  mkdirSync(at('own-pack', 'successions'));
  cpSync(at('third.succession'), at('own-pack', 'successions', '1.succession'));
  expect(await told('lint', at('own-pack'))).toMatch(/^0 /);
  expect(await told('install', await made('0.3.0', 'third'))).toMatch(
    /^0 [^]*the key [0-9A-F]{16} of before vouches for this one\n/,
  );
}, 60_000);

test('packs come from an index on a disk, and are updated from there', async () => {
  const site = at('site');
  mkdirSync(site);
  cpSync(await made(), join(site, 'a.lvspack'));
  expect(await told('index', site, '--key', at('me.key'))).toMatch(
    /^0 .*index\.json: number 1, 1 pack, good until \d/,
  );
  expect(await told('info', site)).toMatch(/^0 own-pack 0\.1\.0 /);
  expect(await told('install', site, '--key', at('me.pub'))).toMatch(
    /^2 [^]*index .* is signed by the key .* new here, too/,
  );
  expect(await told('install', site, '--yes')).toMatch(/^0 /);
  expect(await told('update')).toBe('0 own-pack 0.1.0 is the newest there is.\n');
  cpSync(await made('0.2.0'), join(site, 'b.lvspack'));
  await pack('index', site, '--key', at('me.key'));
  expect(await told('update')).toMatch(/^0 [^]*own-pack 0\.2\.0 is installed/);
  const { versions } = (
    JSON.parse((await bed.lvslab('--json', 'pack', 'list')).stdout) as { versions: { digest: string }[] }[]
  )[0]!;
  expect(await told('index', site, '--key', at('me.key'), '--revoke', 'nothing')).toMatch(
    /^2 .*DIGEST=REASON/,
  );
  expect(await told('index', site, '--key', at('me.key'), '--days', '0')).toMatch(/^2 .*1 to 3660, not 0/);
  await pack('index', site, '--key', at('me.key'), '--revoke', `${versions[0]!.digest}=wrong commands`);
  // Only a command that asks knows of it; what it offers instead is the state before.
  expect((await bed.lvslab('labs')).exit).toBe(0);
  const updated = await pack('update');
  expect([updated.exit, updated.stdout]).toEqual([
    0,
    expect.stringMatching(/own-pack 0\.1\.0 was installed already, and is the one in use now/),
  ]);
  expect(await told('use', 'own-pack', '0.2.0')).toMatch(/^2 .*taken back by its publisher: wrong commands/);
  expect(await told('list')).toContain('taken back: wrong commands');
  expect((await bed.lvslab('labs')).exit).toBe(0);
  await pack('remove', 'own-pack', '0.1.0');
  const labs = await bed.lvslab('labs');
  expect([labs.exit, labs.stderr]).toEqual([
    2,
    expect.stringContaining('own-pack 0.2.0 was taken back by its publisher: wrong commands'),
  ]);
}, 60_000);

test('a repository is cloned, built and installed', async () => {
  await made();
  const git = (...argv: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@e', ...argv], {
      cwd: at('own-pack'),
      stdio: 'ignore',
    });
  git('init', '--quiet');
  git('add', '.');
  git('commit', '--quiet', '-m', 'A pack');
  execFileSync('git', ['clone', '--quiet', '--bare', at('own-pack'), at('own-pack.git')]);
  expect(await told('install', at('own-pack.git'))).toMatch(/^2 [^]*Not installed: own-pack is not signed/);
  expect(await told('install', at('own-pack.git'), '--yes')).toMatch(/^0 [^]*\(teacher's\)[^]*is installed/);
  expect(await told('update', 'own-pack')).toBe('0 own-pack 0.1.0 is the newest there is.\n');
  expect(await told('install', at('nothing.git'))).toMatch(/^2 .*git could not fetch .*nothing\.git/);
  expect(await told('install', 'git+ext::sh -c id')).toMatch(/^2 .*git could not fetch/);
}, 60_000);
