import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ImportBed, told } from './testing/bed.js';

let bed: ImportBed;
beforeEach(() => {
  bed = new ImportBed();
});
afterEach(() => bed.dispose());

const scenario = (details: object, more: object = {}) =>
  JSON.stringify({ title: 'One', description: 'Do', time: '5', difficulty: 'beginner', details, ...more });
const lines = (report: Parameters<typeof told>[0]) =>
  told(report).filter(
    (line) => !/pack\.yaml: made|environment ubuntu|one machine with Debian, called host$/.test(line),
  );

test('files that nothing uses, hidden ones, links and what lies too deep are told by folder, and nothing twice', () => {
  const deep = Array.from({ length: 10 }, (_, index) => `d${index}`).join('/');
  bed.write({
    'one/index.json': scenario({ intro: { title: 'Hello', text: 'in/intro.md' } }),
    'one/in/intro.md': '![A](../plan.png) ![B](own.png)\n',
    'one/plan.png': 'x',
    'one/in/own.png': 'x',
    'one/in/left.sh': 'x',
    'one/.env': 'x',
    'README.md': 'x',
    LICENSE: 'x',
    '.git/HEAD': 'x',
    'docs/a.md': 'x',
    'docs/b/c.md': 'x',
    [`${deep}/x.md`]: 'x',
  });
  symlinkSync('/etc/passwd', join(bed.source, 'link'));
  const report = bed.import('killercoda');
  expect(bed.problems()).toEqual([]);
  expect(lines(report)).toEqual([
    '.:1: lost: 5 files that nothing uses were left out: LICENSE, README.md, d0/, docs/ (2)',
    '.:1: lost: hidden, and not looked into: .git/',
    '.:1: lost: links and special files, not followed: link',
    'one:1: lost: hidden, and not looked into: .env',
    'one/in:1: lost: 1 file that nothing uses was left out: left.sh',
    'one/in/intro.md:1: lost: the picture ../plan.png was left out, as texts show none; what is said of it stays',
    'one/in/intro.md:1: lost: the picture own.png was left out, as texts show none; what is said of it stays',
  ]);
  expect(report.counts.asset).toMatchObject({ lost: 11 });
});

test('a file is taken for the folder that it is in, and what is not there is told as that', () => {
  bed.write({
    'one/index.json': scenario({}),
    'two/index.md': '---\nkind: tutorial\ntitle: Two\n---\nRead.\n',
  });
  expect(() => bed.import('killercoda', 'none')).toThrow('there is no such file or folder');
  bed.import('killercoda', 'one/index.json');
  expect(bed.lab('one').title.en).toBe('One');
  const other = new ImportBed({ 'index.md': '---\nkind: tutorial\ntitle: Two\n---\nRead.\n' });
  other.import('iximiuz', 'index.md');
  expect(other.problems()).toEqual([]);
  other.dispose();
});

test('a scenario that lies too deep is not found, and its folder is told', () => {
  const deep = Array.from({ length: 12 }, (_, index) => `d${index}`).join('/');
  bed.write({ 'one/index.json': scenario({}), [`${deep}/index.json`]: scenario({}) });
  expect(lines(bed.import('killercoda')).join('\n')).toMatch(/1 file that nothing uses was left out: d0\//);
});

test('what the Vagrantfile does not use is told, too, and variables of the environment', () => {
  bed.write({
    Vagrantfile: `Vagrant.configure("2") do |config|
  config.vm.box = ENV['BOX'] || "debian/bookworm64"
  config.vm.define "a" if ENV.fetch("WITH_A", false)
  config.vm.define "b", autostart: false do |b|
    b.vm.network "private_network", ip: "10.0.0.5", auto_config: false
    b.vm.provision "shell", path: "b.sh", run: "never"
    b.vm.provision "shell", inline: "true", reboot: true
  end
end
`,
    'b.sh': 'true\n',
    'site/index.html': 'x',
  });
  const report = bed.import('vagrant', 'Vagrantfile');
  expect(bed.problems()).toEqual([]);
  expect(lines(report)).toEqual([
    '.:1: lost: 1 file that nothing uses was left out: site/',
    'Vagrantfile:1: changed: source has no steps; its description makes one',
    'Vagrantfile:1: changed: source: made up, as the source does not say it: title and summary (the name of the folder), level beginner, 5 minutes (5 for each step)',
    'Vagrantfile:2: changed: the environment variable BOX is taken as not set',
    'Vagrantfile:2: changed: the box debian/bookworm64 is Debian as it is here now',
    'Vagrantfile:3: changed: the environment variable WITH_A is taken as not set',
    'Vagrantfile:4: lost: there is no setting like vm.define autostart here',
    'Vagrantfile:4: changed: the role of b (realserver) is guessed from its name',
    'Vagrantfile:5: changed: there is no setting like auto_config here',
    'Vagrantfile:6: lost: left out: its `run` is never: it runs only when it is named',
    'Vagrantfile:7: changed: there is no setting like reboot here',
  ]);
});

test('a playground of one’s own, what a course says, and settings of machines and blocks are told', () => {
  bed.write({
    'index.md': '---\nkind: course\ntitle: All\ndescription: Much\n---\n',
    'a/index.md': '---\nkind: module\ntitle: Part\n---\nRead this first.\n',
    'a/one/index.md': `---
kind: lesson
title: One
description: Do
playground:
  name: mine
  machines:
    - name: x
      resources: { cpuCount: 2 }
---
Read.
`,
    'a/one/playground.yaml': 'kind: playground\nname: mine\n',
    'a/one/other.yaml': 'a: 1\n',
  });
  const report = bed.import('iximiuz');
  expect(bed.problems()).toEqual([]);
  expect(bed.read('pack.yaml')).toContain('en: All\n');
  expect(lines(report)).toEqual([
    'a/index.md:1: changed: of "Part" the title stays; its description and settings were left out',
    'a/one:1: lost: 1 file that nothing uses was left out: other.yaml',
    'a/one/index.md:1: changed: one: made up, as the source does not say it: level beginner, 5 minutes (5 for each step)',
    'a/one/index.md:6: changed: the environment mine is one machine with Debian now, called host',
    'a/one/index.md:9: lost: there is no setting like playground.machines.resources here',
    'a/one/playground.yaml:1: lost: the machines that a/one/playground.yaml describes (a playground) were not read',
    'index.md:1: changed: of "All" the title stays; its description and settings were left out',
  ]);
});

test('each text that is cut is told, with how much of it stays', () => {
  const long = 'word '.repeat(1000).trim();
  bed.write({
    'structure.json': JSON.stringify({ title: `word-${long}`, items: [{ path: 'c' }] }),
    'c/structure.json': JSON.stringify({ title: long, items: [{ path: 'one' }] }),
    'c/one/index.json': JSON.stringify({
      title: long,
      description: long,
      time: '90000 minutes',
      difficulty: 'beginner',
      details: { steps: [{ title: long, text: 'a.md', verify: 'a.sh' }] },
    }),
    'c/one/a.md': `<details><summary>Tip</summary>\n${long}\n</details>\n`,
    'c/one/a.sh': 'docker ps\ndocker ps -a; docker images\ncurl https://example.com/\n',
  });
  const report = bed.import('killercoda');
  expect(bed.problems()).toEqual([]);
  const all = lines(report);
  const cut = all
    .filter((line) => /characters stay/.test(line))
    .map((line) => line.replace(/^[^ ]+ changed: /, ''));
  // The hint and the title of the check, the lab's, the step's, the module's and the pack's.
  expect(
    cut.map((line) => line.replace(/(?:word[- …]*)+/, 'x').replace(/, the first.*/, '')).toSorted(),
  ).toEqual([
    'one: summary: too long',
    'one: title: too long',
    'one: x, hint: too long',
    'one: x, title: too long',
    'one: x, title: too long',
    'pack.yaml: x: too long',
    'pack.yaml: x: too long',
  ]);
  // Of each sort of what is lacking the first is shown, and how many more there are.
  expect(all.filter((line) => /a\.sh/.test(line)).map((line) => line.replace(/word-\S*/, 'x'))).toEqual([
    'c/one/a.sh:1: changed: x fails here: docker ps needs a container runtime, which the nodes do not have (and so does 1 line more)',
    'c/one/a.sh:3: changed: x fails here: curl https://example.com/ needs the internet, which the nodes do not have',
  ]);
});

test('of a solution the commands stay, of a block every empty line, and what is no mode is not given to chmod', () => {
  bed.write({
    'one/index.json': scenario({
      steps: [{ title: 'Do', text: 'a.md', verify: 'a.sh' }],
      assets: { host01: [{ file: 'f', target: '/x', chmod: '; reboot', owner: 'me' }, {}], host02: 7 },
    }),
    'one/assets/f': 'x\n',
    'one/a.sh': 'true\n',
    'one/a.md':
      'A\n\n\n\nB\n```\na\n\n\n\nb\n```\n<details><summary>Solution</summary>\n\nBecause.\n\n```sh\ntrue\n```\n</details>\n',
  });
  const report = bed.import('killercoda');
  expect(bed.problems()).toEqual([]);
  expect(bed.read('one', 'steps', '10-do.en.md')).toBe('A\n\nB\n```\na\n\n\n\nb\n```\n');
  expect(bed.read('one', 'setup', 'assets.sh')).not.toContain('reboot');
  expect(lines(report)).toEqual([
    'one/a.md:13: changed: the commands of the folded solution are the `solve` of step do now; see that they run by themselves',
    'one/a.md:13: changed: of the solution its commands stay; what explains them was left out',
    expect.stringMatching(
      /^one\/index\.json:\d+: lost: there is no setting like details\.assets\.host02 here$/,
    ),
    expect.stringMatching(
      /^one\/index\.json:\d+: lost: there is no setting like details\.assets\.host01\.owner here$/,
    ),
    expect.stringMatching(/^one\/index\.json:\d+: changed: there is no setting like chmod ; reboot here$/),
    expect.stringMatching(/^one\/index\.json:\d+: lost: host01 was left out: it has no `file`$/),
  ]);
});
