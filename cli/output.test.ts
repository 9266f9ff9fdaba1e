import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Verdict } from '../contract/verdict.js';
import { clip, Output, pad } from './output.js';

test.each([
  ['director', 12, 'director    '],
  ['调度器', 8, '调度器  '],
  ['会话 a', 8, '会话 a  '],
  ['already too long', 4, 'already too long'],
  ['调度器', 6, '调度器'],
  ['，。', 6, '，。  '],
  ['', 3, '   '],
])('%j padded to %i columns is %j', (text, columns, wanted) => {
  expect(pad(text, columns)).toBe(wanted);
});

test.each([
  ['director', 4, 'dire'],
  ['director', 8, 'director'],
  ['director', 80, 'director'],
  ['调度器', 4, '调度'],
  ['调度器', 5, '调度'],
  ['a调b度', 3, 'a调'],
  ['a调b度', 2, 'a'],
  ['调度器', 1, ''],
  ['director', 0, ''],
  ['e\u0301e', 1, 'e\u0301'],
  ['👩‍💻x', 2, '👩‍💻'],
])('%j clipped to %i columns is %j', (text, columns, wanted) => {
  expect(clip(text, columns)).toBe(wanted);
});

test('what is clipped and padded fills its columns exactly, or misses one of a wide character', () => {
  for (let columns = 1; columns < 12; columns += 1) {
    const clipped = clip('a调度b器cd员', columns);
    expect(pad(clipped, columns).length - clipped.length).toBeLessThanOrEqual(1);
  }
});

let out = '';
let err = '';
beforeEach(() => {
  out = '';
  err = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    err += String(text);
    return true;
  });
  // Not a terminal, as in a log.
  vi.stubEnv('TERM', 'dumb');
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

const failed: Verdict = {
  step: 'one',
  check: 'a',
  status: 'fail',
  points: 1,
  at: 0,
  evidence: [],
  message: { code: 'quiz.wrong', params: { answer: '7' } },
  diagnosis: { code: 'ipvsadm-not-installed', params: { node: 'director' } },
};

test('people get lines on standard output, in their language, with the reason of a failure', () => {
  const output = new Output({ language: 'zh-CN', json: false });
  output.message({ code: 'ps.none', params: {} });
  output.verdict(failed, '标题');
  expect(out).toMatch(/^没有会话。\n {2}✘ 标题：.*\n {6}原因：.*director.*\n$/);
  expect(out).not.toContain('\u001b');
  expect(err).toBe('');
});

test('with --json standard output holds the one document and nothing else', () => {
  const output = new Output({ language: 'en', json: true });
  output.message({ code: 'ps.none', params: {} });
  output.progress('working');
  output.verdict(failed, 'title');
  output.result({ a: ['答', 1] });
  output.done();
  expect(JSON.parse(out)).toEqual({ a: ['答', 1] });
  expect(err).toContain('There are no sessions.\n');
  expect(err).toContain('working\n');
});

test('in a log progress is a line now and then, not a flood', () => {
  vi.useFakeTimers();
  try {
    const output = new Output({ language: 'en', json: false });
    for (let second = 0; second < 10; second += 1) {
      for (let time = 0; time < 10; time += 1) output.progress(`${second}.${time}`);
      vi.advanceTimersByTime(1000);
    }
    expect(err.split('\n').filter((line) => line !== '')).toEqual(['0.0', '2.0', '4.0', '6.0', '8.0']);
  } finally {
    vi.useRealTimers();
  }
});

const evil = 'evil\u001b]0;pwned\u0007\u009b2J\u202e\rx';
const shown = 'evil␛]0;pwned␇<U+009B>2J<U+202E>␍x';

test('what a guest or a pack says cannot steer the terminal, whoever passes it on', () => {
  const output = new Output({ language: 'en', json: false });
  output.line(evil);
  output.progress(`${evil}\nagain`);
  output.error(evil);
  expect(out).toBe(`${shown}\n`);
  expect(err).toBe(`${shown} again\nlvslab: ${shown}\n`);
});

test('a verdict that has lines of its own looks like none of ours', () => {
  new Output({ language: 'en', json: false }).verdict(failed, 'title\n  ✔ all passed');
  expect(out.split('\n')[1]).toMatch(/^ {8}✔ all passed/);
});

test('what a verdict rests on is shown where that was asked for, below it', () => {
  const evidence = [{ node: 'director', command: 'cat /proc/net/ip_vs', output: 'one\n  ✔ two\n', at: 0 }];
  const output = new Output({ language: 'en', json: false });
  output.verdict({ ...failed, evidence }, 'title');
  expect(out).not.toContain('ip_vs');
  output.evidence = true;
  output.verdict({ ...failed, evidence }, 'title');
  expect(out).toContain('\n      evidence: [director] cat /proc/net/ip_vs\n      one\n        ✔ two\n');
});

test('JSON has the same value, and nothing that steers', () => {
  new Output({ language: 'en', json: true }).result({ evil });
  expect(JSON.parse(out)).toEqual({ evil });
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
});

test('our own colours are sequences, and what looks like them is not', () => {
  vi.stubEnv('TERM', 'xterm');
  vi.stubEnv('NO_COLOR', undefined);
  const terminal = Object.getOwnPropertyDescriptor(process.stderr, 'isTTY');
  Object.defineProperty(process.stderr, 'isTTY', { value: true, configurable: true });
  try {
    const output = new Output({ language: 'en', json: false });
    output.line(output.paint('pass', `fine \u001b[31m`));
    expect(out).toBe('\u001b[32mfine ␛[31m\u001b[0m\n');
  } finally {
    if (terminal === undefined) Reflect.deleteProperty(process.stderr, 'isTTY');
    else Object.defineProperty(process.stderr, 'isTTY', terminal);
  }
});
