import { packLimits } from '../../contract/limits.js';
import type { PackProblem } from '../../contract/messages/packs.js';
import { ProblemList } from '../packs/problem.js';
import { type YamlPath, YamlSource } from '../packs/source.js';
import type { Line } from './draft.js';
import { linesOf } from './markup.js';
import type { Place } from './notes.js';

/** A Markdown file with its YAML front matter. */
export interface Page {
  readonly file: string;
  readonly data: unknown;
  readonly placeOf: (path: YamlPath) => Place;
  readonly body: readonly Line[];
}

export type PageResult =
  | { readonly ok: true; readonly page: Page }
  | { readonly ok: false; readonly problems: readonly PackProblem[] };

/** Reads the front matter (between two lines of `---` at a file's beginning) and what comes after it; a file may have none. */
export function readPage(file: string, text: string): PageResult {
  const found = /^---[ \t]*\n([^]*?)(?:^|\n)---[ \t]*(?:\n|$)/.exec(text);
  const yaml = found?.[1] ?? '';
  // The line of the first mark stays, so that lines are the file's.
  const source = new YamlSource(file, found === null ? '' : `\n${yaml}`);
  const problems = new ProblemList();
  if (source.reportSyntax(problems))
    return { ok: false, problems: problems.sorted().slice(0, packLimits.problems) };
  const read = source.data();
  if (!read.ok) return { ok: false, problems: [read.problem] };
  const before = found === null ? 1 : found[0].split('\n').length;
  return {
    ok: true,
    page: {
      file,
      data: read.data,
      placeOf: (path) => ({ file, line: source.problem(path, { code: 'shipped', params: {} }).line }),
      body: linesOf(text.slice(found?.[0].length ?? 0), before),
    },
  };
}
