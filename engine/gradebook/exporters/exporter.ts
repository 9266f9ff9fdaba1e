import type { ClassGrades, TaskResult } from '../../../contract/gradebook.js';
import type { Language } from '../../../contract/text.js';

/** What is exported. */
export interface Graded {
  readonly grades: ClassGrades;
  readonly language: Language;
  /** All that is known of one hand-in; read when it is asked for: of a class that is more than memory takes. */
  readonly result: (key: string) => TaskResult | undefined;
}

export interface ExportedFile {
  /** Below the folder of the grades. */
  readonly path: string;
  readonly content: string;
}

/** One form in which grades go to people or programs; its files are written one after the other. */
export interface Exporter {
  readonly name: string;
  files(graded: Graded): Iterable<ExportedFile>;
}
