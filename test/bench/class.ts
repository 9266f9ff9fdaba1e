import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requireClass } from '../../engine/classes/load.js';
import { seedFor } from '../../engine/classes/values.js';
import { planOf, resultOf } from '../../engine/gradebook/testing/results.js';
import { readPlan, readResult, writePlan, writeResult } from '../../engine/gradebook/folder.js';
import { publish } from '../../engine/gradebook/grade.js';
import { requireLab } from '../../engine/packs/library.js';
import { packsRoot, productRoot } from '../../engine/product.js';
import { doLab } from '../class/student.js';
import { edited, forgeHandIn } from '../class/forge.js';
import { inTurns, range, type Report, seconds } from './measure.js';
import { family, memoryOf } from './processes.js';

/** A class's results collected and written in every form, without machines. */
export async function benchGrades(runs: number, report: Report): Promise<void> {
  const [few, many] = [30, 300];
  const took = async (students: number): Promise<number> => {
    const folder = mkdtempSync(join(tmpdir(), 'lvslab-bench-grades-'));
    const plan = planOf(Array.from({ length: students }, (_, index) => `student-${index}`));
    writePlan(folder, plan);
    for (const task of plan.tasks) writeResult(folder, resultOf(task, ['pass', 'fail', 'unknown']));
    const time = await seconds(async () => publish(folder, 'en'));
    rmSync(folder, { recursive: true, force: true });
    return time;
  };
  report.compare({
    name: `grades, pages and exports of ${many} students`,
    unit: 's',
    ...(await inTurns(
      runs,
      () => took(many),
      () => took(few),
    )),
    baselineName: `of ${few}`,
    higherIsBetter: false,
    target: `${few / many}, as it grows with their number`,
  });
}

const labs = ['vip-and-arp-parameters', 'dr-two-nics'] as const;
const lvslab = join(productRoot, 'bin', 'lvslab.js');

/**
 * A class of so many that hands in two labs by halves, graded here. Two are done; the others have the same with values of their own, in
 * a journal that is changed by that, so that all of it is judged on machines.
 */
export async function benchClass(count: number, data: string, report: Report): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'lvslab-bench-class-'));
  try {
    const { folder, downloads } = await makeClass(root, count, data);
    const out = join(root, 'grades');
    const words = [lvslab, 'grade', folder, downloads, '--out', out];
    const started = Date.now();
    const grader = spawn(process.execPath, words, { stdio: ['ignore', 'ignore', 'inherit'] });
    const gone = new Promise<void>((resolve) => grader.once('exit', () => resolve()));
    let most = 0;
    let own = 0;
    const watch = setInterval(() => {
      most = Math.max(most, memoryOf(family(grader.pid!)).pss);
      own = Math.max(own, memoryOf([grader.pid!]).pss);
    }, 5000);
    await gone;
    clearInterval(watch);
    const results = readPlan(out).tasks.map(({ key }) => readResult(out, key));
    const done = results.flatMap((result) => (result?.state === 'graded' ? [result] : []));
    if (done.length < count) {
      const others = results.filter((result) => result?.state !== 'graded');
      throw new Error(
        `${done.length} of ${count} were graded; others: ${JSON.stringify(others).slice(0, 2000)}`,
      );
    }
    // A minute's hand-ins of each quarter: does it get slower with their number?
    const ends = done.map(({ at }) => (at - started) / 60_000).toSorted((a, b) => a - b);
    const minutes = ends.at(-1)!;
    const quarters = [0, 1, 2, 3].map((quarter) => {
      const [from, to] = [quarter, quarter + 1].map((q) => Math.round((q * count) / 4)) as [number, number];
      return (to - from) / (ends[to - 1]! - (from === 0 ? 0 : ends[from - 1]!));
    });
    const rate = count / minutes;
    const each = quarters.map((quarter) => quarter.toFixed(1)).join(', ');
    report.say(`hand-ins a minute, ${count} of them`, `${rate.toFixed(1)}; by quarters ${each}`, {
      target: '≥ 4',
    });
    report.say('one hand-in, from its file to its result', `${range(done.map((one) => one.seconds))} s`);
    report.say('memory of all that grades, machines included, at most', `${most.toFixed(0)} MB (PSS)`);
    report.say('the grader alone', `${own.toFixed(0)} MB (PSS)`);
    report.say('three hundred hand-ins, extrapolated', `${(300 / rate).toFixed(0)} min`);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

async function makeClass(
  root: string,
  count: number,
  data: string,
): Promise<{ readonly folder: string; readonly downloads: string }> {
  const folder = join(root, 'class');
  const downloads = join(root, 'downloads');
  const students = Array.from({ length: count }, (_, index) => `student-${index + 1}`);
  writeFileSync(join(root, 'list.csv'), `id,name\n${students.map((id) => `${id},${id}`).join('\n')}\n`);
  const words = ['--students', join(root, 'list.csv'), ...labs.flatMap((name) => ['--lab', `lvs/${name}`])];
  execFileSync(process.execPath, [lvslab, 'class', 'init', folder, '--title', 'Bench', ...words], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  mkdirSync(downloads);
  const { key } = requireClass(folder);
  for (const [which, name] of labs.entries()) {
    const loaded = requireLab(join(packsRoot, 'lvs', name));
    const [first, ...others] = students.filter((_, index) => index % labs.length === which);
    const seed = seedFor(key, first!);
    process.stderr.write(`bench: ${name} is done once\n`);
    const had = loaded.instantiate(seed).values;
    const file = (id: string) => join(downloads, `${id}.lvsub`);
    writeFileSync(file(first!), await doLab({ data }, loaded, { seed, student: first! }));
    for (const id of others) {
      const own = seedFor(key, id);
      const values = Object.entries(loaded.instantiate(own).values);
      const as = (text: string): string =>
        values
          .reduce((all, [value, is]) => all.replaceAll(had[value]!, is), text)
          .replaceAll(seed, own)
          .replaceAll(`"${first}"`, `"${id}"`);
      await forgeHandIn(file(first!), file(id), ({ head, journal, states }) => ({
        head: { ...head, seed: own },
        journal: edited(journal, as),
        states: JSON.parse(as(JSON.stringify(states))) as typeof states,
      }));
    }
  }
  return { folder, downloads };
}
