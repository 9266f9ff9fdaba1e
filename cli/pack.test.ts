import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { canonical } from '../contract/canonical.js';
import { planArchive, writeArchive } from '../engine/archive/write.js';
import { requireLab } from '../engine/packs/library.js';
import { builtInIds } from '../engine/packs/testing/built-in.js';
import { packsRoot } from '../engine/product.js';
import { CommandBed } from './testing/command.js';

let bed: CommandBed;
beforeEach(() => {
  bed = new CommandBed();
  vi.stubEnv('LVSLAB_KEY_PASSWORD', undefined);
});
afterEach(() => bed.dispose());

const at = (...names: string[]) => join(bed.folder, ...names);

test('from nothing to a signed file: init, lint, new-lab, build, keygen, sign, verify', async () => {
  const pack = at('own-pack');
  expect(await bed.lvslab('pack', 'init', pack)).toMatchObject({ exit: 0 });
  expect(await bed.lvslab('pack', 'lint', pack)).toMatchObject({
    exit: 0,
    stdout: '1 lab: nothing wrong.\n',
  });
  const made = await bed.lvslab('pack', 'new-lab', 'next', '--topology', 'client-and-server', '--pack', pack);
  expect(made).toMatchObject({ exit: 0 });
  const unlisted = await bed.lvslab('pack', 'lint', pack);
  expect(unlisted.exit).toBe(2);
  expect(unlisted.stdout).toContain('lab next is in no module and not in labs');
  expect(unlisted.stdout).toMatch(/pack\.yaml:10:1: [^]*\n1 mistake\.\n$/);
  // What is not sound is not made a file.
  expect(await bed.lvslab('pack', 'build', pack)).toMatchObject({ exit: 2 });
  expect(existsSync(join(pack, 'own-pack-0.1.0.lvspack'))).toBe(false);
  const yaml = join(pack, 'pack.yaml');
  writeFileSync(yaml, readFileSync(yaml, 'utf8').replace('[first-lab]', '[first-lab, next]'));

  const built = await bed.lvslab('--json', 'pack', 'build', pack);
  const { file, digest } = JSON.parse(built.stdout) as { file: string; digest: string };
  expect(file).toBe(join(pack, 'own-pack-0.1.0.lvspack'));
  const teacher = await bed.lvslab('--json', 'pack', 'build', '--teacher', pack, '-o', at('t.lvspack'));
  expect(JSON.parse(teacher.stdout)).toMatchObject({ digest, kind: 'teacher' });
  // An archive in the pack's folder is not a stray file, nor part of the next one.
  expect(await bed.lvslab('pack', 'lint', pack)).toMatchObject({ exit: 0 });

  vi.stubEnv('LVSLAB_KEY_PASSWORD', 'right horse');
  const key = await bed.lvslab('--json', 'pack', 'keygen', at('me'));
  const { id } = JSON.parse(key.stdout) as { id: string };
  expect(statSync(at('me.key')).mode & 0o777).toBe(0o600);
  expect(await bed.lvslab('pack', 'verify', file)).toMatchObject({ exit: 2 });
  expect(await bed.lvslab('pack', 'sign', file, '--key', at('me.key'))).toMatchObject({
    exit: 0,
    stdout: `${file} is signed by the key ${id}.\n`,
  });
  const verified = await bed.lvslab('pack', 'verify', file, '--key', at('me.pub'));
  expect(verified).toMatchObject({ exit: 0, stderr: '' });
  expect(verified.stdout).toContain(`own-pack 0.1.0 (learner's), ${digest}\n`);
  expect(verified.stdout).toContain(`key ${id}, which is the one that was given`);
}, 60_000);

test('what a file will do is shown before anything of it runs', async () => {
  // Others look at packs at the same time.
  mkdirSync(at('tmp'));
  vi.stubEnv('TMPDIR', at('tmp'));
  const pack = join(packsRoot, 'lvs');
  const file = at('lvs.lvspack');
  await bed.lvslab('pack', 'build', pack, '-o', file);
  const unsigned = await bed.lvslab('pack', 'info', file);
  expect(unsigned).toMatchObject({ exit: 0, stderr: '' });
  expect(unsigned.stdout).toContain('not signed: nobody knows who made it');
  await bed.lvslab('pack', 'keygen', at('me'), '--no-password');
  await bed.lvslab('pack', 'sign', file, '--key', at('me.key'));
  const { stdout } = await bed.lvslab('pack', 'info', file, '--key', at('me.pub'));
  expect(stdout).toMatch(/^lvs 1\.0\.0 \(learner's\) {2}sha256:[0-9a-f]{64}\n/);
  expect(stdout).toMatch(/signed by the key [0-9A-F]{16}, which holds/);
  expect(stdout).toMatch(
    /dr-by-hand +LVS-DR by hand\n {2}60 min, 9 steps, 23 checks; machines take up to 1024 MiB/,
  );
  expect(stdout).toMatch(/ {4}rs1 \(realserver\) 256 MiB, before the learner as root: [\w-]+/);
  const data = JSON.parse((await bed.lvslab('--json', 'pack', 'info', file)).stdout) as {
    labs: { id: string }[];
  };
  expect(data).toMatchObject({ kind: 'learner', id: 'lvs', labs: { length: builtInIds().length } });
  // In the order of the course map.
  expect(data.labs.map(({ id }) => id)).toEqual(builtInIds());
  expect(data.labs.find(({ id }) => id === 'dr-by-hand')).toMatchObject({
    memory: 1024,
    solutions: 0,
    mistakes: 0,
  });
  // Nothing of it is left.
  expect(readdirSync(at('tmp'))).toEqual([]);
}, 60_000);

test('an archive that is whole, and no sound pack, is told for what it is', async () => {
  const digest = `sha256:${'0'.repeat(64)}`;
  const write = async (content: Readonly<Record<string, string>>, fields: object = {}) => {
    const planned = planArchive(
      { pack: { id: 'odd', version: '1.0.0' }, kind: 'learner', digest, ...fields },
      Object.entries(content).map(([path, text]) => ({ path, mode: '0644', content: Buffer.from(text) })),
    );
    if (!planned.ok) throw new TypeError(planned.problem.code);
    const written = await writeArchive(planned.plan);
    if (!written.ok) throw new TypeError(written.problem.code);
    writeFileSync(at('odd.lvspack'), written.archive);
    const { exit, stderr } = await bed.lvslab('pack', 'info', at('odd.lvspack'));
    return `${exit} ${stderr}`;
  };
  const yaml =
    'format: 1\nid: odd\ntitle: { zh-CN: 怪, en: Odd }\nversion: 1.0.0\nlicense: MIT\nlabs: [dr-by-hand]\n';
  const lab = canonical(requireLab(join(packsRoot, 'lvs', 'dr-by-hand')).compiled);
  expect(await write({ 'x.txt': 'x' })).toMatch(/^2 .*is not sound.*\n.*there is no file pack\.yaml/);
  expect(await write({ 'pack.yaml': yaml })).toMatch(/^2 .*is not sound.*\n.*this pack has no lab/);
  expect(await write({ 'pack.yaml': yaml, 'dr-by-hand/lab.json': '{}' })).toMatch(/no lab as it is shipped/);
  const whole = { 'pack.yaml': yaml, 'dr-by-hand/lab.json': lab };
  expect(await write(whole)).toMatch(/not the pack that its manifest names/);
  expect(await write(whole, { pack: { id: 'other', version: '1.0.0' } })).toMatch(/its manifest names/);
}, 60_000);

test('what cannot be used is told with the way out, and nothing is written over', async () => {
  const pack = at('own-pack');
  await bed.lvslab('pack', 'init', pack);
  const file = at('x.lvspack');
  await bed.lvslab('pack', 'build', pack, '-o', file);
  const whole = readFileSync(file);
  const told = async (...argv: string[]) => {
    const { exit, stderr } = await bed.lvslab('pack', ...argv);
    return `${exit} ${stderr}`;
  };

  expect(await told('keygen', join(pack, 'me'), '--no-password')).toMatch(
    /^2 .*No key was made in .*own-pack/,
  );
  writeFileSync(join(pack, 'me.key'), 'a secret');
  const lint = await bed.lvslab('pack', 'lint', pack);
  expect([lint.exit, lint.stdout]).toEqual([2, expect.stringContaining('me.key looks like a secret key')]);
  rmSync(join(pack, 'me.key'));
  expect(await told('keygen', at('me'))).toMatch(/^2 .*A password is wanted/);
  await bed.lvslab('pack', 'keygen', at('me'), '--no-password');
  const before = readFileSync(at('me.key'), 'utf8');
  expect(await told('keygen', at('me'), '--no-password')).toMatch(
    /^2 .*me\.key is there, and was not touched/,
  );
  expect(readFileSync(at('me.key'), 'utf8')).toBe(before);
  writeFileSync(at('half.pub'), 'somebody');
  expect(await told('keygen', at('half'), '--no-password')).toMatch(/^2 .*half\.pub is there/);
  expect(existsSync(at('half.key'))).toBe(false);
  expect(await told('sign', file, '--key', at('me.pub'))).toMatch(/^2 .*it is no minisign key, or damaged/);
  expect(await told('sign', file, '--key', at('nothing'))).toMatch(/^2 .*it cannot be read/);
  expect(await told('verify', file)).toMatch(/^2 .*does not hold: it is not signed/);
  expect(await told('verify', at('nothing.lvspack'))).toMatch(/^2 .*it cannot be read \(ENOENT\)/);

  await bed.lvslab('pack', 'sign', file, '--key', at('me.key'));
  await bed.lvslab('pack', 'keygen', at('other'), '--no-password');
  expect(await told('verify', file, '--key', at('other.pub'))).toMatch(/^2 .*another key has signed it/);
  const signed = readFileSync(file);
  writeFileSync(file, signed.subarray(0, -20));
  expect(await told('verify', file)).toMatch(/^2 .*it is cut short/);
  expect(await told('sign', file, '--key', at('me.key'))).toMatch(/^2 .*it is cut short/);
  expect(readFileSync(file).equals(signed.subarray(0, -20))).toBe(true);
  writeFileSync(file, Buffer.concat([whole, whole]));
  expect(await told('verify', file)).toMatch(/^2 .*something follows the end of its gzip/);
  expect(await told('lint', at('nowhere'))).toMatch(/^2 .*There is no pack\.yaml in/);
  // One lab is no pack.
  expect(await told('build', join(pack, 'first-lab'))).toMatch(/^2 .*There is no pack\.yaml in/);
  expect(await told('test', at('nowhere'))).toMatch(/^2 .*There is no pack\.yaml in/);
  expect(await told('init', pack)).toMatch(/^2 .*is there and not empty; nothing in it was touched/);
}, 60_000);

test('a wrong password is told apart from a damaged key', async () => {
  vi.stubEnv('LVSLAB_KEY_PASSWORD', 'right');
  await bed.lvslab('pack', 'keygen', at('me'));
  await bed.lvslab('pack', 'init', at('own-pack'));
  const file = at('x.lvspack');
  await bed.lvslab('pack', 'build', at('own-pack'), '-o', file);
  vi.stubEnv('LVSLAB_KEY_PASSWORD', 'wrong');
  const wrong = await bed.lvslab('pack', 'sign', file, '--key', at('me.key'));
  expect([wrong.exit, wrong.stderr]).toEqual([2, expect.stringContaining('the password is wrong')]);
}, 60_000);
