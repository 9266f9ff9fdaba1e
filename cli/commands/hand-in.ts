import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { LabError } from '../../contract/errors.js';
import { writeFileAtomic } from '../../engine/machines/files.js';
import type { CliContext } from '../context.js';
import type { ExitCode } from '../exit.js';
import type { Register } from '../registration.js';
import { withSession } from '../running.js';

/** Files that were left out and are named; more are counted. */
const shownLeft = 10;

export const registerHandIn: Register = ({ program, t, does }) => {
  program
    .command('hand-in [session]')
    .description(
      t('把做到现在的结果打包成一个文件，交给老师', 'write what you did into one file, to hand in'),
    )
    .option('-o, --output <file>', t('写到这个文件', 'write it to this file'))
    .action(
      does(async (context, session: string | undefined, options: { readonly output?: string }) =>
        handIn(context, session, options.output),
      ),
    );
};

async function handIn(
  context: CliContext,
  session: string | undefined,
  target: string | undefined,
): Promise<ExitCode> {
  const { output } = context;
  return withSession(
    context,
    session === undefined ? {} : { session },
    async ({ client, known, options }) => {
      const made = await client.call('handIn', {}, options);
      const file = resolve(target ?? `${known.record.id}.lvsub`);
      if (target !== undefined && existsSync(file) && !file.endsWith('.lvsub'))
        throw new LabError({ code: 'hand-in.not-one', params: { file } });
      // Whole or not at all, as the disk may be full.
      writeFileAtomic(file, readFileSync(made.file));
      if (output.json) output.result({ ...made, file });
      output.message({ code: 'hand-in.done', params: { file, kilobytes: Math.ceil(made.bytes / 1000) } });
      for (const { node, state, changes, packages, database, left } of made.nodes) {
        if (state === 'taken')
          output.message({ code: 'hand-in.inside', params: { node, changes, packages, database } });
        else output.message({ code: 'hand-in.missing', params: { node, state } });
        for (const { path, bytes } of left.slice(0, shownLeft))
          output.message({ code: 'hand-in.left', params: { node, path, bytes } });
      }
      // A client that is off is not missed: it was the lab's.
      const nodes = made.nodes.flatMap((each) =>
        each.state !== 'taken' && each.learners ? [each.node] : [],
      );
      if (nodes.length === 0) return 0;
      output.message({ code: 'hand-in.incomplete', params: { nodes } });
      return 3;
    },
  );
}
