import type { GradedCheck, Plan, Task, TaskResult } from '../../../contract/gradebook.js';
import type { Report, ReportCheck } from '../../../contract/report.js';

const text = (of: string) => ({ 'zh-CN': `${of}（中）`, en: of });

/** A plan of one lab of six points, and a task for each student who handed in. */
export function planOf(handed: readonly string[], more: readonly Task[] = []): Plan {
  const students = [...new Set([...handed, 'dan'])].map((id) => ({ id, name: `${id} of the class` }));
  return {
    format: 1,
    made: 0,
    product: '0.1.0',
    class: { id: 'monday', title: text('Monday') },
    see: 'visible',
    published: false,
    students,
    labs: [
      {
        lab: 'evening/first-lab',
        digest: `sha256:${'a'.repeat(64)}`,
        accepts: [],
        weight: 1,
        reboot: false,
        title: text('The first lab'),
        points: 6,
        learners: ['server'],
        memory: 512,
        file: `labs/${'a'.repeat(64)}.json`,
      },
    ],
    tasks: [...handed.map(taskOf), ...more],
  };
}

export function taskOf(student: string): Task {
  const sha256 = Buffer.from(student.padEnd(32)).toString('hex');
  return {
    key: sha256.slice(0, 24),
    file: `hand-ins/${sha256}.lvsub`,
    sha256,
    name: `${student}.lvsub`,
    bytes: 1000,
    student,
    lab: 'evening/first-lab',
    made: 0,
    notes: [],
  };
}

type Status = GradedCheck['status'];

/** A result of three checks of 1, 2 and 3 points. */
export function resultOf(
  task: Task,
  [one, two, three]: readonly [Status, Status, Status],
  differing: Partial<TaskResult> = {},
): TaskResult {
  const checks = [checkOf('one', one, 1), checkOf('two', two, 2), checkOf('three', three, 3)];
  return {
    format: 1,
    key: task.key,
    state: 'graded',
    notes: task.notes,
    report: reportOf(checks),
    provenance: { one: 'replayed', two: 'replayed', three: 'journal' },
    put: [],
    attempts: 1,
    seconds: 12,
    at: 0,
    host: 'here',
    ...differing,
  };
}

function checkOf(id: string, status: Status, points: number): ReportCheck {
  return {
    id,
    status,
    points,
    earned: status === 'pass' ? points : 0,
    title: text(`Check ${id}`),
    message: { code: `found.${id}`, text: text(`found <${id}>`) },
    ...(status === 'fail' ? { diagnosis: { code: 'cause-a', text: text('because of A & B') } } : {}),
    hints: [],
    at: 0,
    evidence: [{ node: 'server', command: 'ss -ltn', output: '<script>alert(1)</script>', at: 0 }],
  };
}

function reportOf(checks: readonly ReportCheck[]): Report {
  return {
    format: 1,
    lab: 'first-lab',
    title: text('The first lab'),
    session: 'first-lab-1a2b',
    provider: 'qemu',
    seed: 's',
    values: {},
    started: '2026-11-01T10:00:00.000Z',
    finished: '2026-11-01T11:00:00.000Z',
    learner: '',
    proof: false,
    final: true,
    summary: { checks: 3, passed: 0, failed: 0, unknown: 0, trouble: 0, points: 6, earned: 0 },
    steps: [{ id: 'step', title: text('A step'), status: 'pass', solved: false, optional: false, checks }],
    timeline: [],
  };
}
