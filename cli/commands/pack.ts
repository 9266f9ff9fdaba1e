import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { LabError } from '../../contract/errors.js';
import { packCatalogue, type PackProblem, showProblem } from '../../contract/messages/packs.js';
import { word } from '../../contract/text.js';
import { lintPack, type PackReport } from '../../engine/packs/lint-pack.js';
import { newLab, newPack } from '../../engine/packs/new-pack.js';
import type { CliContext } from '../context.js';
import type { Register } from '../registration.js';
import { registerTranslation } from './pack-i18n.js';
import { registerIndex } from './pack-index.js';
import { registerInstalling } from './pack-install.js';
import { registerImport } from './pack-import.js';
import { registerShipping } from './pack-ship.js';
import { registerWatching } from './pack-watch.js';
import { testFolders } from './test-lab.js';
import { wholeFrom } from '../whole.js';

export const registerPack: Register = ({ program, t, does, session }) => {
  const pack = program
    .command('pack')
    .description(t('编写、打包、签名实验包', 'packs of labs: written, made a file, signed'));
  const folder = t('包的目录（默认为当前目录）', "the pack's folder (default: this one)");
  pack
    .command('init <folder>')
    .description(
      t(
        '新建一个能用的小实验包，写法都注释在里面',
        'make a small pack that works, and says how it is written',
      ),
    )
    .action(
      does((context, path: string) => {
        const made = newPack(path);
        if (context.output.json) context.output.result({ folder: made });
        context.output.message({ code: 'pack.made', params: { folder: path } });
        return 0;
      }),
    );
  pack
    .command('new-lab <id>')
    .description(t('在包里新建一个实验的开头', 'make the beginning of a lab in a pack'))
    .requiredOption(
      '--topology <name>',
      t('包里的拓扑（topologies/NAME.yaml）', "a topology of the pack's (topologies/NAME.yaml)"),
    )
    .option('--pack <folder>', folder, '.')
    .action(
      does((context, id: string, options: { readonly topology: string; readonly pack: string }) => {
        const made = newLab(options.pack, id, options.topology);
        if (context.output.json) context.output.result({ folder: made });
        context.output.message({ code: 'pack.lab-made', params: { folder: made, lab: basename(made) } });
        return 0;
      }),
    );
  pack
    .command('lint [folder]')
    .description(
      t(
        '不用虚拟机，马上指出一个包或一个实验的每一处错误',
        'every mistake of a pack or a lab with its place, at once and without machines',
      ),
    )
    .action(does((context, path: string = '.') => (lint(context, path) === undefined ? 2 : 0)));
  pack
    .command('test [folder]')
    .description(
      t(
        '在虚拟机上证明包里的每个实验，把证明和记录留在实验旁边',
        'prove every lab of a pack on machines, and keep proof and recordings beside each',
      ),
    )
    .option('--jobs <n>', t('同时测几个实验', 'so many labs side by side'), wholeFrom(t, 64))
    .option(
      '--resume',
      t(
        '只测还没有证明的；证明过的错误不再重做',
        'only what is not proven; mistakes that were shown are not made again',
      ),
    )
    .action(
      does(
        async (context, path: string = '.', options: { readonly jobs?: number; readonly resume?: true }) => {
          const sound = lint(context, path, true);
          if (sound === undefined) return 2;
          const folders = sound.labs.map(({ folder }) => folder);
          return testFolders(context, folders, { ...options, keep: true });
        },
      ),
    );
  registerWatching(pack, { t, does, session });
  registerTranslation(pack, { t, does });
  registerShipping(pack, { t, does }, lint);
  registerInstalling(pack, { t, does });
  registerIndex(pack, { t, does });
  registerImport(pack, { t, does });
};

function requirePack(path: string): void {
  const folder = resolve(path);
  if (!['pack.yaml', 'lab.yaml'].some((name) => existsSync(join(folder, name))))
    throw new LabError({ code: 'pack.none', params: { folder } });
}

/**
 * `pack lint`, and what comes before a pack is used.
 * @param quiet say only what is wrong
 * @returns the pack; undefined: it is not sound, which has been said
 * @throws LabError pack.none
 */
function lint({ output }: CliContext, path: string, quiet = false): PackReport | undefined {
  requirePack(path);
  const report = lintPack(path);
  const { labs, problems, more, notes } = report;
  const { language } = output;
  const count = problems.length + more;
  if (output.json && (!quiet || count > 0)) {
    const data = ({ message, file, line, column }: PackProblem) => ({
      file,
      line,
      column,
      ...message,
      text: word(packCatalogue, message, language),
    });
    output.result({
      labs: labs.map(({ lab }) => lab.id),
      problems: problems.map(data),
      more,
      notes: notes.map(data),
    });
  }
  for (const problem of problems) output.line(showProblem(problem, language));
  if (count > 0) output.message({ code: 'pack.unsound', params: { count } });
  if (quiet) return count > 0 ? undefined : report;
  // A note needs no lines around it.
  for (const { frame: _, ...note } of notes)
    output.message({ code: 'pack.note', params: { note: showProblem(note, language) } });
  if (count === 0) output.message({ code: 'pack.sound', params: { labs: labs.length, notes: notes.length } });
  return count > 0 ? undefined : report;
}
