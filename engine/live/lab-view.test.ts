import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { requireLab } from '../packs/library.js';
import { spoilt, writeSmallLab } from '../packs/testing/small-lab.js';
import { resolveTopology } from '../session/topology.js';
import { labView } from './lab-view.js';

test('a check that learners do not have is told from those that they have', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lvslab-view-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const hidden = spoilt('- id: answers\n', '- id: answers\n        hidden: true\n');
  const loaded = requireLab(writeSmallLab(folder, hidden));
  const { lab, values } = loaded.instantiate(undefined);
  const view = labView({ loaded, lab, values, topology: resolveTopology(lab, 'x') });
  expect(view.steps.flatMap(({ checks }) => checks).map((check) => check.hidden)).toEqual([
    undefined,
    undefined,
    true,
  ]);
});
