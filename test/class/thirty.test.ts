import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ClassGrades, GradedCheck, LabGrade } from '../../contract/gradebook.js';
import { type LoadedClass, requireClass } from '../../engine/classes/load.js';
import { seedFor } from '../../engine/classes/values.js';
import { readPlan, readResult } from '../../engine/gradebook/folder.js';
import { readHandIn } from '../../engine/handins/file.js';
import { requireLab } from '../../engine/packs/library.js';
import { productRoot } from '../../engine/product.js';
import { Cluster } from '../slurm/cluster.js';
import { lab, processes, Sandbox, slowness } from '../support.js';
import { edited, forgeHandIn, type Parts } from './forge.js';
import { doLab, type Way } from './student.js';

// A class of thirty made by script: solutions, recorded mistakes, variants, those who did nothing, forged files and broken ones. It is graded
// here while graders and tasks are killed, and by Slurm while a node is; both have to say the same, and what was expected of each.
// LVSLAB_CLASS_FOLDER keeps what was handed in for another run.

const kept = process.env['LVSLAB_CLASS_FOLDER'];
const root = kept ?? mkdtempSync(join(tmpdir(), 'lvslab-thirty-'));
const at = (...parts: readonly string[]) => join(root, ...parts);
/** Milliseconds in which a class is graded on any machine. */
const wholeClass = 5_400_000 * slowness;
/** Labs whose machines are up soon. */
const labs = { one: 'vip-and-arp-parameters', two: 'dr-two-nics' } as const;
const nameOf = (which: keyof typeof labs) => `lvs/${labs[which]}`;

interface Expected {
  readonly student: string;
  readonly what: string;
  readonly lab: string;
  readonly fits: (grade: LabGrade) => boolean;
}

/** How the honest ones do it. */
const ways: readonly (readonly [
  student: string,
  which: keyof typeof labs,
  way: Omit<Way, 'seed' | 'student'>,
])[] = [
  ...mistakesAndVariants('one', 4),
  ...mistakesAndVariants('two', 3),
  ['nothing-1', 'one', { until: 'nothing' }],
  ['nothing-2', 'two', { until: 'nothing' }],
];

function mistakesAndVariants(which: keyof typeof labs, solved: number): typeof ways {
  const { mistakes, variants } = requireLab(lab(labs[which])).lab;
  return [
    ...Array.from({ length: solved }, (_, index) => [`right-${which}-${index + 1}`, which, {}] as const),
    ...mistakes.map(({ id }) => [`${which}-${id}`, which, { mistake: id }] as const),
    ...variants.map(({ id }) => [`${which}-${id}`, which, { variant: id }] as const),
  ];
}

const forgers = [
  'edited-verdict',
  'own-chain',
  'other-journal',
  'other-values',
  'copied',
  'edited-file',
] as const;
const broken = ['torn', 'noise', 'empty', 'sparse', 'other-lab'] as const;
const studentIds = [...ways.map(([id]) => id), ...forgers, ...broken];

let loaded: LoadedClass;
let student: Sandbox;
let teacher: Sandbox;
const file = (name: string) => at('downloads', `${name}.lvsub`);

beforeAll(async () => {
  student = new Sandbox();
  teacher = new Sandbox({}, wholeClass);
  mkdirSync(at('downloads'), { recursive: true });
  if (!existsSync(at('class'))) {
    writeFileSync(at('list.csv'), `id,name\n${studentIds.map((id) => `${id},${id}`).join('\n')}\n`);
    const words = ['--lab', nameOf('one'), '--lab', nameOf('two'), '--students', at('list.csv')];
    const made = await teacher.lvslab('class', 'init', at('class'), '--title', 'Thirty', ...words);
    if (made.exit !== 0) throw new Error(made.stderr);
  }
  loaded = requireClass(at('class'));
  const left = ways.filter(([id]) => !existsSync(file(id)));
  const one = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const [id, which, way] = next;
      const bytes = await doLab(student, requireLab(lab(labs[which])), {
        ...way,
        seed: seed(id),
        student: id,
      });
      writeFileSync(file(id), bytes);
    }
  };
  await Promise.all([one(), one()]);
  // Signed anew they would be other hand-ins than those that were graded.
  if (!existsSync(file('other-lab'))) await forge();
}, 3_600_000 * slowness);
afterAll(async () => {
  await student.dispose();
  await teacher.dispose();
  if (kept === undefined) rmSync(root, { recursive: true, force: true });
});

const seed = (id: string) => seedFor(loaded.key, id);

const changed = (from: string, to: string, change: (parts: Parts) => Parts) =>
  forgeHandIn(file(from), file(to), change);

async function forge(): Promise<void> {
  const made = (parts: Parts, id: string) => ({ ...parts.head, seed: seed(id) });
  const as = (journal: Buffer, from: string, to: string) =>
    edited(journal, (all) => all.replaceAll(seed(from), seed(to)).replaceAll(from, to));
  // Did nothing; the journal says that all of it held.
  await changed('nothing-1', 'edited-verdict', (parts) => ({
    ...parts,
    head: made(parts, 'edited-verdict'),
    journal: edited(as(parts.journal, 'nothing-1', 'edited-verdict'), (all) =>
      all.replaceAll('"fail"', '"pass"'),
    ),
  }));
  // Did nothing, and has the lines of somebody who did it, but for those that do not suit.
  const right = await readHandIn(file('right-one-1'));
  if (!right.ok) throw new Error('right-one-1');
  await changed('nothing-1', 'own-chain', (parts) => ({
    ...parts,
    head: made(parts, 'own-chain'),
    journal: as(right.handIn.journal, 'right-one-1', 'own-chain'),
  }));
  await changed('nothing-1', 'other-journal', (parts) => ({
    ...parts,
    head: made(parts, 'other-journal'),
    journal: right.handIn.journal,
  }));
  // Somebody else's work, values and all.
  await changed('right-one-1', 'other-values', (parts) => ({
    ...parts,
    head: made(parts, 'other-values'),
    journal: as(parts.journal, 'right-one-1', 'other-values'),
  }));
  writeFileSync(file('copied'), readFileSync(file('right-one-2')));
  const whole = readFileSync(file('right-one-3'));
  const flipped = Buffer.from(whole);
  flipped[Math.floor(flipped.length / 2)]! ^= 0x55;
  writeFileSync(file('edited-file'), flipped);
  writeFileSync(file('torn'), whole.subarray(0, 5000));
  writeFileSync(file('noise'), Buffer.alloc(100_000, 'noise'));
  writeFileSync(file('empty'), '');
  writeFileSync(file('sparse'), '');
  truncateSync(file('sparse'), 10_000_000_000);
  await changed('right-two-1', 'other-lab', ({ head, ...rest }) => ({
    ...rest,
    head: { ...head, lab: 'nat', seed: seed('other-lab') },
  }));
}

/** What has to come of each who has something that can be graded, and of forgers. */
function expectations(): readonly Expected[] {
  const honest = ways.map(([id, which, { mistake, until }]): Expected => {
    const of = { student: id, lab: nameOf(which) };
    if (until === 'nothing') return { ...of, what: 'nothing done', fits: ({ earned }) => earned === 0 };
    const { mistakes } = requireLab(lab(labs[which])).lab;
    const wrong = mistakes.find((each) => each.id === mistake);
    if (wrong === undefined)
      return {
        ...of,
        what: 'right',
        fits: ({ earned, points, state }) => state === 'graded' && earned === points,
      };
    return {
      ...of,
      what: `${wrong.fails} fails: ${wrong.hint}`,
      fits: ({ checks }) =>
        checks.some(
          ({ id: check, status, cause }) =>
            check === wrong.fails && status === 'fail' && cause === wrong.hint,
        ),
    };
  });
  const nothing = ({ earned = 0 }: LabGrade) => earned === 0;
  const forged = forgers.map((id): Expected => {
    const of = { student: id, lab: nameOf('one') };
    // What depends on no value is the same for all: docs/grading.md says that it can be copied.
    if (id === 'other-values')
      return { ...of, what: 'its values earn nothing', fits: (grade) => grade.checks.every(isOfNoValue) };
    return { ...of, what: 'earns nothing', fits: nothing };
  });
  const others = broken.map(
    (id): Expected => ({ student: id, lab: nameOf('one'), what: 'nothing of theirs', fits: nothing }),
  );
  return [...honest, ...forged, ...others];
}

/** A check that earns nothing, or that is the same with the values of whom it was copied from. */
function isOfNoValue({ id, earned }: GradedCheck): boolean {
  const [own, theirs] = ['other-values', 'right-one-1'].map((of) => {
    const { steps } = requireLab(lab(labs.one)).instantiate(seed(of)).lab;
    return JSON.stringify(steps.flatMap(({ checks }) => checks).find((check) => check.id === id));
  });
  return earned === 0 || own === theirs;
}

function misses(grades: ClassGrades): readonly string[] {
  return expectations().flatMap(({ student: id, lab: of, what, fits }) => {
    const grade = grades.students.find((each) => each.id === id)!.labs.find((each) => each.lab === of)!;
    const { state, earned, points, checks, notes } = grade;
    const said = `${state} ${earned ?? '-'}/${points} ${notes.map(({ code }) => code).join(' ')}`;
    const failed = checks
      .filter(({ status }) => status !== 'pass')
      .map((each) => `${each.id} ${each.status} ${each.cause}`);
    console.log(
      `${fits(grade) ? 'as expected' : 'NOT EXPECTED'}  ${id}: ${what} | ${said} | ${failed.join(', ')}`,
    );
    return fits(grade) ? [] : [`${id}: ${what}; ${said} ${failed.join(', ')}`];
  });
}

function grade(out: string, ...more: readonly string[]) {
  return ['grade', at('class'), at('downloads'), '--out', at(out), '--json', ...more];
}

const statesIn = (folder: string) =>
  readPlan(folder).tasks.map(({ key, name }) => [name, readResult(folder, key)?.state ?? 'none'] as const);

test(
  'graded here, with graders and tasks killed at ten moments, each comes to what was expected of it',
  async () => {
    const command = [join(productRoot, 'bin', 'lvslab.js'), ...grade('here')];
    const started = Date.now();
    for (let kill = 0; kill < 10; kill += 1) {
      const grader = spawn(process.execPath, command, {
        env: { ...process.env, ...teacher.env },
        stdio: 'ignore',
      });
      const gone = new Promise((resolve) => grader.once('exit', resolve));
      await sleep((8 + ((kill * 7) % 25)) * 1000 * slowness);
      if (kill % 2 === 0) {
        grader.kill('SIGKILL');
        await gone;
        continue;
      }
      const tasks = processes((line) => line.includes(`\0grade\0task\0${at('here')}\0`));
      for (const pid of tasks.slice(0, 1)) process.kill(pid, 'SIGKILL');
      await sleep(3000);
      grader.kill('SIGKILL');
      await gone;
    }
    const last = await teacher.lvslab(...grade('here'));
    console.log(`here, killed ten times: ${((Date.now() - started) / 60_000).toFixed(1)} min`);
    const grades = JSON.parse(last.stdout) as ClassGrades;
    expect(statesIn(at('here')).filter(([, state]) => state === 'none' || state === 'unchecked')).toEqual([]);
    expect(misses(grades)).toEqual([]);
  },
  wholeClass,
);

test(
  'graded by Slurm, with a node killed meanwhile, it comes to the same',
  async () => {
    const cluster = new Cluster();
    await cluster.start();
    try {
      const { PATH, SLURM_CONF } = cluster.env;
      const onCluster = new Sandbox({ PATH, SLURM_CONF }, wholeClass);
      const started = Date.now();
      const running = onCluster.lvslab(...grade('cluster', '--executor', 'slurm', '--jobs', '2'));
      await sleep(60_000 * slowness);
      cluster.killNode('lab2');
      await sleep(20_000);
      cluster.startNode('lab2');
      const done = await running;
      await onCluster.dispose();
      console.log(`by Slurm, a node killed: ${((Date.now() - started) / 60_000).toFixed(1)} min`);
      if (done.stdout === '') throw new Error(`${done.stderr}\n${cluster.logs()}`);
      const grades = JSON.parse(done.stdout) as ClassGrades;
      const here = JSON.parse(
        (await teacher.lvslab('grade', 'collect', at('here'), '--json')).stdout,
      ) as ClassGrades;
      expect(grades).toEqual(here);
    } finally {
      await cluster.stop();
    }
  },
  wholeClass,
);

test(
  'hand-ins a minute, as they come here',
  async () => {
    const started = Date.now();
    const done = await teacher.lvslab(...grade('measured'));
    const minutes = (Date.now() - started) / 60_000;
    const { tasks } = readPlan(at('measured'));
    const replayed = tasks.filter(({ refused }) => refused === undefined).length;
    console.log(
      `${replayed} hand-ins replayed in ${minutes.toFixed(1)} min: ${(replayed / minutes).toFixed(2)} a minute; 300 would take ${((300 * minutes) / replayed / 60).toFixed(1)} h`,
    );
    expect(done.exit).toBe(0);
  },
  wholeClass,
);
