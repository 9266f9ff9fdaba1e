import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadLab } from './load.js';
import { smallLab, spoilt, writeSmallLab } from './testing/small-lab.js';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lvslab-includes-'));
  writeSmallLab(root);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, text: string): void {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function sound() {
  const result = loadLab(root);
  if (!result.ok) throw new Error(JSON.stringify(result.problems, undefined, 1));
  return result.lab;
}

function problems(): readonly string[] {
  const result = loadLab(root);
  if (result.ok) throw new Error('found sound');
  return result.problems.map(
    ({ message, file, line, column }) => `${file.slice(root.length + 1)}:${line}:${column} ${message.code}`,
  );
}

const solve = '        ip addr add ${vip}/24 dev eth0\n';

test('a file stands where it is included, indented as the line, with what it is given; the rest is left for variables', () => {
  write('files/a.conf', 'state ${state}\n{\n    ${vip}\n\n}\n');
  write(
    'lab.yaml',
    spoilt(solve, '        cat <<EOF\n          ${include a.conf state=MASTER}\n        EOF\n'),
  );
  write(
    'steps/10-bind.en.md',
    'See:\n\n```conf\n${include a.conf state=BACKUP}\n```\nand `${include one.txt}`.\n',
  );
  write('files/one.txt', 'one line\n');
  const lab = sound();
  expect(lab.lab.steps[0]?.solve['director']).toBe(
    'cat <<EOF\n  state MASTER\n  {\n      10.0.0.29\n\n  }\nEOF\n',
  );
  expect(lab.text('bind', 'en', { vip: '10.0.0.30' })).toBe(
    'See:\n\n```conf\nstate BACKUP\n{\n    10.0.0.30\n\n}\n```\nand `one line`.\n',
  );
  expect(lab.instantiate('x').lab.steps[0]?.solve['director']).toContain(lab.instantiate('x').values['vip']);
});

test('files include files, also in set-up scripts, and a variable can be handed on', () => {
  write('files/outer.conf', 'a\n  ${include inner.conf vip=${vip} n=2}\n');
  write('files/inner.conf', 'b ${vip} ${n}\nc\n');
  write('setup/web-server.sh', 'cat <<EOF\n${include outer.conf}\nEOF\n');
  expect(sound().script('web-server', { vip: '1.2.3.4' })).toBe('cat <<EOF\na\n  b 1.2.3.4 2\n  c\nEOF\n');
});

test('what a file is given is for that file alone', () => {
  write('files/outer.conf', '${a} ${b} $${a}\n${include inner.conf x=${a}}\n');
  write('files/inner.conf', '${x} ${vip}\n');
  write('steps/10-bind.en.md', '${include outer.conf a=${vip} b=1 vip=gone}\n');
  expect(sound().text('bind', 'en', { vip: 'VIP' })).toBe('VIP 1 ${a}\nVIP VIP\n');
});

test.each([
  ['a file that is not there', '${include nobody.conf}', {}, ['steps/10-bind.en.md:2:2 file-missing']],
  ['a file outside', '${include ../lab.yaml}', {}, ['steps/10-bind.en.md:2:2 file-outside']],
  [
    'a variable that nobody gave',
    '${include a.conf}',
    { 'a.conf': 'x\ny ${who}' },
    ['files/a.conf:2:3 undefined-variable'],
  ],
  [
    'a variable to hand on that there is not',
    '${include a.conf who=${me}}',
    { 'a.conf': '${who}' },
    ['steps/10-bind.en.md:2:23 undefined-variable'],
  ],
  [
    'a file that includes itself',
    '${include a.conf}',
    { 'a.conf': 'x\n${include a.conf}' },
    ['files/a.conf:2:1 too-deep'],
  ],
  [
    'a file within that is not there',
    '${include a.conf}',
    { 'a.conf': 'x\n${include b.conf}' },
    ['files/a.conf:2:1 file-missing'],
  ],
  [
    'too much',
    '${include a.conf}',
    { 'a.conf': '${include b.conf}\n${include b.conf}', 'b.conf': 'x'.repeat(40_000) },
    ['files/a.conf:2:1 included-too-much'],
  ],
] as const)('%s is told at its place', (_what, text, files, expected) => {
  write('steps/10-bind.en.md', `Bind.\n ${text}\n`);
  for (const [name, content] of Object.entries(files)) write(`files/${name}`, content);
  expect(problems().slice(0, 1)).toEqual(expected);
});

test('in lab.yaml what is wrong with an include is told where the string stands', () => {
  write('lab.yaml', spoilt(solve, '        ${include nobody.conf}\n'));
  expect(problems()).toEqual(['lab.yaml:28:7 file-missing']);
  write('files/nobody.conf', 'x ${who}\n');
  expect(problems()).toEqual(['files/nobody.conf:1:3 undefined-variable']);
});

test("a shell's own expansions are none of ours", () => {
  write(
    'lab.yaml',
    spoilt(solve, '        echo "${include:-x} ${includes} $${include_x}" ${#include}\n').replace(
      'vars:\n',
      'vars:\n  includes: { pick: "{a,b}", default: a }\n',
    ),
  );
  expect(sound().lab.steps[0]?.solve['director']).toBe('echo "${include:-x} a ${include_x}" ${#include}\n');
});

test('a proof asks for what its author must be told: files that nothing uses, commands in one language only', () => {
  const proof = () => {
    const result = loadLab(root, { proof: true });
    return result.ok
      ? []
      : result.problems.map(
          ({ message, file, line }) => `${file.slice(root.length + 1)}:${line} ${message.code}`,
        );
  };
  expect(proof()).toEqual([]);
  write('README.md', 'About this lab.\n');
  write('steps/30-left.en.md', 'left\n');
  write('files/left.conf', 'left\n');
  write(
    'steps/20-ask.en.md',
    'Ask:\n\n```sh {node=client run}\n# from the client\ncurl http://${vip}/ # now\n```\n',
  );
  write(
    'steps/20-ask.zh-CN.md',
    '访问：\n\n```sh {node=client run}\n# 在客户端\ncurl http://${vip}/ # 现在\n```\n',
  );
  expect(proof()).toEqual(['files/left.conf:1 file-unused', 'steps/30-left.en.md:1 file-unused']);
  write('steps/20-ask.zh-CN.md', '访问：\n\n```sh {node=client run}\ncurl -s http://${vip}/\n```\n');
  expect(proof()).toContain('steps/20-ask.zh-CN.md:3 commands-differ');
  expect(loadLab(root)).toMatchObject({ ok: true });
  expect(smallLab).not.toContain('30-left');
});
