import type { ImportReport } from '../../contract/messages/imports.js';
import type { Language } from '../../contract/text.js';
import { packLimits } from '../../contract/limits.js';
import { noteMade, noteText, noteTexts } from './fit.js';
import type { Importer } from './importer.js';
import { iximiuz } from './iximiuz.js';
import { killercoda } from './killercoda.js';
import { vagrant } from './vagrant.js';
import { brief, Notes } from './notes.js';
import { reportFile, reportText } from './report-text.js';
import { packMade, requireRoom, writePack } from './write.js';

/** Every platform whose labs can be brought over; a new one is a file, and a line here. */
export const importers: readonly Importer[] = [killercoda, iximiuz, vagrant];

/**
 * Makes a pack of another platform's labs, with the report in it. Nothing of what is read is run.
 * @param path what is imported
 * @param out the pack's folder: not there, or empty
 * @param language of the report in the pack
 * @throws LabError pack.not-empty, import.nothing, import.unreadable, import.json, import.unsound, and those of `diskError`
 */
export function importPack(
  importer: Importer,
  path: string,
  out: string,
  language: Language,
): { readonly folder: string; readonly labs: readonly string[]; readonly report: ImportReport } {
  requireRoom(out);
  const notes = new Notes();
  const draft = importer.read(path, notes);
  const labs = draft.modules.flatMap((module) => module.labs);
  for (const lab of labs) noteTexts(lab, notes);
  for (const { title, place } of draft.modules)
    if (title !== undefined) noteText(`pack.yaml: ${brief(title)}`, title, packLimits.line, place, notes);
  noteText(`pack.yaml: ${brief(draft.title)}`, draft.title, packLimits.line, draft.place, notes);
  noteMade('pack.yaml', packMade, draft.place, notes);
  const folder = writePack(out, draft, notes, () => ({
    [reportFile]: reportText(notes.report(), importer.id, language),
  }));
  return { folder, labs: labs.map(({ id }) => id), report: notes.report() };
}
