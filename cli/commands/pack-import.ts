import type { Command } from 'commander';
import {
  importCatalogue,
  importLine,
  importOutcomes,
  type ImportReport,
  type ImportSort,
  importSorts,
} from '../../contract/messages/imports.js';
import { word } from '../../contract/text.js';
import { importers, importPack } from '../../engine/importing/index.js';
import { type Output, pad } from '../output.js';
import type { Registration } from '../registration.js';

/** Labs of other platforms, made a pack with a report of what was lost. */
export function registerImport(pack: Command, { t, does }: Pick<Registration, 't' | 'does'>): void {
  const all = pack
    .command('import')
    .description(
      t(
        '把其他平台的实验做成包，并说明什么变了、什么丢了',
        'make a pack of labs of another platform, and say what was changed and lost',
      ),
    );
  for (const importer of importers)
    all
      .command(`${importer.id} <path>`)
      .description(t(importer.takes['zh-CN'], importer.takes.en))
      .requiredOption('-o, --output <folder>', t('新包的目录', "the new pack's folder"))
      .action(
        does(({ output }, path: string, options: { readonly output: string }) => {
          const { folder, labs, report } = importPack(importer, path, options.output, output.language);
          if (output.json) output.result({ folder, labs, ...data(report, output) });
          else show(report, output);
          output.message({ code: 'pack.imported', params: { folder: options.output, labs: labs.length } });
          return 0;
        }),
      );
}

function data(report: ImportReport, { language }: Output): object {
  const items = report.items.map((item) => ({ ...item, text: word(importCatalogue, item, language) }));
  return { ...report, items };
}

/** Counts by sort, then each thing that changed or was lost; texts to be translated are counted, and listed in the pack's report. */
function show({ counts, items, more }: ImportReport, output: Output): void {
  const { language } = output;
  const outcomes = ['kept', 'changed', 'lost'] as const;
  const head = outcomes.map((outcome) => importOutcomes[outcome][language]);
  output.line(output.paint('bold', `${pad('', 22)} ${head.map((name) => pad(name, 8)).join(' ')}`.trimEnd()));
  for (const [sort, count] of Object.entries(counts)) {
    const numbers = outcomes.map((outcome) => pad(String(count[outcome]), 8)).join(' ');
    output.line(`${pad(importSorts[sort as ImportSort][language], 22)} ${numbers}`.trimEnd());
  }
  output.line();
  for (const item of items)
    if (item.outcome !== 'kept' && item.code !== 'untranslated') output.line(importLine(item, language));
  const texts = items.filter(({ code }) => code === 'untranslated').length;
  if (texts > 0) output.message({ code: 'pack.untranslated', params: { texts } });
  if (more > 0) output.message({ code: 'pack.import-more', params: { more } });
  output.line();
}
