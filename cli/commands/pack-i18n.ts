import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { packCatalogue, type PackProblem, showProblem } from '../../contract/messages/packs.js';
import { word } from '../../contract/text.js';
import { accept } from '../../engine/translation/accept.js';
import { openTexts, requireTexts } from '../../engine/translation/open.js';
import { translationStatus } from '../../engine/translation/status.js';
import type { CliContext } from '../context.js';
import type { ExitCode } from '../exit.js';
import { type Output, pad } from '../output.js';
import type { Registration } from '../registration.js';

/** What keeps a pack's texts the same in two languages. */
export function registerTranslation(pack: Command, { t, does }: Pick<Registration, 't' | 'does'>): void {
  const i18n = pack
    .command('i18n')
    .description(
      t('包里的译文：哪些过时了，交给译者，收回来', 'translations: what is stale, given out and taken back'),
    );
  i18n
    .command('status [folder]')
    .description(
      t(
        '每个实验的译文有多少过时、缺失、还没有记录',
        'how many translations are stale, missing, not recorded',
      ),
    )
    .action(does((context, path: string = '.') => status(context, path)));
  i18n
    .command('accept')
    .argument('[what...]', t('文本的键、文件或目录（默认为全部）', 'keys, files or folders (default: all)'))
    .usage(t('[包的目录] [文本的键、文件或目录…]', '[folder] [key-or-file...]'))
    .description(
      t(
        '确认译文与现在的原文相符，记录下来；原文以后改了会提醒',
        'record that translations fit the source as it is now: when it changes, they will be told as stale',
      ),
    )
    .action(
      does((context, what: readonly string[]) => {
        const { folder, rest } = folderFirst(what);
        const accepted = accept(requireTexts(folder), rest);
        if (context.output.json) context.output.result(accepted);
        context.output.message({ code: 'i18n.accepted', params: accepted });
        return 0;
      }),
    );
}

/** The first of some words where it is a pack's folder, and the others. */
function folderFirst(words: readonly string[]): {
  readonly folder: string;
  readonly rest: readonly string[];
} {
  const [first, ...rest] = words;
  if (first === undefined || !existsSync(join(first, 'pack.yaml'))) return { folder: '.', rest: words };
  return { folder: first, rest };
}

/** A problem as data. */
function dataOf({ message, file, line, column }: PackProblem, { language }: Output): object {
  return { file, line, column, ...message, text: word(packCatalogue, message, language) };
}

function status({ output }: CliContext, path: string): ExitCode {
  const open = openTexts(path);
  const { texts, ledger, problems } = open;
  const { counted, told } = translationStatus(open);
  const { source, target, name } = texts;
  if (output.json)
    output.result({
      pack: name,
      source,
      target,
      recorded: ledger !== undefined,
      labs: counted,
      told: told.map(({ key, state, problem }) => ({ ...dataOf(problem, output), key, state })),
      problems: problems.map((problem) => dataOf(problem, output)),
    });
  output.message({
    code: 'i18n.head',
    params: { pack: name, source, target, recorded: ledger !== undefined },
  });
  for (const { lab, ...counts } of counted) {
    const title = lab === '' ? output.say({ code: 'i18n.shared', params: {} }) : lab;
    const cells = (['texts', 'current', 'stale', 'missing', 'unrecorded'] as const).map((state) =>
      pad(output.say({ code: `i18n.${state}`, params: { count: counts[state] } }), 14),
    );
    output.line(`${pad(title, 20)} ${cells.join(' ').trimEnd()}`);
  }
  // Where they are is enough: one looks at the text in its file.
  for (const { problem } of told) output.line(showProblem(withoutFrame(problem), output.language));
  for (const problem of problems) output.line(showProblem(problem, output.language));
  return problems.length > 0 ? 2 : 0;
}

function withoutFrame({ frame: _, ...problem }: PackProblem): PackProblem {
  return problem;
}
