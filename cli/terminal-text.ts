import { visible } from '../contract/visible.js';

/**
 * A step's Markdown for a terminal, without the title that stands above it: headings stand out, code is indented below the node that it is for; the rest is
 * readable as it is.
 */
export function stepText(markdown: string, title: string, bold: (text: string) => string): string {
  const lines: string[] = [];
  let inCode = false;
  for (const line of visible(markdown).trim().split('\n')) {
    const fence = /^```\S*\s*(?:\{node=([\w-]+)[^}]*\})?/.exec(line);
    const heading = /^#{1,6}\s+(.*?)(?:\s*\{fold\})?$/.exec(line);
    if (fence !== null) {
      inCode = !inCode;
      if (inCode && fence[1] !== undefined) lines.push(bold(`[${fence[1]}]`));
    } else if (inCode) lines.push(`    ${line}`);
    else if (lines.length === 0 && (line === '' || heading?.[1] === title)) continue;
    else if (heading !== null) lines.push(bold(heading[1]!));
    else lines.push(line.replaceAll('**', ''));
  }
  return lines.join('\n');
}
