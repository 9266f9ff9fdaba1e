import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { smallLab, spoilt, writeSmallLab } from '../engine/packs/testing/small-lab.js';
import { hostArch } from '../guest/arch.js';
import { currentHash } from '../guest/image-store.js';
import { imageFiles, type Manifest, measureFiles } from '../guest/manifest.js';
import { oldVagrant, Sandbox } from './support.js';

// Whatever a person gives that is wrong: said where and why, with the right exit code, and nothing is started.

let folder = '';
const sandboxes: Sandbox[] = [];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lvslab-bad-'));
});
afterAll(async () => {
  for (const sandbox of sandboxes) await sandbox.dispose();
  rmSync(folder, { recursive: true, force: true });
});

function sandbox(env: NodeJS.ProcessEnv = {}): Sandbox {
  // Sockets beside everything else, so that nothing of a test stays in the system's folder.
  const made = new Sandbox({ XDG_RUNTIME_DIR: folder, ...env });
  sandboxes.push(made);
  return made;
}

function expectNothingStarted(where: Sandbox): void {
  expect(where.sessions()).toEqual([]);
  expect(where.machines()).toEqual([]);
}

const sentence = { en: /[a-z]{3}/, 'zh-CN': /\p{Script=Han}{2}/u } as const;

/** The one JSON document on standard output. */
function errorOf(stdout: string): { code: string; message: string; params: Record<string, unknown> } {
  return (JSON.parse(stdout) as { error: ReturnType<typeof errorOf> }).error;
}

interface BadLab {
  readonly what: string;
  readonly yaml: string;
  readonly at: string;
  readonly says: Readonly<Record<'en' | 'zh-CN', string>>;
  readonly without?: readonly string[];
}

const badLabs: readonly BadLab[] = [
  {
    what: 'malformed YAML',
    yaml: spoilt('    lan: { cidr', '\tlan: { cidr'),
    at: '10:1',
    says: { en: 'malformed YAML', 'zh-CN': 'YAML 语法错误' },
  },
  {
    what: 'an unknown kind of check',
    yaml: spoilt('http: { from', 'htpp: { from'),
    at: '36:9',
    says: { en: 'unknown kind of check htpp; did you mean http?', 'zh-CN': '是否想写 http？' },
  },
  {
    what: 'networks that overlap',
    yaml: spoilt('wan: { cidr: 10.1.0.0/24 }', 'wan: { cidr: 10.0.0.0/15 }'),
    at: '11:12',
    says: { en: 'the networks lan and wan overlap', 'zh-CN': '网络 lan 与 wan 的地址重叠' },
  },
  {
    what: 'needs in a circle',
    yaml: spoilt('needs: [bound]', 'needs: [answers]'),
    at: '25:9',
    says: { en: 'page → answers → page', 'zh-CN': 'page → answers → page' },
  },
  {
    what: 'a title in one language only',
    yaml: spoilt('{ zh-CN: 绑定, en: Bind }', '{ zh-CN: 绑定 }'),
    at: '19:5',
    says: { en: 'step 1 (bind), title has no text in en', 'zh-CN': '第 1 步（bind）的 title 缺少 en 的文字' },
  },
  {
    what: 'a step text in one language only',
    yaml: smallLab,
    at: '32:5',
    says: {
      en: 'there is no file steps/20-ask.zh-CN.md',
      'zh-CN': '缺少文件 steps/20-ask.zh-CN.md',
    },
    without: ['steps/20-ask.zh-CN.md'],
  },
];

describe.each(badLabs)('a lab with $what', ({ what, yaml, at, says, without }) => {
  const write = () => writeSmallLab(join(folder, what.replaceAll(' ', '-')), yaml, without);

  test.each(['en', 'zh-CN'] as const)(
    'is refused at its place, in %s, and nothing is started',
    async (lang) => {
      const where = sandbox();
      const lab = write();
      const { exit, stdout, stderr } = await where.lvslab('--lang', lang, 'run', lab);
      expect(exit).toBe(2);
      expect(stdout).toBe('');
      const line = stderr.split('\n').find((each) => each.startsWith(`${join(lab, 'lab.yaml')}:${at}: `));
      expect(line, stderr).toContain(says[lang]);
      // The code frame: the line itself, and a mark at its column.
      const [row, column] = at.split(':').map(Number);
      const text = yaml.split('\n')[row! - 1]!;
      const frame = stderr.slice(stderr.indexOf(line!));
      expect(frame).toContain(`> ${row} | ${text}\n     | ${' '.repeat(column! - 1)}^`);
      expectNothingStarted(where);
    },
  );

  test('is refused as one JSON document, too', async () => {
    const where = sandbox();
    const { exit, stdout } = await where.lvslab('--json', 'up', write(), '-d');
    expect(exit).toBe(2);
    const error = errorOf(stdout);
    expect(error.code).toBe('lab.invalid');
    expect(error.message).toContain(`lab.yaml:${at}: `);
    expectNothingStarted(where);
  });
});

const unknown: readonly (readonly [what: string, args: readonly string[], code: string])[] = [
  ['running a lab that does not exist', ['run', 'dr-by-foot'], 'lab.unknown'],
  ['a lab for a learner that does not exist', ['up', 'dr-by-foot', '-d'], 'lab.unknown'],
  ['testing a folder that is no lab', ['test', tmpdir()], 'lab.unknown'],
  ['checking without a session', ['check'], 'session.none'],
  ['solving without a session', ['solve'], 'session.none'],
  ['a reset without a session', ['reset'], 'session.none'],
  ['suspending without a session', ['suspend'], 'session.none'],
  ['ssh without a session', ['ssh', 'director'], 'session.none'],
  ['ssh without a session and without a node', ['ssh'], 'session.none'],
  ['resuming without a session', ['resume'], 'session.none'],
  ['ending without a session', ['down'], 'session.none'],
  ['a report without a session', ['report'], 'session.none'],
  ['checking a session that does not exist', ['check', '-s', 'no-such-1234'], 'session.unknown'],
  ['resuming a session that does not exist', ['resume', 'no-such-1234'], 'session.unknown'],
  ['ending a session that does not exist', ['down', 'no-such-1234'], 'session.unknown'],
  ['a report of a session that does not exist', ['report', 'no-such-1234'], 'session.unknown'],
  ['a session with a path for a name', ['down', '../../etc'], 'session.unknown'],
  ['the schema of something else', ['schema', 'cake'], 'schema.unknown'],
  ['a download without a key', ['image', 'build', '--from', 'https://127.0.0.1:1/x'], 'image.key-missing'],
];

describe('misuse', () => {
  const where = () => (shared ??= sandbox());
  let shared: Sandbox | undefined;

  test.each(unknown)('%s is a usage error, as a sentence', async (_what, args) => {
    const { exit, stdout, stderr } = await where().lvslab('--lang', 'zh-CN', ...args);
    expect(exit).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^lvslab: /);
    expect(stderr).toMatch(sentence['zh-CN']);
    expect(stderr).not.toMatch(/undefined|\n {4}at /);
  });

  test.each(unknown)('%s is a usage error, as JSON', async (_what, args, code) => {
    const { exit, stdout, stderr } = await where().lvslab('--lang', 'en', '--json', ...args);
    expect(exit).toBe(2);
    expect(errorOf(stdout).code).toBe(code);
    expect(errorOf(stdout).message).toMatch(sentence.en);
    expect(stderr).toContain(errorOf(stdout).message);
  });

  test.each([
    ['a command', ['chekc'], /did you mean check\?/i],
    ['an option', ['run', 'dr-by-hand', '--slove'], /did you mean --solve\?/i],
    ['a subcommand', ['image', 'biuld'], /did you mean build\?/i],
    ['a language', ['--lang', 'de', 'labs'], /zh-CN, en/],
    ['a format', ['report', '--format', 'xls'], /json, junit/],
  ])('%s that is mistyped is refused with what may have been meant', async (_what, args, meant) => {
    const { exit, stdout, stderr } = await where().lvslab(...args);
    expect(exit).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(meant);
  });

  test('with --json what was mistyped is data, too', async () => {
    const { exit, stdout, stderr } = await where().lvslab('--json', 'run', 'dr-by-hand', '--slove');
    expect(exit).toBe(2);
    expect(errorOf(stdout)).toMatchObject({ code: 'usage', message: expect.stringMatching(/--solve/) });
    expect(stderr).toContain('--slove');
  });

  test('a lab that is missing its name is refused', async () => {
    const { exit, stderr } = await where().lvslab('run');
    expect(exit).toBe(2);
    expect(stderr).toContain('lab');
  });

  test('nothing of all this has started or left anything', () => {
    expectNothingStarted(where());
  });
});

/** A cache with an image of a few bytes that has the name and the manifest of the real one. */
async function fakeImage(name: string): Promise<{ cache: string; file: (name: string) => string }> {
  const arch = hostArch();
  if (arch === undefined) throw new Error('no image for this kind of machine');
  const hash = await currentHash(arch);
  const cache = join(folder, name);
  const image = join(cache, 'images', hash);
  mkdirSync(image, { recursive: true });
  for (const file of imageFiles) writeFileSync(join(image, file), createHash('sha512').update(file).digest());
  const manifest: Manifest = {
    format: 1,
    arch,
    suite: 'bookworm',
    hash,
    created: '2024-01-02T03:04:05.000Z',
    kernel: '6.1.0',
    packages: {},
    repoPackages: {},
    files: await measureFiles(image),
  };
  writeFileSync(join(image, 'manifest.json'), JSON.stringify(manifest));
  return { cache, file: (file) => join(image, file) };
}

describe('an image', () => {
  test('that is whole is shown as such', async () => {
    const { cache } = await fakeImage('whole');
    const { exit, stdout } = await sandbox({ LVSLAB_CACHE: cache }).lvslab('--json', 'image', 'info');
    expect(exit).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject([{ current: true, bad: [] }]);
  });

  const damages: readonly (readonly [string, string, (file: string) => void])[] = [
    ['is cut short', 'root.squashfs', (file) => truncateSync(file, 10)],
    ['has a changed byte', 'repo.squashfs', (file) => writeFileSync(file, Buffer.alloc(64))],
    ['lost a file', 'vmlinuz', (file) => rmSync(file)],
    ['has a broken manifest', 'manifest.json', (file) => writeFileSync(file, '{"format":')],
  ];

  test.each(damages)('that %s is trouble that names the file and the way out', async (what, name, damage) => {
    const { cache, file } = await fakeImage(what);
    damage(file(name));
    const where = sandbox({ LVSLAB_CACHE: cache });
    for (const lang of ['en', 'zh-CN']) {
      const { exit, stderr } = await where.lvslab('--lang', lang, 'image', 'info');
      expect(exit).toBe(3);
      expect(stderr).toContain(file(name));
      expect(stderr).toContain('lvslab image build --force');
    }
    const { exit, stdout } = await where.lvslab('--json', 'image', 'info');
    expect(exit).toBe(3);
    expect(errorOf(stdout)).toMatchObject({ code: 'image.corrupt', params: { file: file(name) } });
  });
});

test('a start in the background that fails says why', async () => {
  const where = sandbox({ LVSLAB_RECORDED: 'slow=500 fail-up=rs1' });
  const { exit, stdout } = await where.lvslab('up', 'dr-by-hand', '-d', '--json');
  expect(exit).toBe(3);
  expect(errorOf(stdout)).toMatchObject({ code: 'node.start-failed', params: { node: 'rs1' } });
});

describe('without QEMU', () => {
  const program = process.arch === 'arm64' ? 'qemu-system-aarch64' : 'qemu-system-x86_64';
  const way = /sudo apt-get install -y qemu-system-\w+/;
  const bare = async () => {
    const { cache } = await fakeImage('no-qemu');
    const bin = join(folder, 'bin');
    mkdirSync(bin, { recursive: true });
    return sandbox({ PATH: bin, LVSLAB_CACHE: cache, LVSLAB_ACCELERATOR: 'tcg' });
  };

  test('a lab does not run, and the command that installs it is given', async () => {
    const where = await bare();
    for (const lang of ['en', 'zh-CN'] as const) {
      const { exit, stderr } = await where.lvslab('--lang', lang, 'run', 'dr-by-hand');
      expect(exit).toBe(3);
      expect(stderr).toContain(program);
      expect(stderr).toMatch(way);
      expect(stderr).toMatch(sentence[lang]);
      expect(stderr).not.toContain('\n    at ');
    }
    const { exit, stdout } = await where.lvslab('--json', 'run', 'dr-by-hand');
    expect(exit).toBe(3);
    expect(errorOf(stdout)).toMatchObject({ code: 'host.qemu-missing', params: { program } });
    expect(where.machines()).toEqual([]);
    expect((JSON.parse((await where.lvslab('--json', 'ps')).stdout) as unknown[]).length).toBe(0);
  });

  test('doctor says so, with the same command', async () => {
    const where = await bare();
    const { exit, stdout } = await where.lvslab('--lang', 'en', 'doctor');
    expect(exit).toBe(3);
    expect(stdout).toContain(program);
    expect(stdout).toMatch(way);
    const json = await where.lvslab('--json', 'doctor');
    expect(json.exit).toBe(3);
    expect(JSON.parse(json.stdout)).toContainEqual(
      expect.objectContaining({ id: 'qemu', status: 'problem', fix: expect.stringMatching(way) }),
    );
  });

  test('a QEMU that cannot be run counts as none', async () => {
    const where = await bare();
    const fake = join(folder, 'bin', program);
    writeFileSync(fake, '#!/nonexistent/sh\n');
    chmodSync(fake, 0o755);
    const { exit, stderr } = await where.lvslab('run', 'dr-by-hand');
    rmSync(fake);
    expect(exit).toBe(3);
    expect(stderr).toMatch(way);
  });
});

test('a session whose lab has gone is still listed, and the others with it', async () => {
  const where = sandbox();
  const session = join(where.data, 'sessions', 'lost-1');
  mkdirSync(session, { recursive: true });
  const record = { format: 1, id: 'lost-1', labId: 'lost', labFolder: join(folder, 'no-such-lab') };
  writeFileSync(
    join(session, 'session.json'),
    JSON.stringify({ ...record, seed: '1', drawn: false, provider: 'qemu', created: 1 }),
  );
  writeFileSync(join(session, 'journal.jsonl'), `${JSON.stringify({ at: 2, type: 'ended' })}\n`);
  const { exit, stdout } = await where.lvslab('ps', '--all', '--lang', 'en');
  expect(exit).toBe(0);
  expect(stdout).toMatch(/^lost-1 +ended +the lab's folder has gone/);
});

describe('a Vagrantfile', () => {
  test('is not written over what is in a folder, unless it is said', async () => {
    const where = sandbox();
    const target = join(folder, 'taken');
    mkdirSync(target);
    writeFileSync(join(target, 'mine'), 'x');
    const args = ['export', 'vagrant', 'dr-by-hand', target, '--json'];
    const refused = await where.lvslab(...args);
    expect(refused.exit).toBe(2);
    expect(errorOf(refused.stdout)).toMatchObject({ code: 'export.not-empty', params: { folder: target } });
    expect(readdirSync(target)).toEqual(['mine']);
    expect((await where.lvslab(...args, '--force')).exit).toBe(0);
    expect(readdirSync(target).toSorted()).toEqual(['Vagrantfile', 'mine', 'provision.sh']);
  });

  test.each([
    ['another format', ['export', 'docker', 'dr-by-hand', 'x'], 'export.unknown'],
    ['an unknown lab', ['export', 'vagrant', 'dr-by-foot', 'x'], 'lab.unknown'],
    ['a box for nobody', ['image', 'box', '--provider', 'docker'], 'box.provider-unknown'],
    ['an unknown provider', ['run', 'dr-by-hand', '--provider', 'vagant'], 'provider.unknown'],
  ])('%s is refused', async (_what, args, code) => {
    const where = sandbox();
    const { exit, stdout } = await where.lvslab(...args, '--json');
    expect(exit).toBe(2);
    expect(errorOf(stdout).code).toBe(code);
    expectNothingStarted(where);
  });

  test('a lab on Vagrant without Vagrant says how to get it', async () => {
    const where = sandbox({ PATH: join(folder, 'nothing'), LVSLAB_VAGRANT_PROVIDER: 'libvirt' });
    const { exit, stdout } = await where.lvslab('run', 'dr-by-hand', '--provider', 'vagrant', '--json');
    expect(exit).toBe(3);
    expect(errorOf(stdout)).toMatchObject({ code: 'vagrant.missing' });
    expect(errorOf(stdout).message).toContain('apt-get install -y vagrant');
    const doctor = await where.lvslab('doctor', '--provider', 'vagrant', '--json');
    expect(JSON.parse(doctor.stdout)).toContainEqual(
      expect.objectContaining({ id: 'vagrant', status: 'problem', fix: expect.stringContaining('vagrant') }),
    );
  });

  test('a lab on a Vagrant that is too old says which one it needs, before anything is made', async () => {
    const where = sandbox({ PATH: oldVagrant(folder), LVSLAB_VAGRANT_PROVIDER: 'libvirt' });
    const { exit, stdout } = await where.lvslab('run', 'dr-by-hand', '--provider', 'vagrant', '--json');
    expect(exit).toBe(3);
    expect(errorOf(stdout)).toMatchObject({ code: 'vagrant.too-old', params: { version: '1.9.1' } });
    expect(existsSync(join(where.data, 'vagrant'))).toBe(false);
    const doctor = await where.lvslab('doctor', '--provider', 'vagrant', '--json');
    expect(JSON.parse(doctor.stdout)).toContainEqual(
      expect.objectContaining({
        id: 'vagrant',
        message: expect.objectContaining({ code: 'vagrant.too-old' }),
      }),
    );
  });
});
