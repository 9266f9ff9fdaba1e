/**
 * Compares the code blocks of one text in two languages: which there are, for which node, and what stands in them. Comments may differ, as
 * people read them; so may what no language of code is named for, or `text`.
 * @returns the line in `second`, from 1, of the first block that differs; where one has blocks that the other lacks, of the first of those,
 * else the last line; undefined: they are the same
 */
export function differingBlock(first: string, second: string): number | undefined {
  const [wanted, given] = [blocksOf(first), blocksOf(second)];
  const index = given.findIndex(({ content }, at) => content !== wanted[at]?.content);
  if (index >= 0) return given[index]!.line;
  return given.length < wanted.length ? second.split('\n').length : undefined;
}

interface Block {
  readonly content: string;
  /** From 1. */
  readonly line: number;
}

/** Fenced code blocks (CommonMark 0.31, 4.5) that are of a language. */
function blocksOf(text: string): readonly Block[] {
  const blocks: Block[] = [];
  let open: { readonly fence: string; readonly info: string; readonly line: number } | undefined;
  let lines: string[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const fence = /^[ >]*(`{3,}|~{3,})[ \t]*(.*)$/.exec(line);
    if (open === undefined) {
      if (fence === null) continue;
      open = { fence: fence[1]!, info: fence[2]!.trim(), line: index + 1 };
      lines = [];
    } else if (fence !== null && fence[2] === '' && fence[1]!.startsWith(open.fence)) {
      if (!/^(text\b|$)/.test(open.info))
        blocks.push({ content: [open.info, ...lines.flatMap(withoutComment)].join('\n'), line: open.line });
      open = undefined;
    } else lines.push(line);
  }
  return blocks;
}

/** A line without what is a comment for a shell; nothing where that is all. `#!` is none. */
function withoutComment(line: string): readonly string[] {
  if (/^\s*#!/.test(line)) return [line];
  const rest = line.replace(/(^|\s)#\s.*$/, '').trimEnd();
  return rest === '' ? [] : [rest];
}
