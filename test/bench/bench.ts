import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { benchApp } from './app.js';
import { benchClass, benchGrades } from './class.js';
import { benchLibrary } from './library.js';
import { benchMachines } from './machines.js';
import { benchVagrant } from './vagrant.js';
import { benchWithoutMachines } from './without-machines.js';
import { Report } from './measure.js';

// Prints the table of BENCH.md. `npm run bench -- 7` takes seven runs of each; `npm run bench -- 5 app` measures the app
// only, `machines` machines and the switch, `library` sixty labs, journals, recordings and grades, `vagrant` Vagrant beside the embedded
// machines; `npm run bench -- 40 class` a class of forty graded.
const [count = '5', part = 'all'] = process.argv.slice(2);
const runs = Number(count);
if (!(runs >= 1) || !['all', 'machines', 'library', 'app', 'vagrant', 'class'].includes(part))
  throw new RangeError('usage: npm run bench -- [RUNS] [machines|library|app|vagrant|class]');
const data = mkdtempSync(join(tmpdir(), 'lvslab-bench-data-'));
process.env['LVSLAB_DATA'] = data;
const report = new Report();
try {
  process.stderr.write(`bench: ${runs} runs of each; a few minutes\n`);
  if (['all', 'machines'].includes(part)) await benchMachines(runs, data, report);
  if (['all', 'library'].includes(part)) {
    await benchLibrary(runs, report);
    await benchWithoutMachines(runs, report);
    await benchGrades(runs, report);
  }
  if (['all', 'app'].includes(part)) await benchApp(runs, report);
  // Only when they are asked for: half an hour, and libvirt.
  if (part === 'class') await benchClass(runs, data, report);
  if (part === 'vagrant') await benchVagrant(runs, data, report);
} finally {
  rmSync(data, { recursive: true, force: true });
}
console.log(report.table);
