import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { packLimits } from '../../contract/limits.js';
import { languages } from '../../contract/text.js';
import { showProblem } from '../../contract/messages/packs.js';
import { packsRoot } from '../product.js';
import { labFolders } from './library.js';
import { loadLab } from './load.js';
import { mutated, oddParts } from './testing/mutations.js';

// Our labs, each with one to four things done to it. In the suite a few; LVSLAB_FUZZ=100000 runs as many (an hour), LVSLAB_FUZZ_SEED
// begins elsewhere. A failure names the seed of its lab.
const runs = Number(process.env['LVSLAB_FUZZ'] ?? '60');
const first = Number(process.env['LVSLAB_FUZZ_SEED'] ?? '1');

let root = '';
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'lvslab-fuzz-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Milliseconds of this process's own work: another's on the same machine does not count. */
function workOf(what: () => void): number {
  const before = process.cpuUsage();
  what();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

test(`${runs} spoilt labs are sound or are refused in words`, { timeout: 60_000 + runs * 1000 }, () => {
  cpSync(packsRoot, root, { recursive: true });
  const labs = labFolders(root).map((folder) => {
    const file = join(folder, 'lab.yaml');
    // Warm, and sound as it is.
    const result = loadLab(folder);
    expect(result.ok ? [] : result.problems).toEqual([]);
    // A problem may quote its lab: a word that is sought in what is said must not stand in what is read.
    return { folder, file, yaml: readFileSync(file, 'utf8').replaceAll('undefined', 'unresolved') };
  });
  for (const [name, text] of Object.entries(oddParts))
    writeFileSync(join(root, 'lvs', 'parts', `${name}.yaml`), text);
  const stand = { runs: 0, sound: 0, refused: 0, crashed: 0, slow: 0, slowest: 0, slowestSeed: 0 };
  for (let seed = first; seed < first + runs; seed += 1) {
    const { folder, file, yaml } = labs[seed % labs.length]!;
    writeFileSync(file, mutated(yaml, seed));
    stand.runs += 1;
    const work = workOf(() => {
      try {
        const result = loadLab(folder);
        stand[result.ok ? 'sound' : 'refused'] += 1;
        const problems = result.ok ? [] : result.problems;
        if (!result.ok && (problems.length === 0 || problems.length > packLimits.problems))
          throw new RangeError(`${problems.length} problems`);
        for (const problem of problems)
          for (const language of languages)
            if (/undefined|\[object/.test(showProblem({ ...problem, frame: '' }, language)))
              throw new TypeError(showProblem(problem, language));
      } catch (error) {
        stand.crashed += 1;
        console.error(`seed ${seed}:`, error);
      }
    });
    if (work > 500) {
      stand.slow += 1;
      console.error(`seed ${seed}: ${work.toFixed(0)} ms`);
    }
    if (work > stand.slowest) Object.assign(stand, { slowest: Math.round(work), slowestSeed: seed });
    if (stand.runs % 5000 === 0) console.error(JSON.stringify(stand));
  }
  if (runs > 1000) console.error(JSON.stringify(stand));
  expect(stand.crashed).toBe(0);
  // Of a few, on whatever machine, none is slow by its kind; of many, none at all.
  expect(stand.slowest).toBeLessThan(runs > 1000 ? 500 : 5000);
});
