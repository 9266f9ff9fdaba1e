import { expect, test } from 'vitest';
import type { KnownSession } from '../engine/session/known.js';
import { chooseSession } from './sessions.js';

const session = (id: string, state: KnownSession['state']) =>
  ({ record: { id, labId: 'lab' }, state }) as unknown as KnownSession;

test.each([
  [[], 'session.none'],
  [[session('a', 'ended')], 'session.none'],
  [[session('a', 'ended'), session('b', 'suspended')], 'session.not-running'],
  [[session('a', 'suspended'), session('b', 'suspended')], 'session.several'],
] as const)(
  'a command for a running session, where there is none, says what there is (%#)',
  (known, code) => {
    expect(() => chooseSession(known, undefined, ['running'])).toThrow(
      expect.objectContaining({ detail: expect.objectContaining({ code }) }),
    );
  },
);

test('the only one that fits is meant', () => {
  const [rests, runs] = [session('a', 'suspended'), session('b', 'running')];
  expect(chooseSession([rests, runs], undefined, ['running'])).toBe(runs);
  expect(chooseSession([rests, runs], undefined, ['suspended'])).toBe(rests);
});
