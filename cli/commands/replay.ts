import { LabError } from '../../contract/errors.js';
import { labName } from '../../contract/lab-name.js';
import { taskMinutes } from '../../engine/gradebook/local.js';
import { journalIn } from '../../engine/gradebook/task.js';
import { readHandIn } from '../../engine/handins/file.js';
import { dataRoot } from '../../engine/machines/roots.js';
import { requireLab } from '../../engine/packs/library.js';
import { replayHandIn } from '../../engine/replay/replay.js';
import { replay } from '../../engine/session/progress.js';
import { makeLibrary } from '../../wiring/packs.js';
import type { CliContext } from '../context.js';
import type { ExitCode } from '../exit.js';
import { LiveView } from '../live.js';
import { withOwnData } from '../own-data.js';
import type { Register } from '../registration.js';

export const registerReplay: Register = ({ program, t, does }) => {
  program
    .command('replay <hand-in>')
    .description(
      t(
        '把一份作业放到全新的虚拟机上重新判一遍，并和学员当时的结果对照',
        "judge one hand-in on fresh machines, beside what the learner's session said",
      ),
    )
    .action(does(async (context, file: string) => replayFile(context, file)));
};

async function replayFile(context: CliContext, file: string): Promise<ExitCode> {
  const { output } = context;
  const read = await readHandIn(file);
  if (!read.ok) throw new LabError({ code: 'hand-in.unreadable', params: { file, inHandIn: read.problem } });
  const { head, states, journal } = read.handIn;
  const loaded = requireLab(makeLibrary().find(labName(head.pack?.id, head.lab)), { draws: true });
  if (loaded.digest !== head.digest)
    throw new LabError({
      code: 'hand-in.other-lab',
      params: { file, lab: head.lab, stated: head.digest, digest: loaded.digest },
    });
  return withOwnData(taskMinutes, async (store) => {
    const { entries } = journalIn(dataRoot(), journal);
    const { lab } = loaded.instantiate(head.drawn ? head.seed : undefined);
    const view = new LiveView(output, lab);
    const parts = { head, states, entries, loaded, provider: context.provider, store };
    const result = await replayHandIn(parts, view.work(undefined));
    for (const { node, what, detail } of result.notes)
      output.message({ code: 'replay.note', params: { node, what, detail } });
    const progress = replay(lab, entries);
    const live = progress.graded ?? progress.verdicts;
    const other = result.verdicts.filter(({ check, status }) => live.get(check)?.status !== status);
    for (const { check, status } of other)
      output.message({
        code: 'replay.differs',
        params: { check, live: live.get(check)?.status ?? 'unknown', replayed: status },
      });
    const passed = result.verdicts.filter(({ status }) => status === 'pass').length;
    output.message({
      code: 'replay.done',
      params: {
        passed,
        checks: result.verdicts.length,
        differ: other.length,
        seconds: result.seconds.toFixed(1),
      },
    });
    if (output.json) output.result(result);
    if (result.verdicts.some(({ status }) => status === 'unknown')) return 3;
    return passed === result.verdicts.length ? 0 : 1;
  });
}
