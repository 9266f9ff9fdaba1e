import { posix } from 'node:path';
import type { KeepalivedFile } from '../../contract/facts.js';

/** A line as the parser gets it, and where it stands. */
export interface SourceLine {
  readonly text: string;
  /** From 1; of the file that was asked for, an included one counting as the line that includes it. */
  readonly line: number;
}

export interface SourceFiles {
  readonly files: readonly KeepalivedFile[];
  /** What `@NAME` at a line's beginning is compared with: the host's name, or keepalived's `-i`. */
  readonly id: string;
}

const maxDepth = 8;
const maxLines = 20_000;
const main = '/etc/keepalived/keepalived.conf';

/**
 * The lines of a configuration with what keepalived.conf(5) does before it parses them: `include PATTERN`, lines for one
 * host only (`@NAME`, `@^NAME`), definitions (`$NAME=VALUE`, also over several lines) and their uses (`$NAME`, `${NAME}`)
 * outside of quotes.
 * Bounded in depth and lines; an include that finds nothing is left out.
 */
export function sourceLines(text: string, from: SourceFiles): readonly SourceLine[] {
  const found: SourceLine[] = [];
  const definitions = new Map<string, string>();
  read(text, main, 0, undefined);
  return found;

  function read(content: string, path: string, depth: number, at: number | undefined): void {
    const lines = content.split('\n');
    for (let index = 0; index < lines.length && found.length < maxLines; index += 1) {
      const line = at ?? index + 1;
      let own = forHost(lines[index] ?? '', from.id);
      if (own === undefined) continue;
      if (/^\s*\$\w+\s*=/.test(own)) {
        while (own.endsWith('\\') && index + 1 < lines.length) {
          index += 1;
          own = `${own.slice(0, -1)}\n${lines[index] ?? ''}`;
        }
        const [, name = '', value = ''] = /^\s*\$(\w+)\s*=\s*([\s\S]*)$/.exec(own) ?? [];
        definitions.set(name, value);
        continue;
      }
      const include = /^\s*include[rmwba]*\s+"?([^\s"]+)/.exec(own)?.[1];
      if (include !== undefined && depth < maxDepth) {
        for (const file of matching(include, path, from.files))
          read(file.content, file.path, depth + 1, line);
        continue;
      }
      for (const each of expand(own).split('\n')) found.push({ text: each, line });
    }
  }

  /** Definitions may stand in others; ten rounds end what would go round in a circle. */
  function expand(line: string): string {
    let now = line;
    for (let round = 0; round < 10 && now.includes('$') && now.length < 65_536; round += 1) {
      // What is quoted is taken as it stands.
      const next = now.replace(/"[^"]*"|\$(?:\{(\w+)\}|(\w+))/g, (whole, braced?: string, bare?: string) => {
        return definitions.get(braced ?? bare ?? '') ?? whole;
      });
      if (next === now) break;
      now = next;
    }
    return now;
  }
}

/** The line without its condition; undefined: it is for another host. */
function forHost(line: string, id: string): string | undefined {
  const match = /^\s*@(\^?)([^\s]+)(\s.*)?$/.exec(line);
  if (match === null) return line;
  const [, not, name = '', rest = ''] = match;
  const own = name === id;
  return (not === '^' ? !own : own) ? rest : undefined;
}

/** Files below /etc/keepalived that a pattern of `include` names, as glob(7) matches them, in their order. */
function matching(
  pattern: string,
  from: string,
  files: readonly KeepalivedFile[],
): readonly KeepalivedFile[] {
  const full = posix.resolve(posix.dirname(from), pattern);
  return files
    .filter(({ path }) => path !== main && matches(path.split('/'), full.split('/')))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

/** Folder by folder: a star never matches a slash. */
function matches(path: readonly string[], pattern: readonly string[]): boolean {
  return path.length === pattern.length && path.every((part, index) => fits(part, pattern[index] ?? ''));
}

/** `*` and `?` in one name; a star goes on with the next letter where what follows it does not fit: linear in both. */
function fits(name: string, pattern: string): boolean {
  let at = 0;
  let seen = 0;
  let star = -1;
  let back = 0;
  while (seen < name.length) {
    if (pattern[at] === '*') {
      star = at;
      at += 1;
      back = seen;
    } else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === name[seen])) {
      at += 1;
      seen += 1;
    } else if (star >= 0) {
      at = star + 1;
      back += 1;
      seen = back;
    } else return false;
  }
  return /^\**$/.test(pattern.slice(at));
}
