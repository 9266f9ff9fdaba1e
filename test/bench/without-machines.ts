import {
  closeSync,
  fsyncSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { labFolders, requireLab } from '../../engine/packs/library.js';
import { packsRoot } from '../../engine/product.js';
import { unpack } from '../../engine/recording/recording.js';
import { rejudge } from '../../engine/recording/rejudge.js';
import { Journal } from '../../engine/session/journal.js';
import { Following } from '../../engine/session/progress.js';
import type { Verdict } from '../../contract/verdict.js';
import { inTurns, range, type Report, seconds } from './measure.js';

const journalBytes = 5e6;

/** What a session writes down, and what recordings say: no machine, no window. */
export async function benchWithoutMachines(runs: number, report: Report): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'lvslab-bench-journal-'));
  try {
    await benchJournal(runs * 20, folder, report);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const files = labFolders(packsRoot).flatMap((lab) =>
    readdirSync(join(lab, 'recordings'))
      .filter((name) => name.endsWith('.br'))
      .map((name) => join(lab, 'recordings', name)),
  );
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1)
    times.push(
      await seconds(async () => {
        for (const file of files) rejudge(unpack(readFileSync(file)));
      }),
    );
  const labs = labFolders(packsRoot).length;
  report.say(`all ${files.length} recordings of ${labs} labs judged again`, `${range(times)} s`, {
    target: '≤ 20 s for fifty labs',
  });
}

async function benchJournal(runs: number, folder: string, report: Report): Promise<void> {
  const { lab } = requireLab(join(packsRoot, 'lvs', 'dr-by-hand')).instantiate('bench');
  const journal = new Journal(join(folder, 'journal.jsonl'));
  const checks = lab.steps.flatMap((step) => step.checks.map(({ id }) => ({ step: step.id, check: id })));
  const verdict = (check: (typeof checks)[number]): Verdict => ({
    ...check,
    status: 'fail',
    points: 1,
    at: 0,
    message: { code: 'not-judged', params: {} },
    evidence: [{ node: 'director', command: 'ipvsadm -Ln', output: 'x'.repeat(500), exit: 0, at: 0 }],
  });
  const entry = { type: 'checked', final: false, seconds: 1, verdicts: checks.map(verdict) } as const;
  do journal.append(entry);
  while (statSync(journal.file).size < journalBytes);
  const progress = new Following(lab, journal);
  progress.now();
  const small = { ...entry, verdicts: entry.verdicts.slice(0, 2) };
  const line = `${JSON.stringify(small)}\n`;
  const fd = openSync(join(folder, 'plain'), 'a');
  const ours = async () => {
    const time = await seconds(async () => {
      journal.append(small);
      progress.now();
    });
    return time * 1000;
  };
  const plain = async () => {
    const time = await seconds(async () => {
      writeSync(fd, line);
      fsyncSync(fd);
    });
    return time * 1000;
  };
  report.compare({
    name: 'one entry appended to a journal of 5 MB, on the disk, and the progress that it makes',
    unit: 'ms',
    ...(await inTurns(runs, ours, plain)),
    baselineName: 'a line written and synced',
    higherIsBetter: false,
    target: '≤ 2 ms',
  });
  closeSync(fd);
  const read = await seconds(async () => new Following(lab, new Journal(journal.file)).now());
  report.say('a journal of 5 MB read for the first time, and folded', `${(read * 1000).toFixed(0)} ms`);
}
