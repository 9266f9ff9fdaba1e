import { resolve } from 'node:path';
import { readPlan, readResult, taskAt } from '../../engine/gradebook/folder.js';
import { taskMinutes } from '../../engine/gradebook/local.js';
import { runTask } from '../../engine/gradebook/task.js';
import { log } from '../../engine/log/log.js';
import { knownSessions } from '../../engine/session/known.js';
import type { CliContext } from '../context.js';
import type { ExitCode } from '../exit.js';
import type { Registration } from '../registration.js';
import { whileCancellable } from '../cancel.js';
import { withOwnData } from '../own-data.js';
import { wholeFrom } from '../whole.js';

interface TaskOptions {
  readonly minutes: number;
  readonly next?: true;
}

/** What executors run: the task contract of docs/grading.md. */
export function registerGradeTask(
  command: Registration['program'],
  { t, does }: Pick<Registration, 't' | 'does'>,
) {
  command
    .command('task <folder> <index>')
    .description(
      t(
        '做计划里的一个任务，写出它的结果（由执行器调用；退出码 3 表示没能评完）',
        'do one task of a plan and write its result (called by executors; exit code 3: could not be checked)',
      ),
    )
    .option(
      '--minutes <minutes>',
      t('最多用几分钟', 'minutes that it may take'),
      wholeFrom(t, 1440),
      taskMinutes,
    )
    .option('--next', t('用重评的计划', 'of the plan of a regrading'))
    .action(
      does((context, folder: string, index: string, options: TaskOptions) =>
        doTask(context, resolve(folder), Number(index), options),
      ),
    );
}

async function doTask(
  { output, provider }: CliContext,
  folder: string,
  index: number,
  { minutes, next }: TaskOptions,
): Promise<ExitCode> {
  const plan = readPlan(folder, next === true ? 'next' : 'current');
  const { name, key } = taskAt(plan, index);
  return withOwnData(minutes, async (store) => {
    // Whoever had this place before may have done it meanwhile.
    const there = readResult(folder, key);
    if (there !== undefined && there.state !== 'unchecked') return 0;
    // Machines of a task that was killed here before.
    await knownSessions(store, [provider], (news) => log().warn({ news }, 'left by a task that died'));
    const result = await whileCancellable((signal) =>
      runTask(
        { folder, plan, index, provider, store, minutes },
        { signal, onEvent: (event) => log().info({ event: event.type }, 'grading') },
      ),
    );
    output.message({
      code: 'grade.task',
      params: { name, taskState: result.state, seconds: result.seconds.toFixed(0) },
    });
    return result.state === 'unchecked' ? 3 : 0;
  });
}
