import { packLimits } from './limits.js';

/** What a text has too much of to be drawn as Markdown. */
export interface MarkdownFault {
  readonly what: 'characters' | 'lines' | 'nesting' | 'marks' | 'links';
  /** Where it became too much: from 1. */
  readonly line: number;
}

/** Characters that begin or end something within a paragraph: a parser compares each with those before it. */
const marks = /[*_~`[\]<!&|\\]/g;
/** What becomes a link without being written as one (GFM 6.9). */
const links = /www\.|:\/\/|@/gi;

/**
 * Says whether a text can be drawn as Markdown in less than a second. CommonMark's parsers take quadratic time for some texts: 2 kB of
 * `>`, lists within lists, rows of tables, thousands of `*`. Whatever is counted here is counted in code blocks, too: where one begins
 * and ends is the parser's to know, and a text must not be able to hide in what only we take for one.
 */
export function markdownFault(text: string): MarkdownFault | undefined {
  if (text.length > packLimits.textBytes) return { what: 'characters', line: 1 };
  let nested = 0;
  let linked = 0;
  let marked = 0;
  /** Of the paragraph: since the last empty line. */
  let here = 0;
  for (const [index, line] of text.split(/\r\n?|\n/).entries()) {
    const at = index + 1;
    if (at > packLimits.textLines) return { what: 'lines', line: at };
    const depth = depthOf(line);
    nested += depth;
    if (depth > packLimits.textDepth || nested > packLimits.textNesting) return { what: 'nesting', line: at };
    const found = line.match(marks)?.length ?? 0;
    here = line.trim() === '' ? 0 : here + found;
    marked += found;
    if (here > packLimits.paragraphMarks || marked > packLimits.textMarks) return { what: 'marks', line: at };
    linked += line.match(links)?.length ?? 0;
    if (linked > packLimits.textLinks) return { what: 'links', line: at };
  }
  return undefined;
}

/** How many quotes and lists a line can be in: what stands before its first word, and two columns of indentation each. */
function depthOf(line: string): number {
  const before = /^(?:[ \t>]|[-+*](?=[ \t]|$)|\d{1,9}[.)](?=[ \t]|$))*/.exec(line)?.[0] ?? '';
  const containers = before.match(/>|[-+*]|[.)]/g)?.length ?? 0;
  const columns = before.replaceAll('\t', '    ').match(/ /g)?.length ?? 0;
  return containers + Math.floor(Math.max(0, columns - containers) / 2);
}
