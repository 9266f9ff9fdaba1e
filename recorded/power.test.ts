import { expect, test } from 'vitest';
import { labSession } from './testing/lab-session.js';

test('a button that changes nothing is no event, and one that cannot do anything says why', async () => {
  const { session } = labSession({}, true);
  await session.start();
  const noted = () =>
    session.journal.read().flatMap((entry) => (entry.type === 'power' ? [entry.action] : []));
  await session.power('rs1', 'boot');
  await session.power('rs1', 'continue');
  await session.power('rs1', 'off');
  await session.power('rs1', 'off');
  expect(noted()).toEqual(['off']);
  for (const action of ['pause', 'continue'] as const)
    await expect(session.power('rs1', action)).rejects.toMatchObject({
      detail: { code: 'power.not-now', params: { node: 'rs1', action, state: 'halted' } },
    });
  await session.power('rs1', 'boot');
  await session.power('rs1', 'pause');
  await session.power('rs1', 'pause');
  await expect(session.power('rs1', 'boot')).rejects.toThrow();
  await session.power('rs1', 'continue');
  expect(noted()).toEqual(['off', 'boot', 'pause', 'continue']);
});
