import { expect, test } from 'vitest';
import { packageProgress } from './build-progress.js';
import { failure, runTool } from './run-tool.js';

const run = { phase: 'packages', program: process.execPath, cwd: '/' } as const;

test('output comes line by line from both streams', async () => {
  const seen: string[] = [];
  const args = ['-e', 'console.log("a"); console.error("b")'];
  const lines = await runTool({ ...run, args, onLine: (line) => seen.push(line) });
  expect([...lines].sort()).toEqual(['a', 'b']);
  expect(seen).toHaveLength(2);
});

test('a failed tool is reported with the end of what it said', async () => {
  const args = ['-e', 'console.error("it broke"); process.exit(3)'];
  await expect(runTool({ ...run, args })).rejects.toMatchObject({
    detail: {
      code: 'image.build-failed',
      params: { phase: 'packages', detail: expect.stringContaining('it broke') },
    },
  });
});

test('a cancelled tool is ended', async () => {
  const controller = new AbortController();
  const args = ['-e', 'console.log("up"); setInterval(() => {}, 1000)'];
  const running = runTool({ ...run, args, signal: controller.signal, onLine: () => controller.abort() });
  await expect(running).rejects.toMatchObject({ code: 'cancelled' });
});

test.each([
  ['cp: error writing: No space left on device', 'host.disk-full'],
  ["Err:1 http://x Temporary failure resolving 'x'", 'image.network'],
  ['E: Failed to fetch http://x Could not connect to x', 'image.network'],
  ['E: Unable to locate package nosuch', 'image.build-failed'],
])('the cause of %j is %s', (line, code) => {
  expect(failure(run, ['I: something', line], 'failed').code).toBe(code);
});

test("mmdebstrap's and our own lines say how far a build is", () => {
  expect(packageProgress('I: downloading packages with apt...')).toMatchObject({
    detail: 'downloading packages with apt...',
  });
  expect(packageProgress('lvslab: fetch nginx')).toMatchObject({ detail: 'fetch nginx' });
  expect(packageProgress('Setting up nginx')).toBeUndefined();
});
