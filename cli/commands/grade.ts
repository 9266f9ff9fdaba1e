import { availableParallelism } from 'node:os';
import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ClassGrades, Plan } from '../../contract/gradebook.js';
import { LabError } from '../../contract/errors.js';
import { countStates } from '../../contract/grade-counts.js';
import { requireClass } from '../../engine/classes/load.js';
import { collect } from '../../engine/gradebook/collect.js';
import type { Executor, Progress } from '../../engine/gradebook/executor.js';
import {
  gradesFolder,
  inboxFolder,
  openTasks,
  type PlanName,
  readPlan,
} from '../../engine/gradebook/folder.js';
import { planClass, publish, runPlan } from '../../engine/gradebook/grade.js';
import { kubernetesManifest } from '../../engine/gradebook/kubernetes.js';
import { takeHandIns } from '../../engine/gradebook/inbox.js';
import { jobsFor, localExecutor, taskMinutes } from '../../engine/gradebook/local.js';
import { fillWorksheet } from '../../engine/gradebook/moodle.js';
import { setOverride } from '../../engine/gradebook/overrides.js';
import { accept, type Change, changesIn } from '../../engine/gradebook/regrade.js';
import { slurmExecutor } from '../../engine/gradebook/slurm.js';
import { writeFileAtomic } from '../../engine/machines/files.js';
import { productRoot } from '../../engine/product.js';
import { machineHash } from '../../guest/image-store.js';
import { makeLibrary } from '../../wiring/packs.js';
import { requireArch } from '../../wiring/providers.js';
import { whileCancellable } from '../cancel.js';
import type { CliContext } from '../context.js';
import type { ExitCode } from '../exit.js';
import type { Register, Registration } from '../registration.js';
import { wholeFrom } from '../whole.js';
import { registerGradeTask } from './grade-task.js';

interface PlanOptions {
  readonly out?: string;
}

interface RunOptions {
  readonly executor: 'local' | 'slurm';
  readonly jobs?: number;
  readonly minutes: number;
  readonly partition?: string;
}

type Command = Registration['program'];
type Words = Pick<Registration, 't' | 'does'>;

export const registerGrade: Register = ({ program, t, does }) => {
  const command = program
    .command('grade')
    .description(
      t('给全班的作业评分：在全新的虚拟机上重做每一份', "grade a class's hand-ins: each on fresh machines"),
    );
  registerGrading(command, { t, does });
  registerAfterwards(command, { t, does });
  registerGradeTask(command, { t, does });
};

/** Options of whatever runs tasks. */
function withRunOptions(command: Command, t: Registration['t']): Command {
  return command
    .option('--executor <name>', t('在哪里评：local 或 slurm', 'where tasks run: local or slurm'), 'local')
    .option('--jobs <count>', t('同时评几份', 'how many at once'), wholeFrom(t, 10_000))
    .option(
      '--minutes <minutes>',
      t('每份最多用几分钟', 'minutes that one may take'),
      wholeFrom(t, 1440),
      taskMinutes,
    )
    .option('--partition <name>', t('Slurm 分区', "Slurm's partition"));
}

function registerGrading(command: Command, { t, does }: Words): void {
  const out = (own: Command) =>
    own.option(
      '--out <folder>',
      t(
        '成绩放在这个目录，只评列出的作业；不写就先把作业收进班级目录的 hand-ins/，成绩放在班级目录的 grades/',
        "the folder of the grades, of the hand-ins that are named; without it they are copied into the class's own hand-ins/ first, and the grades are in its grades/",
      ),
    );
  withRunOptions(out(command.command('run <class> [hand-ins...]', { isDefault: true })), t)
    .description(
      t(
        '评分：计划、逐份评、汇总；中断后再运行一次就接着评',
        'plan, judge each, collect; interrupted anywhere, the same command goes on',
      ),
    )
    .action(
      does(async (context, folder: string, paths: string[], options: PlanOptions & RunOptions) => {
        const places = placesOf(folder, paths, options);
        const plan = await planned(context, places, 'current');
        await runTasks(context, places.out, plan, options, 'current');
        return collected(context, places.out);
      }),
    );
  out(command.command('plan <class> [hand-ins...]'))
    .description(
      t(
        '只做计划：哪份作业是谁的、有几个任务；--format k8s 另打印 Kubernetes 清单',
        'plan only: whose each hand-in is, and how many tasks; --format k8s prints a manifest for Kubernetes',
      ),
    )
    .option('--format <format>', t('json 或 k8s', 'json or k8s'), 'json')
    .option('--image <image>', t('k8s：容器镜像', 'k8s: the container image'), 'lvslab:latest')
    .option(
      '--claim <name>',
      t('k8s：放成绩目录的存储卷声明', 'k8s: the volume claim that has the folder'),
      'grading',
    )
    .action(
      does(
        async (
          context,
          folder: string,
          paths: string[],
          options: PlanOptions & { readonly format: string; readonly image: string; readonly claim: string },
        ) => {
          const plan = await planned(context, placesOf(folder, paths, options), 'current');
          if (options.format === 'k8s') context.output.line(kubernetesManifest(plan, options));
          else if (context.output.json) context.output.result(plan);
          return 0;
        },
      ),
    );
  withRunOptions(out(command.command('regrade <class> [hand-ins...]')), t)
    .description(
      t(
        '实验包或检查改过以后重评，列出谁的成绩会变、为什么；用 grade accept 采用',
        'grade again after a pack or a check was mended, and say what would change for whom, and why; `grade accept` makes it count',
      ),
    )
    .action(
      does(async (context, folder: string, paths: string[], options: PlanOptions & RunOptions) => {
        const places = placesOf(folder, paths, options);
        const plan = await planned(context, places, 'next');
        await runTasks(context, places.out, plan, options, 'next');
        return tellChanges(context, places.out, plan);
      }),
    );
}

function registerAfterwards(command: Command, { t, does }: Words): void {
  command
    .command('collect <folder>')
    .description(t('从已有的结果汇总成绩', 'collect the grades from the results that are there'))
    .action(does((context, folder: string) => collected(context, resolve(folder))));
  command
    .command('accept <folder>')
    .description(t('采用重评的结果', 'let a regrading count'))
    .action(
      does((context, folder: string) => {
        accept(resolve(folder));
        return collected(context, resolve(folder));
      }),
    );
  command
    .command('override <folder> <student> <lab> <points>')
    .description(
      t(
        '教师改分，重评也不会丢；分数写 - 就取消',
        "decide a student's points yourself, whatever is graded again; `-` takes it back",
      ),
    )
    .option('--reason <reason>', t('理由', 'why'), '')
    .action(
      does(
        (
          context,
          folder: string,
          student: string,
          lab: string,
          points: string,
          { reason }: { reason: string },
        ) => {
          const root = resolve(folder);
          const wanted = { student, lab, reason, points: points === '-' ? undefined : Number(points) };
          setOverride(root, readPlan(root), wanted);
          return collected(context, root);
        },
      ),
    );
  command
    .command('worksheet <folder> <worksheet>')
    .description(
      t(
        '把成绩填进从 Moodle 下载的评分工作表；不写 --lab 就填全班总分',
        "fill in the grading worksheet that you downloaded from Moodle; without --lab the class's total",
      ),
    )
    .option('--lab <lab>', t('哪个实验', 'of which lab'))
    .requiredOption('-o, --output <file>', t('写到这个文件', 'write it to this file'))
    .action(
      does((context, folder: string, worksheet: string, options: { lab?: string; output: string }) =>
        fill(context, resolve(folder), worksheet, options),
      ),
    );
}

interface Places {
  readonly folder: string;
  readonly paths: readonly string[];
  /** Absolute. */
  readonly out: string;
}

/** What is graded, and where: where nobody says otherwise the class's own folders, as in the window. */
function placesOf(folder: string, paths: readonly string[], { out }: PlanOptions): Places {
  if (out !== undefined) return { folder, paths, out: resolve(out) };
  const inbox = inboxFolder(requireClass(folder).folder);
  if (paths.length > 0) takeHandIns(inbox, paths);
  return { folder, paths: [inbox], out: gradesFolder(resolve(folder)) };
}

async function planned(
  { output }: CliContext,
  { folder, paths, out }: Places,
  name: PlanName,
): Promise<Plan> {
  const loaded = requireClass(folder);
  const guest = await machineHash(requireArch());
  const plan = await whileCancellable((signal) =>
    planClass(
      {
        loaded,
        paths,
        folder: out,
        library: makeLibrary(),
        guest,
        signal,
        progress: (done, all) =>
          output.progress(output.say({ code: 'grade.reading', params: { done, all } })),
      },
      name,
    ),
  );
  const refused = plan.tasks.filter((task) => task.refused !== undefined).length;
  const params = { tasks: plan.tasks.length, refused, open: openTasks(out, plan).length };
  output.message({ code: 'grade.planned', params });
  return plan;
}

async function runTasks(
  { output }: CliContext,
  folder: string,
  plan: Plan,
  options: RunOptions,
  name: PlanName,
): Promise<void> {
  const { minutes } = options;
  const progress = ({ left, ...told }: Progress) => {
    const minutes = left === undefined ? '' : String(Math.ceil(left / 60));
    output.progress(output.say({ code: 'grade.progress', params: { ...told, minutes } }));
  };
  await whileCancellable((signal) =>
    runPlan({ folder, plan, name, minutes, signal, progress, execute: executorOf(options, plan) }),
  );
}

function executorOf({ executor, jobs, partition }: RunOptions, plan: Plan): Executor {
  const command = [process.execPath, resolve(productRoot, 'bin', 'lvslab.js')] as const;
  switch (executor) {
    case 'local':
      return localExecutor(command, jobs ?? jobsFor(plan));
    case 'slurm':
      return slurmExecutor(command, {
        jobs: jobs ?? 100 * availableParallelism(),
        ...(partition === undefined ? {} : { partition }),
      });
    default:
      throw new LabError({ code: 'grade.no-executor', params: { name: executor } });
  }
}

function collected({ output }: CliContext, folder: string): ExitCode {
  const grades = publish(folder, output.language);
  if (output.json) output.result(grades);
  output.message({ code: 'grade.summary', params: countsOf(grades) });
  output.message({ code: 'grade.done', params: { folder } });
  return grades.students.every(({ whole }) => whole) ? 0 : 3;
}

function countsOf({ students, loose }: ClassGrades) {
  const { open, ...counts } = countStates(students.flatMap(({ labs }) => labs));
  return { ...counts, students: students.length, unchecked: counts.unchecked + open, loose: loose.length };
}

function tellChanges({ output }: CliContext, folder: string, plan: Plan): ExitCode {
  const changes = changesIn(folder, readPlan(folder), plan);
  if (output.json) output.result(changes);
  for (const change of changes) output.message({ code: 'grade.change', params: wordsOf(change) });
  output.message({ code: 'grade.changes', params: { count: changes.length, folder } });
  return 0;
}

function wordsOf({ student, name, lab, before, after, checks }: Change) {
  const points = ({ earned }: Change['before']) => (earned === undefined ? '–' : String(earned));
  const reasons = checks.map(
    ({ id, before: was, after: is, cause }) =>
      `${id} ${was ?? '–'} → ${is ?? '–'}${cause === undefined ? '' : ` (${cause})`}`,
  );
  return { student, name, lab, before: points(before), after: points(after), reasons };
}

function fill(
  { output }: CliContext,
  folder: string,
  worksheet: string,
  { lab, output: target }: { readonly lab?: string; readonly output: string },
): ExitCode {
  const plan = readPlan(folder);
  if (lab !== undefined && !plan.labs.some((each) => each.lab === lab))
    throw new LabError({ code: 'grade.no-lab', params: { lab, known: plan.labs.map((each) => each.lab) } });
  if (statSync(worksheet, { throwIfNoEntry: false })?.isFile() !== true)
    throw new LabError({ code: 'grade.no-path', params: { path: worksheet } });
  const grades = collect(folder, plan);
  const { language } = output;
  const filled = fillWorksheet(worksheet, readFileSync(worksheet, 'utf8'), grades, { lab, language });
  writeFileAtomic(resolve(target), filled.content);
  const { filled: rows, unknown, absent } = filled;
  output.message({ code: 'grade.worksheet', params: { file: target, rows } });
  if (unknown.length > 0) output.message({ code: 'grade.worksheet-unknown', params: { names: unknown } });
  if (absent.length > 0) output.message({ code: 'grade.worksheet-absent', params: { students: absent } });
  return 0;
}
