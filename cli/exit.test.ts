import { afterEach, expect, test, vi } from 'vitest';
import { LabError } from '../contract/errors.js';
import type { ErrorMessage } from '../contract/messages/errors.js';
import { exitCodeFor, showError } from './exit.js';
import { Output } from './output.js';

const known = ['a'];

const errors: readonly (readonly [ErrorMessage, 2 | 3])[] = [
  [{ code: 'lab.unknown', params: { lab: 'x', known } }, 2],
  [{ code: 'lab.invalid', params: { lab: 'x', problems: [], more: 1 } }, 2],
  [{ code: 'lab.needs-capability', params: { lab: 'x', check: 'y', capability: 'links', provider: 'z' } }, 2],
  [{ code: 'schema.unknown', params: { file: 'x' } }, 2],
  [{ code: 'provider.unknown', params: { name: 'x', known } }, 2],
  [{ code: 'box.provider-unknown', params: { name: 'x', known } }, 2],
  [{ code: 'export.not-empty', params: { folder: '/' } }, 2],
  [{ code: 'export.unknown', params: { format: 'x' } }, 2],
  [{ code: 'vagrant.missing', params: {} }, 3],
  [{ code: 'vagrant.locked', params: { command: 'x', detail: 'y' } }, 3],
  [{ code: 'step.unknown', params: { step: 'x', known } }, 2],
  [{ code: 'node.unknown', params: { node: 'x', known } }, 2],
  [{ code: 'power.not-now', params: { node: 'x', action: 'pause', state: 'halted' } }, 2],
  [{ code: 'session.unknown', params: { id: 'x', known } }, 2],
  [{ code: 'session.none', params: {} }, 2],
  [{ code: 'session.several', params: { known } }, 2],
  [{ code: 'session.exists', params: { lab: 'x', id: 'x', state: 'running' } }, 2],
  [{ code: 'session.not-running', params: { id: 'x', state: 'ended' } }, 3],
  [{ code: 'session.busy', params: { id: 'x', doing: 'check' } }, 3],
  [{ code: 'session.no-machines', params: { id: 'x' } }, 3],
  [{ code: 'host.qemu-missing', params: { program: 'qemu', fix: 'apt' } }, 3],
  [{ code: 'host.disk-full', params: { path: '/' } }, 3],
  [{ code: 'image.corrupt', params: { file: 'x', fix: 'y' } }, 3],
  [{ code: 'image.network', params: { detail: 'x' } }, 3],
  [{ code: 'image.key-missing', params: { from: 'x' } }, 2],
  [{ code: 'image.url-refused', params: { url: 'x' } }, 2],
  [{ code: 'node.start-failed', params: { node: 'x', detail: 'y', console: '' } }, 3],
  [{ code: 'node.unreachable', params: { node: 'x', detail: 'y' } }, 3],
  [{ code: 'snapshot.failed', params: { node: 'x', detail: 'y' } }, 3],
  [{ code: 'cancelled', params: {} }, 3],
];

test.each(errors.map(([detail, exit]) => ({ code: detail.code, detail, exit })))(
  '$code ends the command with $exit',
  ({ detail, exit }) => {
    expect(exitCodeFor(new LabError(detail))).toBe(exit);
  },
);

test.each([new TypeError('a bug'), 'text', undefined])(
  'what is no error of ours (%s) ends it with 3',
  (error) => {
    expect(exitCodeFor(error)).toBe(3);
  },
);

afterEach(() => void vi.restoreAllMocks());

function shown(
  error: unknown,
  language: 'en' | 'zh-CN',
  json: boolean,
): { out: string; err: string; exit: number } {
  let out = '';
  let err = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    err += String(text);
    return true;
  });
  const exit = showError(error, new Output({ language, json }));
  vi.restoreAllMocks();
  return { out, err, exit };
}

const missing = new LabError({ code: 'session.none', params: {} });

test('an error is worded in the language of its reader, on standard error', () => {
  expect(shown(missing, 'en', false)).toEqual({
    out: '',
    err: 'lvslab: There is no session. Start one with lvslab up LAB.\n',
    exit: 2,
  });
  expect(shown(missing, 'zh-CN', false).err).toBe(
    'lvslab: 没有正在进行的会话。用 lvslab up LAB 开始一个。\n',
  );
});

test('with --json an error is data as well: its code, its parameters, its wording and the exit code', () => {
  const error = new LabError({ code: 'step.unknown', params: { step: 'x', known: ['a', 'b'] } });
  const { out, err } = shown(error, 'zh-CN', true);
  expect(JSON.parse(out)).toEqual({
    error: {
      code: 'step.unknown',
      params: { step: 'x', known: ['a', 'b'] },
      message: '没有步骤 x（现有：a、b）',
    },
    exit: 2,
  });
  expect(err).toContain('没有步骤 x');
});

test('a bug is shown as one, with where it was', () => {
  const { out, err, exit } = shown(new TypeError('a bug'), 'en', true);
  expect(exit).toBe(3);
  expect(err).toContain('TypeError: a bug\n    at ');
  expect(JSON.parse(out)).toMatchObject({ error: { code: 'internal' }, exit: 3 });
});

test.each([
  ['EROFS', /read-only file system.*\/data\/x/],
  ['EPERM', /No permission.*\/data\/x/],
  ['EACCES', /No permission.*\/data\/x/],
  ['ENOSPC', /disk is full.*\/data\/x/],
  ['EMFILE', /reports trouble.*\/data\/x/],
])('%s of the host is said for what it is, with no stack trace', (code, wanted) => {
  const error = Object.assign(new Error(`${code}: said by the system`), {
    code,
    syscall: 'open',
    path: '/data/x',
  });
  let said = '';
  const spy = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said += String(text);
    return true;
  });
  expect(showError(error, new Output({ language: 'en', json: false }))).toBe(3);
  spy.mockRestore();
  expect(said).toMatch(wanted);
  expect(said).not.toContain('    at ');
});
