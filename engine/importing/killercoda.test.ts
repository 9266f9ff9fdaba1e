import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { codeOf, ImportBed, told } from './testing/bed.js';

let bed: ImportBed;
beforeEach(() => {
  bed = new ImportBed();
});
afterEach(() => bed.dispose());

const index = (details: object, more: object = {}) =>
  JSON.stringify({ title: 'Web server', description: 'Start it', details, ...more }, null, 1);

test('a scenario becomes a lab: steps, actions, scripts, assets and checks, each said what became of it', () => {
  bed.write({
    'web/index.json': index(
      {
        intro: { text: 'intro.md', background: 'prepare.sh', foreground: 'wait.sh' },
        steps: [
          { title: 'Serve it', text: 'serve.md', verify: 'serve.sh' },
          { title: 'Serve it', text: 'more.md', background: 'later.sh' },
        ],
        assets: {
          host01: [{ file: 'page.html', target: '~/www', chmod: '+r' }],
          host02: [{ file: 'page.html', target: '/root' }],
        },
      },
      { backend: { imageid: 'kubernetes-kubeadm-2nodes' }, time: '1 hour', difficulty: 'Advanced' },
    ),
    'web/intro.md': '# Hello\n\n![A plan](plan.png) <br> <b>Look</b> at `a <b>`.\n',
    'web/prepare.sh': '#!/bin/bash\nmkdir -p /srv/${name}\ndocker pull nginx\n',
    'web/wait.sh': 'while [ ! -e /srv ]; do sleep 1; done\n',
    'web/later.sh': 'touch /tmp/later\n',
    'web/serve.sh': '#!/bin/bash\ncurl -s localhost | grep -q "it is ${word}"\n',
    'web/serve.md': [
      'Start it:',
      '`systemctl start nginx`{{exec}}',
      'Then `curl localhost`{{execute T2}} and `page`{{copy}}.',
      '```bash',
      'ss -ltn',
      '```{{exec interrupt}}',
      'See [it]({{TRAFFIC_HOST1_80}}).',
      '<details><summary>Tip</summary>',
      '',
      'Which unit is it?',
      '</details>',
      '<details><summary>Solution</summary>',
      '',
      '```sh',
      'systemctl start nginx',
      '```{{exec}}',
      '</details>',
    ].join('\n'),
    'web/more.md': 'Read `nginx.conf`{{open}}.\n',
    'web/assets/page.html': '<h1>it</h1>\n',
  });
  const report = bed.import('killercoda');
  expect(bed.problems()).toEqual([]);
  expect(told(report)).toEqual([
    'web/index.json:1: changed: pack.yaml: made up, as the source does not say it: version 0.1.0, license unknown (put in that of the source)',
    "web/index.json:8: changed: it ran in the learner's terminal; it is the set-up script hello-foreground.sh of host now, and what it prints is not seen",
    'web/index.json:19: lost: left out: it runs when step serve-it-2 begins, and set-up scripts here run before the lab does. If it may run early, make a set-up script of it',
    'web/index.json:31: lost: web/assets/page.html was left out: it is for host02, and here is one machine',
    'web/index.json:39: lost: the environment kubernetes-kubeadm-2nodes has Kubernetes, and there is none here: it is one machine with Debian, called host',
    'web/index.json:39: lost: the other machines of the environment kubernetes-kubeadm-2nodes were left out',
    'web/intro.md:3: changed: HTML tags are gone (br, b), their text stays',
    'web/intro.md:3: lost: the picture plan.png was left out, as texts show none; what is said of it stays',
    'web/more.md:1: lost: there is no editor that would open nginx.conf',
    'web/prepare.sh:3: changed: hello-background fails here: docker pull nginx needs a container runtime, which the nodes do not have',
    'web/serve.md:3: changed: curl localhost stands within a sentence: it is to be typed, not clicked',
    'web/serve.md:3: changed: curl localhost: no terminal is chosen for it any more (T2)',
    'web/serve.md:3: changed: page stands within a sentence: it is to be typed, not clicked',
    'web/serve.md:6: changed: ss -ltn: Ctrl+C is not pressed before it',
    'web/serve.md:7: changed: the link to port 80 is the address http://10.0.0.10:80/ now, to be asked for with curl on the machine',
    'web/serve.md:8: changed: it is the hint of check serve-it now',
    'web/serve.md:12: changed: the commands of the folded solution are the `solve` of step serve-it now; see that they run by themselves',
  ]);
  expect(report.counts).toMatchObject({
    step: { kept: 2, changed: 1, lost: 0 },
    action: { kept: 1, changed: 4, lost: 1 },
    script: { kept: 1, changed: 2, lost: 1 },
    asset: { kept: 1, changed: 0, lost: 2 },
    check: { kept: 1, changed: 0, lost: 0 },
    machine: { kept: 0, changed: 0, lost: 2 },
  });
  const lab = bed.lab('web');
  expect(lab).toMatchObject({
    level: 'advanced',
    minutes: 60,
    setup: { host: ['assets', 'hello-background', 'hello-foreground'] },
  });
  expect(lab.steps.map(({ id }) => id)).toEqual(['hello', 'serve-it', 'serve-it-2']);
  expect(lab.steps[1]).toMatchObject({
    solve: { host: 'systemctl start nginx\n' },
    checks: [{ id: 'serve-it', hint: { en: 'Which unit is it?', 'zh-CN': 'Which unit is it?' } }],
  });
  expect(lab.steps[1]?.checks[0]?.command?.run).toBe(
    '# serve.sh\nbash <<\'END_OF_IMPORTED\'\ncurl -s localhost | grep -q "it is $${word}"\nEND_OF_IMPORTED\n',
  );
  expect(bed.read('web', 'setup', 'hello-background.sh')).toContain('mkdir -p /srv/$${name}\n');
  expect(bed.read('web', 'steps', '10-hello.en.md')).toBe('# Hello\n\n*(A plan)*  **Look** at `a <b>`.\n');
  const text = bed.read('web', 'steps', '20-serve-it.en.md');
  expect(text).toBe(bed.read('web', 'steps', '20-serve-it.zh-CN.md'));
  expect(text).toBe(
    'Start it:\n```sh {node=host run}\nsystemctl start nginx\n```\nThen `curl localhost` and `page`.\n```sh {node=host run}\nss -ltn\n```\nSee it (`http://10.0.0.10:80/`).\n',
  );
  expect(bed.read('IMPORT.md')).toContain('| checks | 1 | 0 | 0 |');
  expect(bed.read('IMPORT.md')).toContain(
    '- `web/serve.md:1` web: serve-it, text: it is in one language only',
  );
});

test('set-up scripts do what they did, as a shell runs them', () => {
  bed.write({
    'index.json': index({
      intro: { text: 'i.md', background: 'b.sh' },
      assets: {
        host01: [
          { file: '**/*.bin', target: bed.folder },
          { file: 'a.txt', target: bed.folder },
        ],
      },
    }),
    'i.md': 'hello\n',
    'b.sh': `#!/bin/bash\necho "$\{HOME}" "it's" >${bed.folder}/made\nexit 3\n`,
    'assets/x/y.bin': Buffer.from([0, 255, 10]),
    'assets/a.txt': 'END_OF_IMPORTED\nno end of line',
  });
  bed.import('killercoda');
  const run = (name: string) =>
    execFileSync('bash', ['-e', '-c', `cd() { :; }; . "${join(bed.out, 'source', 'setup', `${name}.sh`)}"`], {
      env: { PATH: process.env['PATH'], HOME: '/h' },
    });
  run('assets');
  run('i-background'.replace('i-', 'intro-'));
  expect(execFileSync('cat', [join(bed.folder, 'made')]).toString()).toBe("/h it's\n");
  expect(execFileSync('cat', [join(bed.folder, 'x', 'y.bin')])).toEqual(Buffer.from([0, 255, 10]));
  expect(execFileSync('cat', [join(bed.folder, 'a.txt')]).toString()).toBe('END_OF_IMPORTED\nno end of line');
});

test('a course is a pack with modules, in the order of its structure.json; one broken scenario is lost', () => {
  const one = index({ steps: [{ text: 's.md' }] });
  bed.write({
    'basics/structure.json':
      '{ "title": "Basics", "items": [{ "path": "second" }, { "path": "../../etc" },\n{ "path": "first" }] }',
    'basics/first/index.json': one,
    'basics/second/index.json': one,
    'more/inner/setup/index.json': one,
    'more/broken/index.json': '{\n "title": }',
    'alone/index.json': one,
  });
  const report = bed.import('killercoda');
  expect(bed.problems()).toEqual([]);
  expect(bed.read('pack.yaml')).toMatch(
    /title:\n {6}zh-CN: Basics\n {6}en: Basics\n {4}labs:\n {6}- second\n {6}- first\n[^]*zh-CN: more \/ inner\n[^]*- setup-2\nlabs:\n {2}- alone\n$/,
  );
  expect(told(report)).toContain(
    'more/broken/index.json:2: lost: more/broken/index.json was left out: malformed JSON',
  );
  expect(told(report).join('\n')).toMatch(
    /structure\.json:1: lost: \.\.\/\.\.\/etc was left out: .* is outside its pack/,
  );
});

test('the older dialect of Katacoda is read, too', () => {
  bed.write({
    'index.json': index(
      {
        steps: [
          { title: 'One', text: 'one.md', answer: 'one-answer.md', courseData: 'data.sh', code: 'code.sh' },
        ],
      },
      { pathwayTitle: 'Path', environment: { uilayout: 'terminal' } },
    ),
    'one.md':
      '`ls`{{execute HOST1}}\n`ls`{{execute HOST2}}\nhttps://[[HOST_SUBDOMAIN]]-8080-[[KATACODA_HOST]].environments.katacoda.com/\n<pre class="file" data-filename="a.js" data-target="replace">let a\n</pre>\n',
    'one-answer.md': 'So: `ls`{{execute}}\n',
    'data.sh': 'true\n',
    'code.sh': 'true\n',
  });
  const report = bed.import('killercoda');
  expect(bed.problems()).toEqual([]);
  expect(bed.read('pack.yaml')).toContain('en: Path\n');
  expect(bed.read('source', 'steps', '10-one.en.md')).toBe(
    '```sh {node=host run}\nls\n```\n```sh {node=host run}\nls\n```\n`http://10.0.0.10:8080/`\n```\nlet a\n```\n\n**Solution**\n\nSo: `ls`\n',
  );
  expect(told(report)).toContain('one.md:2: lost: ls was for HOST2; here is one machine only');
  expect(told(report).join()).toContain('there is no setting like environment here');
});

test('what cannot be read is an error with its place, and nothing is written', () => {
  const write = (text: string) => bed.write({ 'index.json': text });
  expect(codeOf(() => bed.import('killercoda'))).toBe('import.nothing');
  write('{\n "title": "x",\n}');
  expect(() => bed.import('killercoda')).toThrow('index.json:3:1: malformed JSON');
  write('x'.repeat(1_048_577));
  expect(codeOf(() => bed.import('killercoda'))).toBe('import.unreadable');
  bed.write({ 'index.json': Buffer.from([0xff, 0xfe]) });
  expect(codeOf(() => bed.import('killercoda'))).toBe('import.unreadable');
  expect(codeOf(() => bed.import('killercoda', 'nowhere'))).toBe('import.nothing');
  expect(readdirSync(bed.folder)).toEqual(['source']);
  write(index({ steps: [] }));
  bed.import('killercoda');
  const before = bed.read('pack.yaml');
  expect(codeOf(() => bed.import('killercoda'))).toBe('pack.not-empty');
  expect(bed.read('pack.yaml')).toBe(before);
});

test('links out, FIFOs, paths that leave the folder and great files are left out and told', () => {
  bed.write({
    'in/index.json': index({
      steps: [
        { text: '../secret.md' },
        { text: 'link.md' },
        { text: 'fifo.md' },
        { text: 'great.md' },
        { text: 'nothing.md' },
        { verify: '/etc/passwd', text: 'ok.md', title: 7 },
      ],
      assets: { host01: [{ file: '../../secret.md', target: '/root' }] },
    }),
    'in/ok.md': 'ok\n',
    'in/great.md': 'x'.repeat(1_100_000),
    'secret.md': 'secret\n',
  });
  symlinkSync(join(bed.source, 'secret.md'), join(bed.source, 'in', 'link.md'));
  execFileSync('mkfifo', [join(bed.source, 'in', 'fifo.md')]);
  const report = bed.import('killercoda', 'in');
  expect(bed.problems()).toEqual([]);
  const all = told(report).join('\n');
  for (const part of [
    '../secret.md is outside',
    'link.md is outside',
    'fifo.md is a FIFO',
    'great.md is too large',
    'no file nothing.md',
  ])
    expect(all).toContain(part);
  expect(all).toMatch(/verifying script was left out: .*etc\/passwd/);
  expect(bed.read('in', 'steps', '10-step-1.en.md')).toBe('# Step 1\n');
});

test('names that cannot be ids, and too much of everything, still make a sound pack', () => {
  const steps = Array.from({ length: 3000 }, () => ({
    title: '配置 constructor',
    text: 't.md',
    verify: 'v.sh',
  }));
  bed.write({
    'Über Straße!/index.json': index({ steps }),
    'Über Straße!/t.md': `\${include x} \${y} $$\${z}\n${'*_`'.repeat(5000)}\n`,
    'Über Straße!/v.sh': `echo '\${include x}'\n${'true\n'.repeat(5000)}`,
    '构造/index.json': index({ steps: [{ title: 'constructor', text: 't.md' }] }),
    '构造/t.md': '\u001b[31m\u0000\u2028```\n',
  });
  const report = bed.import('killercoda');
  expect(bed.problems()).toEqual([]);
  expect(report.counts.step).toMatchObject({ lost: 2940 });
  expect(bed.lab('uber-strasse').steps).toHaveLength(60);
  expect(told(report).join('\n')).toMatch(/2940 more were left out[^]*is called scenario/);
});

test('100,000 steps end in seconds', () => {
  bed.write({ 'index.json': `{"details":{"steps":[${'{},'.repeat(100_000)}{}]}}` });
  const started = Date.now();
  const { counts } = bed.import('killercoda');
  expect(counts.step?.lost).toBe(99_941);
  expect(bed.problems()).toEqual([]);
  expect(Date.now() - started).toBeLessThan(20_000);
}, 60_000);

test('texts that are made to take for ever end', () => {
  const parts = [
    '`{{',
    '[',
    '[a](',
    '![a](',
    '{{TRAFFIC_HOST1_80}} [',
    '<details>',
    '<details><summary>',
    '<pre ',
    '`a`{{exec}} ',
    '``` ',
    '&& A=B ',
  ];
  const started = Date.now();
  for (const part of parts) {
    const one = new ImportBed({
      'index.json': index({ steps: [{ text: 'a.md', verify: 'v.sh' }] }),
      'a.md': part.repeat(900_000 / part.length),
      'v.sh': part.repeat(60_000 / part.length),
    });
    one.import('killercoda');
    expect(one.problems()).toEqual([]);
    one.dispose();
  }
  expect(Date.now() - started).toBeLessThan(40_000);
}, 90_000);

test('whatever the file is, there is a sound pack or an error of ours, and never half a pack', () => {
  const whole = index(
    {
      intro: { text: 'a.md' },
      steps: [{ title: 'x', text: 'a.md', verify: 'a.sh' }],
      assets: { host01: [{ file: '*' }] },
    },
    { backend: { imageid: 'ubuntu' }, time: '5', difficulty: 'x' },
  );
  const text =
    '# A\n>>Q1: a<<\n=== b\n>>Q2: a<<\n[*] b\n[ ] c\n`a`{{exec}} <details><summary>b</summary>c</details>\n```\nx\n```{{copy}}\n{{TRAFFIC_HOST1_80}} [[HOST_IP]] ![a](b)\n';
  const spoilt = (from: string) =>
    fc
      .tuple(
        fc.nat(from.length),
        fc.nat(12),
        fc.oneof(
          fc.string({ maxLength: 6, unit: 'binary' }),
          fc.constantFrom('{', '`', '"', '[', '```', '<details>', '{{', '${', 'null'),
        ),
      )
      .map(([at, length, put]) => from.slice(0, at) + put + from.slice(at + length));
  fc.assert(
    fc.property(spoilt(whole), spoilt(text), (json, markdown) => {
      const one = new ImportBed({
        'index.json': json,
        'a.md': markdown,
        'a.sh': markdown,
        'assets/b': markdown,
      });
      try {
        const code = codeOf(() => one.import('killercoda'));
        expect(['nothing', 'import.json', 'import.nothing', 'import.unreadable']).toContain(code);
        expect(code === 'nothing' ? one.problems() : []).toEqual([]);
        expect(existsSync(one.out)).toBe(code === 'nothing');
      } finally {
        one.dispose();
      }
    }),
    { numRuns: 60 },
  );
}, 120_000);

test('a pack that cannot be put there leaves nothing beside it', () => {
  bed.write({ 'index.json': index({ steps: [] }) });
  writeFileSync(bed.out, 'a file');
  expect(codeOf(() => bed.import('killercoda'))).toBe('pack.not-empty');
  expect(readdirSync(bed.folder).toSorted()).toEqual(['pack', 'source']);
});
