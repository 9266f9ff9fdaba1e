import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ClassGrades } from '../../contract/gradebook.js';
import { requireClass } from '../../engine/classes/load.js';
import { seedFor } from '../../engine/classes/values.js';
import { readPlan, readResult } from '../../engine/gradebook/folder.js';
import { requireLab } from '../../engine/packs/library.js';
import { lab, Sandbox, slowness } from '../support.js';
import { forgeHandIn, withService } from './forge.js';
import { doLab } from './student.js';

// Hand-ins whose machines fight whoever judges them. Each comes to an end, each says what came of it, and who stands beside them has the
// grade that is theirs.

/** Services, by student; `done`: the lab was done as well. */
const services: Readonly<Record<string, { readonly done: boolean; readonly service: string }>> = {
  honest: { done: true, service: '' },
  // Ends as soon as it starts, again and again, and fills the disk with 10 GB of nothing.
  loops: {
    done: true,
    service: `ExecStart=/usr/bin/truncate -s 10G /root/sparse\nRestart=always\nRestartSec=1`,
  },
  never: { done: true, service: `Type=notify\nTimeoutStartSec=infinity\nExecStart=/usr/bin/sleep infinity` },
  reboots: { done: true, service: `ExecStart=/bin/sh -c 'sleep 5; systemctl reboot --force --force'` },
  hungry: {
    done: true,
    service: `Restart=always\nExecStart=/usr/bin/perl -e 'push @a, "x" x 10000000 while 1'`,
  },
  // Did nothing, and has the tools say otherwise.
  liar: {
    done: false,
    service: `Type=oneshot\nRemainAfterExit=yes\nExecStart=/bin/sh -c 'for t in ip ipvsadm sysctl grep systemctl; do printf "#!/bin/sh\\nexit 0\\n" >/tmp/f; cp -f /tmp/f /usr/sbin/$$t; cp -f /tmp/f /usr/bin/$$t; mv -f /tmp/f /usr/bin/$$t; done; true'`,
  },
};
const students = Object.keys(services);
const minutes = 8;
let folder = '';
let teacher: Sandbox;
let grades: ClassGrades;
const at = (...parts: readonly string[]) => join(folder, ...parts);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lvslab-hostile-'));
  teacher = new Sandbox();
  mkdirSync(at('downloads'));
  writeFileSync(at('list.csv'), `id,name\n${students.map((id) => `${id},${id}`).join('\n')}\n`);
  const words = ['--lab', 'lvs/dr-by-hand', '--students', at('list.csv')];
  const made = await teacher.lvslab('class', 'init', at('class'), '--title', 'Hostile', ...words);
  if (made.exit !== 0) throw new Error(made.stderr);
  const { key } = requireClass(at('class'));
  const loaded = requireLab(lab('dr-by-hand'));
  const student = new Sandbox();
  try {
    for (const [id, { done, service }] of Object.entries(services)) {
      const way = { seed: seedFor(key, id), student: id, ...(done ? {} : { until: 'nothing' }) };
      const file = at('downloads', `${id}.lvsub`);
      writeFileSync(file, await doLab(student, loaded, way));
      if (service !== '')
        await forgeHandIn(file, file, ({ states, ...rest }) => ({
          ...rest,
          states: withService(states, id, service),
        }));
    }
  } finally {
    await student.dispose();
  }
  const started = Date.now();
  const parts = [at('class'), at('downloads'), '--out', at('grades'), '--minutes', String(minutes), '--json'];
  const graded = await teacher.lvslab('grade', ...parts);
  if (graded.stdout === '') throw new Error(graded.stderr);
  grades = JSON.parse(graded.stdout) as ClassGrades;
  const rows = grades.students.map(({ id, labs: [of] }) => {
    const { state, attempts, seconds, notes, put } = resultOf(id);
    const why = [
      ...notes.map(({ code }) => code),
      ...(put ?? []).map(({ what, detail }) => `${what} ${detail}`),
    ];
    return [
      id,
      state,
      `${of?.earned ?? '-'} of ${of?.points}`,
      `${attempts} tries`,
      `${seconds.toFixed(0)} s`,
      ...why,
    ].join('\t');
  });
  console.log(`${rows.join('\n')}\nin ${((Date.now() - started) / 60_000).toFixed(1)} min`);
}, 6_000_000 * slowness);
afterAll(async () => {
  await teacher.dispose();
  rmSync(folder, { recursive: true, force: true });
});

const gradeOf = (id: string) => grades.students.find((each) => each.id === id)!.labs[0]!;

function resultOf(id: string) {
  const { tasks } = readPlan(at('grades'));
  return readResult(at('grades'), tasks.find(({ student }) => student === id)!.key)!;
}

test('who stands beside them has all points, and so has who did it right with a unit that loops or never starts', () => {
  for (const id of ['honest', 'loops', 'never']) {
    const { state, earned, points } = gradeOf(id);
    expect({ id, state, earned }).toEqual({ id, state: 'graded', earned: points });
  }
});

test('a service that does not start is told', () => {
  const told = resultOf('never').put?.filter(({ what }) => what === 'unit-failed');
  expect(told?.map(({ detail }) => detail)).toContain('never.service');
});

test('of a machine that boots for ever nothing is known, and it is never a failure for it', () => {
  const { state, checks } = gradeOf('reboots');
  expect({ state, failed: checks.filter(({ status }) => status === 'fail') }).toEqual({
    state: 'unchecked',
    failed: [],
  });
  expect(resultOf('reboots').notes.map(({ code }) => code)).toEqual(['trouble']);
});

test('who eats the memory of their own machines has a result, and what still works has its points', () => {
  const { state, earned = 0 } = gradeOf('hungry');
  expect(state === 'unchecked' || (state === 'graded' && earned > 0)).toBe(true);
  expect(readFileSync(at('grades', 'grades.csv'), 'utf8')).toContain('hungry');
});

test('tools that a service would replace stay what they are', () => {
  const { state, earned } = gradeOf('liar');
  expect({ state, earned }).toEqual({ state: 'graded', earned: 0 });
});

test('none takes longer than its limit', () => {
  for (const id of students) expect(resultOf(id).seconds).toBeLessThan(minutes * 60 + 60);
});
