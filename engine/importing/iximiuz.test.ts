import { existsSync } from 'node:fs';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { codeOf, ImportBed, told } from './testing/bed.js';

let bed: ImportBed;
beforeEach(() => {
  bed = new ImportBed();
});
afterEach(() => bed.dispose());

const challenge = `---
kind: challenge
title: A web server
description: |
  Start it, and say its name.
difficulty: medium
cover: __static__/cover.png
playground:
  name: ubuntu-24-04
  machines:
    - name: web_1
      startupFiles:
        - path: /etc/motd
          content: "hello \${name}\\n"
          mode: "0600"
    - name: client
      noSSH: true
tasks:
  verify_running:
    machine: web_1
    needs: [init_web]
    timeout_seconds: 60
    hintcheck: |
      if ! pgrep nginx; then
        echo "Is it started? Try \\\`systemctl\\\`."
        echo 'Look at its log.'
      fi
    run: |
      pgrep nginx && curl -s localhost
  verify_name:
    needs: [verify_running, verify_name]
    env:
      - WANT=it's
    failcheck: "true"
    hintcheck: exit 0
    run: grep -q "$WANT" /tmp/name && echo "x(.input)"
  init_web:
    init: true
    machine: web_1
    user: laborant
    run: |
      apt-get install -y nginx lolcat
  helper_load:
    helper: true
    run: sleep 1
  verify_empty: {}
---
Begin here.

::image-box
---
:src: __static__/plan.png
:alt: The plan
---
::

## Start it

\`\`\`sh [~/it]{1}
docker run nginx
\`\`\`

::simple-task
---
:tasks: tasks
:name: verify_running
---
#active
Waiting

#completed
Done
::

::hint-box
---
:summary: Hint 1
---

It is a *unit*.
::

::remark-box
---
kind: warning
---
Mind the port.
::

## Name it

::user-input-task
---
:name: verify_name
:destination: /tmp/name
---
::

::tabbed
---
tabs:
  - name: a
---
#a
One
::

::card
---
:challenge: challenges.other
---
::
`;

test('a challenge becomes a lab: machines, tasks, hints and components, each said what became of it', () => {
  bed.write({
    'web/index.md': challenge,
    'web/solution.md': 'Do:\n\n```sh\nsystemctl start nginx\n```\n',
    'web/README.md': '# Not this\n',
  });
  const report = bed.import('iximiuz');
  expect(bed.problems()).toEqual([]);
  expect(told(report)).toEqual([
    'web/README.md:1: lost: left out: no kind stands at its beginning',
    'web/index.md:1: changed: web: made up, as the source does not say it: 15 minutes (5 for each step)',
    'web/index.md:1: changed: pack.yaml: made up, as the source does not say it: version 0.1.0, license unknown (put in that of the source)',
    'web/index.md:6: changed: difficulty: intermediate instead of medium',
    'web/index.md:7: lost: there is no setting like cover here',
    'web/index.md:9: changed: the environment ubuntu-24-04 is one machine with Debian now, called host',
    "web/index.md:11: changed: web_1 is called web-1: a name has lower-case letters, digits and single hyphens, and is nobody else's",
    'web/index.md:17: lost: there is no setting like playground.machines.noSSH here',
    'web/index.md:19: changed: the check verify-running could take 60 s; here it has 15 s',
    'web/index.md:19: changed: the hint of check verify-running was chosen by a script; it is all that the script could say, and wants rewriting',
    'web/index.md:30: changed: there is no setting like failcheck here',
    'web/index.md:30: changed: the check verify-name named no machine, and runs on the first',
    'web/index.md:30: lost: x(.input) in verify-name is a value that its platform puts in; rewrite it',
    'web/index.md:30: lost: the script that gives the hint of check verify-name has no sentence that could be taken; it was left out',
    'web/index.md:30: changed: the check verify-name has no field to type into; the learner writes the answer to /tmp/name',
    'web/index.md:37: changed: init-web ran as the user laborant; here root runs it',
    'web/index.md:38: changed: init-web fails here: apt-get install lolcat needs packages from elsewhere, which the nodes do not have',
    'web/index.md:43: lost: left out: a helper runs for ever, and a set-up script runs once',
    'web/index.md:46: lost: the verifying script was left out: it is empty',
    'web/index.md:50: lost: the picture __static__/plan.png was left out, as texts show none; what is said of it stays',
    'web/index.md:59: lost: there is no setting like [~/it] {1} here',
    'web/index.md:59: changed: a learner who types this fails: docker run nginx needs a container runtime, which the nodes do not have',
    'web/index.md:63: changed: the component simple-task #active #completed was left out',
    'web/index.md:75: changed: it is the hint of check verify-running now',
    'web/index.md:83: changed: the component remark-box is plain text now',
    'web/index.md:99: changed: the component tabbed is plain text now',
    'web/index.md:108: lost: the component card was left out',
    'web/solution.md:1: changed: the commands of the folded solution are the `solve` of step name-it now; see that they run by themselves',
    'web/solution.md:1: changed: of the solution its commands stay; what explains them was left out',
  ]);
  const lab = bed.lab('web');
  expect(lab).toMatchObject({
    level: 'intermediate',
    topology: { nodes: { 'web-1': { lan: '10.0.0.10' }, client: { lan: '10.0.0.11' } } },
    setup: { 'web-1': ['web-1-files', 'init-web'] },
  });
  expect(lab.steps.map(({ id, checks }) => [id, checks.map((check) => check.id)])).toEqual([
    ['a-web-server', []],
    ['start-it', ['verify-running']],
    ['name-it', ['verify-name']],
  ]);
  expect(lab.steps[1]?.checks[0]).toMatchObject({
    title: { en: 'verify running' },
    hint: { en: 'Is it started? Try `systemctl`.\nLook at its log.\n\nIt is a *unit*.' },
  });
  expect(lab.steps[2]).toMatchObject({
    solve: { 'web-1': 'systemctl start nginx\n' },
    checks: [{ needs: ['verify-running'], command: { on: 'web-1' } }],
  });
  expect(lab.steps[2]?.checks[0]?.command?.run).toContain("export WANT='it'\\''s'\n");
  expect(bed.read('web', 'setup', 'web-1-files.sh')).toContain("chmod '0600' '/etc/motd'\n");
  expect(bed.read('web', 'steps', '20-start-it.en.md')).toBe(
    '## Start it\n\n```sh\ndocker run nginx\n```\n\n> Mind the port.\n',
  );
  expect(bed.read('web', 'steps', '30-name-it.en.md')).toBe('## Name it\n\n→ `/tmp/name`\n\n**a**\n\nOne\n');
});

test('a course is modules, its lessons labs, their units steps; other kinds are told', () => {
  bed.write({
    'index.md': '---\nkind: course\ntitle: All\n---\n',
    '10.first/0.index.md': '---\nkind: module\ntitle: First module\n---\n',
    '10.first/10.one/000.index.md': '---\nkind: lesson\nname: one\ntitle: One\n---\n',
    '10.first/10.one/unit-010.md': '---\nkind: unit\ntitle: Unit A\n---\nRead.\n',
    '10.first/10.one/unit-020.md': '---\nkind: unit\ntitle: Unit B\n---\nRead on.\n',
    'play/index.md': '---\nkind: playground\ntitle: P\n---\n',
    'broken/index.md': '---\nkind: lesson\ntitle: "x\n---\n',
  });
  const report = bed.import('iximiuz');
  expect(bed.problems()).toEqual([]);
  expect(bed.lab('one').steps.map(({ title }) => title.en)).toEqual(['Unit A', 'Unit B']);
  expect(bed.read('pack.yaml')).toMatch(/en: First module\n {4}labs:\n {6}- one\n/);
  expect(told(report)).toContain('play/index.md:1: lost: left out: its kind is playground, which is no lab');
  expect(told(report).join('\n')).toMatch(
    /broken\/index\.md:\d: lost: broken\/index\.md was left out: malformed YAML/,
  );
});

test('broken front matter is an error with its place, and nothing is written', () => {
  bed.write({ 'index.md': '---\nkind: challenge\ntitle: [a\n---\nx\n' });
  expect(codeOf(() => bed.import('iximiuz'))).toBe('import.unreadable');
  expect(() => bed.import('iximiuz')).toThrow(/index\.md:\d+:\d+: malformed YAML/);
  bed.write({ 'index.md': '# Nothing\n' });
  expect(codeOf(() => bed.import('iximiuz'))).toBe('import.nothing');
  expect(existsSync(bed.out)).toBe(false);
});

test('whatever the file is, there is a sound pack or an error of ours', () => {
  const pieces = [
    '---',
    '\n',
    '::',
    ':::x\n',
    '#',
    '- ',
    '{',
    '[',
    '&a',
    '*a',
    '```',
    '"',
    'needs: [x]',
    '${include x}',
    '\t',
  ];
  const edit = fc.tuple(
    fc.nat(challenge.length),
    fc.nat(20),
    fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 5, unit: 'binary' })),
  );
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 3 }), (edits) => {
      const text = edits.reduce(
        (all, [at, length, put]) => all.slice(0, at) + put + all.slice(at + length),
        challenge,
      );
      const one = new ImportBed({ 'web/index.md': text });
      try {
        const code = codeOf(() => one.import('iximiuz'));
        expect(['nothing', 'import.nothing', 'import.unreadable']).toContain(code);
        expect(code === 'nothing' ? one.problems() : []).toEqual([]);
      } finally {
        one.dispose();
      }
    }),
    { numRuns: 100 },
  );
}, 120_000);

test('what is made to take for ever ends', () => {
  const head = '---\nkind: tutorial\ntitle: x\n---\n';
  const started = Date.now();
  for (const text of [
    head + '::a\n'.repeat(100_000),
    head + '::a\n---\n'.repeat(50_000),
    head + '## x\ny\n'.repeat(100_000),
    `${head}${'`'.repeat(500_000)}`,
    `${head}${'![a]('.repeat(100_000)}`,
    `${head}${'<a '.repeat(200_000)}`,
    `${head}${'> '.repeat(200_000)}`,
    `---\nkind: tutorial\ntasks:\n${Array.from({ length: 300 }, (_, index) => `  t${index}: { run: "x", needs: [t${(index + 1) % 300}] }\n`).join('')}---\n`,
  ]) {
    const one = new ImportBed({ 'a/index.md': text });
    const code = codeOf(() => one.import('iximiuz'));
    expect(['nothing', 'import.nothing', 'import.unreadable']).toContain(code);
    expect(code === 'nothing' ? one.problems() : []).toEqual([]);
    one.dispose();
  }
  expect(Date.now() - started).toBeLessThan(40_000);
}, 90_000);
