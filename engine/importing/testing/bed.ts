import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { LabError } from '../../../contract/errors.js';
import type { Lab } from '../../../contract/lab.js';
import { importLine, type ImportReport } from '../../../contract/messages/imports.js';
import { lintPack } from '../../packs/lint-pack.js';
import { importers, importPack } from '../index.js';

/** A source in a folder of its own, and the pack that is made of it. */
export class ImportBed {
  readonly folder = mkdtempSync(join(tmpdir(), 'lvslab-import-'));
  readonly source = join(this.folder, 'source');
  readonly out = join(this.folder, 'pack');

  constructor(files: Readonly<Record<string, string | Uint8Array>> = {}) {
    mkdirSync(this.source, { recursive: true });
    this.write(files);
  }

  write(files: Readonly<Record<string, string | Uint8Array>>): void {
    for (const [path, content] of Object.entries(files)) {
      const file = join(this.source, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
  }

  /** @param path below the source */
  import(id: string, path = ''): ImportReport {
    const importer = importers.find((each) => each.id === id)!;
    return importPack(importer, join(this.source, path), this.out, 'en').report;
  }

  /** What lint says against the pack. */
  problems(): readonly unknown[] {
    return lintPack(this.out).problems;
  }

  lab(id: string): Lab {
    return parse(this.read(id, 'lab.yaml')) as Lab;
  }

  read(...path: readonly string[]): string {
    return readFileSync(join(this.out, ...path), 'utf8');
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** What was changed and lost, as people read it; texts that wait for a translator apart. */
export function told(report: ImportReport): readonly string[] {
  return report.items
    .filter(({ code, outcome }) => outcome !== 'kept' && code !== 'untranslated')
    .map((item) => importLine(item, 'en'));
}

/** The code of the error that something throws. */
export function codeOf(run: () => unknown): string {
  try {
    run();
    return 'nothing';
  } catch (error) {
    if (error instanceof LabError) return error.code;
    throw error;
  }
}
