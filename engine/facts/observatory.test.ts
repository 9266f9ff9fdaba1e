import { expect, onTestFinished, test, vi } from 'vitest';
import type { ExecResult, Shell } from '../machines/shell.js';
import { ShellError } from '../machines/shell.js';
import { type Look, Observatory } from './observatory.js';

/** A node that answers when it is told to. */
class Node implements Shell {
  readonly scripts: string[] = [];
  readonly #answers: (() => void)[] = [];

  exec(script: string, { signal }: { signal?: AbortSignal } = {}): Promise<ExecResult> {
    this.scripts.push(script);
    const [, marker] = /(@[0-9a-f]{24})/.exec(script)!;
    const stdout = `\n${marker} [ end\n\n${marker} ] end 0\n`;
    return new Promise((resolve, reject) => {
      this.#answers.push(() => resolve({ exit: 0, stdout, stderr: '' }));
      signal?.addEventListener('abort', () => reject(new ShellError('cancelled', 'cancelled')));
    });
  }

  async answer(): Promise<void> {
    await soon();
    this.#answers.shift()!();
    await soon();
  }
}

const soon = () => new Promise((resolve) => setImmediate(resolve));

function observed() {
  const node = new Node();
  const observatory = new Observatory(() => node);
  const looks: Look[] = [];
  observatory.listen((look) => looks.push(look));
  return { node, observatory, looks };
}

test('a node is asked one thing at a time, and all that is wanted meanwhile in one go, after it', async () => {
  const { node, observatory, looks } = observed();
  const first = observatory.look('rs1', { network: true });
  await soon();
  const second = observatory.look('rs1', { files: ['/a'] });
  const third = observatory.look('rs1', { files: ['/b'], ipvs: true });
  await soon();
  expect(node.scripts).toHaveLength(1);
  await node.answer();
  await first;
  expect(node.scripts).toHaveLength(2);
  await node.answer();
  expect((await second).request).toEqual({ files: ['/a', '/b'], ipvs: true });
  expect(await third).toBe(await second);
  expect(looks.map(({ request }) => request)).toEqual([
    { network: true },
    { files: ['/a', '/b'], ipvs: true },
  ]);
});

test('what is wanted in the same moment is asked in one go, and nodes do not wait for each other', async () => {
  const { node, observatory } = observed();
  const looks = [
    observatory.look('rs1', { network: true }),
    observatory.look('rs1', { log: true }),
    observatory.look('rs2', { network: true }),
  ];
  await soon();
  expect(node.scripts).toHaveLength(2);
  await node.answer();
  await node.answer();
  expect((await Promise.all(looks)).map(({ observed: { ok } }) => ok)).toEqual([true, true, true]);
});

test('who does not want it any more is told at once; the node is left alone when nobody does', async () => {
  const { node, observatory, looks } = observed();
  const [one, two] = [new AbortController(), new AbortController()];
  const first = observatory.look('rs1', { network: true }, { signal: one.signal });
  const second = observatory.look('rs1', { network: true }, { signal: two.signal });
  await soon();
  one.abort();
  await expect(first).rejects.toMatchObject({ reason: 'cancelled' });
  // The other still has its answer.
  await node.answer();
  expect((await second).observed.ok).toBe(true);

  const alone = new AbortController();
  const third = observatory.look('rs1', { network: true }, { signal: alone.signal });
  await soon();
  // Waits for its turn: whoever comes after it is gone has a turn of their own.
  const waiting = new AbortController();
  const fourth = observatory.look('rs1', { log: true }, { signal: waiting.signal });
  await soon();
  waiting.abort();
  await expect(fourth).rejects.toMatchObject({ reason: 'cancelled' });
  const fifth = observatory.look('rs1', { log: true });
  alone.abort();
  await expect(third).rejects.toMatchObject({ reason: 'cancelled' });
  await soon();
  expect(node.scripts).toHaveLength(3);
  await node.answer(); // the third, which nobody hears
  await node.answer();
  expect((await fifth).observed.ok).toBe(true);
  expect(looks.map(({ request, observed: { ok } }) => [request, ok])).toEqual([
    [{ network: true }, true],
    [{ log: true }, true],
  ]);
});

test('a node that does not answer holds the next look up for four seconds, and none once it was put back', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const { node, observatory } = observed();
  void observatory.look('rs1', { network: true });
  await vi.advanceTimersByTimeAsync(0);
  void observatory.look('rs1', { network: true });
  await vi.advanceTimersByTimeAsync(3900);
  expect(node.scripts).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(200);
  expect(node.scripts).toHaveLength(2);
  observatory.forget('rs1');
  void observatory.look('rs1', { network: true });
  await vi.advanceTimersByTimeAsync(0);
  expect(node.scripts).toHaveLength(3);
});

test('what must be known at once is asked beside the rest, and what a recording is to have is asked as it is', async () => {
  const { node, observatory, looks } = observed();
  observatory.along = { ipvs: true };
  const first = observatory.look('rs1', { witness: true });
  await soon();
  const glance = observatory.look('rs1', { network: true }, { atOnce: true });
  const recorded = observatory.look('rs1', { witness: true }, { raw: () => {} });
  await soon();
  expect(node.scripts).toHaveLength(3);
  for (let left = 3; left > 0; left -= 1) await node.answer();
  expect((await first).request).toEqual({ witness: true, ipvs: true });
  expect((await glance).request).toEqual({ network: true });
  expect((await recorded).request).toEqual({ witness: true });
  expect(looks).toHaveLength(1);
});
