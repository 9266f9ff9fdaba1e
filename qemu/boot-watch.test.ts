import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { whenSilent } from './boot-watch.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A console that is watched for 5 s of silence; what it is told is counted. */
function watched() {
  const folder = mkdtempSync(join(tmpdir(), 'lvslab-console-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'console.log');
  const silent = vi.fn<() => void>();
  const end = whenSilent(file, 5, silent);
  onTestFinished(end);
  return { silent, end, says: () => appendFileSync(file, 'x\n') };
}

test('a console that goes on talking is left alone; one that is silent is told, and again after as long', () => {
  const { silent, says } = watched();
  for (let second = 0; second < 20; second += 4) {
    vi.advanceTimersByTime(4000);
    says();
  }
  expect(silent).not.toHaveBeenCalled();
  vi.advanceTimersByTime(6000);
  expect(silent).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(5000);
  expect(silent).toHaveBeenCalledTimes(2);
});

test('nothing is told when it has ended, or when only the clock went on', () => {
  const { silent, end } = watched();
  vi.setSystemTime(Date.now() + 3_600_000);
  vi.advanceTimersByTime(2000);
  end();
  vi.advanceTimersByTime(60_000);
  expect(silent).not.toHaveBeenCalled();
});
