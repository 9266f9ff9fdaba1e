import { expect, test } from 'vitest';
import { type Examination, examineAll } from './doctor.js';

const ok = { status: 'ok', message: { code: 'memory.ok', params: { megabytes: 1 } } } as const;
const bad = { status: 'problem', message: { code: 'qemu.missing', params: { program: 'q' } } } as const;
const found = async (...all: readonly Examination[]) =>
  (await examineAll(all)).map(({ id, status, message }) => `${id} ${status} ${message.code}`);

test('what does not answer in time, and what fails, is told as that and hides nothing', async () => {
  let ended = false;
  const hangs: Examination = {
    id: 'hangs',
    limit: 20,
    examine: (_, signal) => {
      signal.addEventListener('abort', () => {
        ended = true;
      });
      return new Promise(() => {});
    },
  };
  const fails: Examination = { id: 'fails', examine: () => Promise.reject(new Error('no such thing')) };
  const good: Examination = { id: 'good', examine: async () => [ok] };
  expect(await found(hangs, fails, good)).toEqual([
    'hangs warning doctor.no-answer',
    'fails warning doctor.failed',
    'good ok memory.ok',
  ]);
  expect(ended).toBe(true);
  expect((await examineAll([fails]))[0]?.message.params).toEqual({ what: 'fails', detail: 'no such thing' });
});

test('one thing may wait for another: for all of it to be well, or for it to be usable at all', async () => {
  const one = (id: string, ...findings: Awaited<ReturnType<Examination['examine']>>): Examination => ({
    id,
    examine: async () => findings,
  });
  const after = (id: string): Examination => ({
    id: `after ${id}`,
    examine: async ({ good, usable }) => (good(id) ? [ok] : usable(id) ? [{ ...ok, status: 'warning' }] : []),
  });
  expect(await found(one('a', ok), after('a'))).toEqual(['a ok memory.ok', 'after a ok memory.ok']);
  expect(await found(one('a', ok, { ...ok, status: 'warning' }), after('a'))).toHaveLength(3);
  expect(await found(one('a', ok, bad), after('a'))).toHaveLength(2);
  expect(await found(one('a'), after('a'))).toEqual([]);
});
