/** Options and operands of a call, as getopt(3) would read them. */
export interface ParsedOptions {
  has(name: string): boolean;
  value(name: string): string | undefined;
  readonly operands: readonly string[];
}

/**
 * Reads short options anywhere before `--`.
 * @param spec letters, each with `:` behind when it has a value; words for long options, with `=` behind when they do
 */
export function parseOptions(
  args: readonly string[],
  spec: string,
  long: readonly string[] = [],
): ParsedOptions {
  const values = new Map<string, string>();
  const operands: string[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? '';
    if (arg === '--') {
      operands.push(...args.slice(at + 1));
      break;
    }
    if (arg.startsWith('--')) {
      const [name = '', own] = arg.slice(2).split('=');
      const takes = long.includes(`${name}=`);
      if (takes && own === undefined) at += 1;
      values.set(name, own ?? (takes ? (args[at] ?? '') : ''));
      continue;
    }
    if (!/^-[^\s]/.test(arg) || (/^-\d+$/.test(arg) && !spec.includes(arg[1] ?? ''))) {
      operands.push(arg);
      continue;
    }
    for (let letter = 1; letter < arg.length; letter += 1) {
      const name = arg[letter] ?? '';
      if (!spec.includes(`${name}:`)) {
        values.set(name, '');
        continue;
      }
      const rest = arg.slice(letter + 1);
      if (rest === '') at += 1;
      values.set(name, rest === '' ? (args[at] ?? '') : rest);
      break;
    }
  }
  return { has: (name) => values.has(name), value: (name) => values.get(name), operands };
}
