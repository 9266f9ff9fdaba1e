import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { documentOf, type LoadedLab } from '../packs/compiled.js';
import { requireLab } from '../packs/library.js';
import { forLearners } from '../packs/shipped.js';
import { smallLab, writeSmallLab } from '../packs/testing/small-lab.js';
import { SessionStore } from './store.js';
import { resolveTopology } from './topology.js';

// The first network that a lab's author gives to a node is its eth0, wherever the lab is read from.

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'lvslab-interfaces-'));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
}

function written(director: string): LoadedLab {
  const made = folder();
  writeSmallLab(made, smallLab.replace('{ role: director, lan: 10.0.0.7, wan: 10.1.0.7 }', director));
  return requireLab(made);
}

const interfaces = ({ lab }: LoadedLab) =>
  resolveTopology(lab, 's')
    .nodes.find(({ name }) => name === 'director')!
    .interfaces.map(({ dev, network }) => `${dev} ${network}`);

const lanFirst = '{ role: director, lan: 10.0.0.7, wan: 10.1.0.7 }';
const wanFirst = '{ role: director, wan: 10.1.0.7, at: [1, 2], lan: 10.0.0.7 }';

test.each([
  [lanFirst, ['eth0 lan', 'eth1 wan']],
  [wanFirst, ['eth0 wan', 'eth1 lan']],
])('%s has the same interfaces from its source, its session and its pack', (director, wanted) => {
  const loaded = written(director);
  expect(interfaces(loaded)).toEqual(wanted);
  const root = join(folder(), 'sessions');
  const record = new SessionStore(root).create(loaded, { seed: '1', drawn: false, provider: 'qemu' });
  const kept = new SessionStore(root).lab(record);
  expect([interfaces(kept), kept.digest]).toEqual([wanted, loaded.digest]);
  for (const document of [loaded.compiled, forLearners(loaded.compiled)]) {
    const shipped = join(folder(), 'small');
    mkdirSync(shipped);
    writeFileSync(join(shipped, 'lab.json'), documentOf(document));
    const read = requireLab(shipped);
    expect([interfaces(read), read.digest]).toEqual([wanted, loaded.digest]);
  }
});

test('a lab whose interfaces are the other way round is another lab', () => {
  const other = '{ role: director, at: [1, 2], lan: 10.0.0.7, wan: 10.1.0.7 }';
  expect(written(wanFirst).digest).not.toBe(written(other).digest);
  // Where a node stands in the file says nothing of it.
  const here = written(lanFirst);
  expect(written('{ lan: 10.0.0.7, role: director, wan: 10.1.0.7 }').digest).toBe(here.digest);
});
