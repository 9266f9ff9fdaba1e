import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { LabError } from '../../contract/errors.js';
import { packLimits } from '../../contract/limits.js';
import { packCatalogue, type PackProblem, showProblem } from '../../contract/messages/packs.js';
import { refusals } from '../../contract/messages/translations.js';
import { type Language, languages, textFor, word } from '../../contract/text.js';
import { writeText } from '../../engine/packs/ledger.js';
import { accept } from '../../engine/translation/accept.js';
import type { Refusal } from '../../engine/translation/keeps.js';
import { openTexts, requireTexts } from '../../engine/translation/open.js';
import { translationStatus } from '../../engine/translation/status.js';
import { takeIn } from '../../engine/translation/take-in.js';
import type { CliContext } from '../context.js';
import type { ExitCode } from '../exit.js';
import { clip, type Output, pad } from '../output.js';
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
    .command('export [folder]')
    .description(
      t(
        '把原文和译文写成一个 PO 文件，交给译者和翻译软件',
        'sources and translations as one PO file, for translators and their programs',
      ),
    )
    .addOption(
      new Option(
        '--language <language>',
        t('译成哪种语言（默认为原文以外的那种）', 'the language to translate into (default: the other one)'),
      ).choices(languages),
    )
    .requiredOption('-o, --output <file>', t('写到哪个文件', 'the file to write'))
    .action(
      does(
        (context, path: string = '.', options: { readonly language?: Language; readonly output: string }) =>
          exported(context, path, options),
      ),
    );
  i18n
    .command('import')
    .argument('<paths...>', t('译好的 PO 文件', 'the translated PO file'))
    .usage(t('[包的目录] 文件.po', '[folder] <file.po>'))
    .description(
      t(
        '把译好的 PO 文件收回包里；原文已经改了的、没有把握的不收',
        'put translations of a PO file into the pack: none whose source was changed, none that is not sure',
      ),
    )
    .action(does((context, paths: readonly string[]) => taken(context, paths)));
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

/** PO is read and written by a library that no other command needs. */
const poExport = () => import('../../engine/translation/po-export.js');
const poRead = () => import('../../engine/translation/po-read.js');

async function exported(
  { output }: CliContext,
  path: string,
  options: { readonly language?: Language; readonly output: string },
): Promise<ExitCode> {
  const { texts, ledger } = requireTexts(path);
  const { source, target } = texts;
  if (options.language !== undefined && options.language !== target)
    throw new LabError({ code: 'pack.po-language', params: { language: source, target } });
  const po = (await poExport()).poOf(texts, ledger);
  const file = resolve(options.output);
  writeText(file, po);
  const { counted } = translationStatus({ texts, ledger, problems: [] });
  const sum = (state: 'texts' | 'stale' | 'missing') =>
    counted.reduce((all, counts) => all + counts[state], 0);
  const params = { file, count: sum('texts'), stale: sum('stale'), missing: sum('missing') };
  if (output.json) output.result({ ...params, language: target });
  output.message({ code: 'i18n.exported', params });
  return 0;
}

/** What a translator has done wrong, not what is still to be done. */
const wrong: ReadonlySet<Refusal> = new Set(['control', 'variables', 'commands', 'too-long', 'place']);

async function taken({ output }: CliContext, paths: readonly string[]): Promise<ExitCode> {
  const { folder, rest } = paths.length > 1 ? folderFirst(paths) : { folder: '.', rest: paths };
  const [file, ...more] = rest;
  if (file === undefined || more.length > 0)
    throw new LabError({ code: 'pack.none', params: { folder: resolve(paths[0] ?? '.') } });
  const open = requireTexts(folder);
  const result = takeIn(open, (await poRead()).readPo(file, open.texts.target));
  const { written, same, refused } = result;
  if (output.json) output.result(result);
  // What is not translated yet is told in numbers: nobody has done anything wrong. A stranger's file may have thousands of others.
  const worth = refused.filter(({ why }) => why !== 'empty').slice(0, packLimits.problems);
  for (const { key, why } of worth)
    output.message({
      code: 'i18n.refused',
      params: { key: clip(key, packLimits.shown), problem: textFor(refusals, why, output.language) },
    });
  const empty = refused.filter(({ why }) => why === 'empty').length;
  const left = refused.length - empty;
  output.message({ code: 'i18n.taken', params: { count: written.length, same, left, empty } });
  return refused.some(({ why }) => wrong.has(why)) ? 2 : 0;
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
