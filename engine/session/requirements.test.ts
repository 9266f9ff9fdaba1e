import { expect, test } from 'vitest';
import type { Capabilities } from '../../contract/machines.js';
import { packsRoot } from '../product.js';
import { labFolders, requireLab } from '../packs/library.js';
import { requireCapabilities } from './requirements.js';

const all: Capabilities = { checkpoints: true, suspend: true, links: true, capture: true };
const labs = labFolders(packsRoot).map((folder) => requireLab(folder).lab);
const lacking = (capability: keyof Capabilities) => ({
  name: 'bare',
  capabilities: { ...all, [capability]: false },
});
const refused = (capability: keyof Capabilities) =>
  labs.filter((lab) => {
    try {
      requireCapabilities(lab, lacking(capability));
      return false;
    } catch (error) {
      expect((error as { detail: unknown }).detail).toMatchObject({
        code: 'lab.needs-capability',
        params: { lab: lab.id, provider: 'bare', capability },
      });
      return true;
    }
  });

test('a provider that can do all is refused by no lab', () => {
  for (const lab of labs)
    expect(() => requireCapabilities(lab, { name: 'p', capabilities: all })).not.toThrow();
});

test('a lab that looks at the path of packets needs a provider that can capture', () => {
  expect(refused('capture').map(({ id }) => id)).toContain('dr-by-hand');
});

test('a lab that pulls a cable needs a provider that can', () => {
  const pulls = labs.filter((lab) =>
    lab.steps.some(({ checks }) =>
      checks.some((check) =>
        [check.failover, ...(check['random-failure']?.failures ?? [])].some(
          (each) => each?.fault === 'cut-link',
        ),
      ),
    ),
  );
  expect(pulls.map(({ id }) => id)).toContain('capstone');
  expect(refused('links').map(({ id }) => id)).toEqual(pulls.map(({ id }) => id));
});

test('a lab that is about what survives a reboot needs checkpoints, to put machines back; none needs suspend', () => {
  const reboots = labs.filter((lab) =>
    lab.steps.some(({ optional, checks }) => !optional && checks.some((check) => check.reboot !== undefined)),
  );
  expect(reboots.map(({ id }) => id)).toContain('delete-and-keep');
  expect(refused('checkpoints')).toEqual(reboots);
  expect(refused('suspend')).toEqual([]);
});
