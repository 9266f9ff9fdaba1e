import { absolute, isFolder, readFile, writeFile } from '../files.js';
import type { Call, CommandFunction } from '../shell/call.js';
import { escapes } from '../shell/words.js';
import { parseOptions } from './options.js';
import { posixRegex } from './regex.js';

/** The files that operands name with their text; `-` and no operand: what comes in. */
export function inputs(
  call: Call,
  operands: readonly string[],
  quiet = false,
): readonly { name: string; text: string }[] {
  const names = operands.length === 0 ? ['-'] : operands;
  return names.flatMap((name) => {
    if (name === '-') return [{ name: '(standard input)', text: call.input.all() }];
    const path = absolute(call.folder, name);
    const text = readFile(call.node, path);
    if (text !== undefined) return [{ name, text }];
    const why = isFolder(call.node, path) ? 'Is a directory' : 'No such file or directory';
    if (!quiet) call.err(`${call.name}: ${name}: ${why}\n`);
    return [];
  });
}

export function linesOf(text: string): string[] {
  if (text === '') return [];
  return text.replace(/\n$/, '').split('\n');
}

function joined(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

const echo: CommandFunction = ({ args, out }) => {
  const options = /^-[neE]+$/.exec(args[0] ?? '')?.[0] ?? '';
  const text = args.slice(options === '' ? 0 : 1).join(' ');
  out((options.includes('e') ? escapes(text) : text) + (options.includes('n') ? '' : '\n'));
  return 0;
};

/** printf(1) with %s, %d, %x and %%; the format is used again while there are arguments. */
const printf: CommandFunction = ({ args, out }) => {
  const [format = '', ...values] = args;
  const rest = [...values];
  do {
    let used = false;
    out(
      escapes(format).replace(/%(-?\d*)([sdxb%])/g, (_, width: string, kind: string) => {
        if (kind === '%') return '%';
        used = true;
        const value = rest.shift() ?? (kind === 's' || kind === 'b' ? '' : '0');
        const text = kind === 'b' ? escapes(value) : kind === 'x' ? Number(value).toString(16) : value;
        return width.startsWith('-')
          ? text.padEnd(Number(width.slice(1)))
          : text.padStart(Number(width) || 0);
      }),
    );
    if (!used) break;
  } while (rest.length > 0);
  return 0;
};

const cat: CommandFunction = (call) => {
  const { operands } = parseOptions(call.args, '');
  const found = inputs(call, operands);
  for (const { text } of found) call.out(text);
  return found.length === Math.max(1, operands.length) ? 0 : 1;
};

const grep: CommandFunction = (call) => {
  const options = parseOptions(call.args, 'qsHhaEFivcnolwrxm:e:A:B:');
  const patterns = options.has('e') ? [options.value('e') ?? ''] : options.operands.slice(0, 1);
  const names = options.has('e') ? options.operands : options.operands.slice(1);
  const source = patterns[0] ?? '';
  const extended = options.has('E') || call.name === 'egrep';
  const literal = source.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  const bare = options.has('F') ? new RegExp(literal) : posixRegex(source, extended);
  const bound = options.has('x')
    ? `^(?:${bare.source})$`
    : options.has('w')
      ? `\\b(?:${bare.source})\\b`
      : bare.source;
  const regex = new RegExp(bound, options.has('i') ? 'i' : '');
  const files = inputs(call, names, options.has('s'));
  const prefixed = options.has('H') || (names.length > 1 && !options.has('h'));
  const limit = options.has('m') ? Number(options.value('m')) : Number.POSITIVE_INFINITY;
  let any = false;
  for (const { name, text } of files) {
    let count = 0;
    for (const [at, line] of linesOf(text).entries()) {
      if (regex.test(line) === options.has('v') || count >= limit) continue;
      count += 1;
      if (options.has('q') || options.has('c') || options.has('l')) continue;
      const shown = options.has('o')
        ? (line.match(new RegExp(regex.source, `g${regex.flags}`)) ?? [])
        : [line];
      for (const each of shown)
        call.out(`${prefixed ? `${name}:` : ''}${options.has('n') ? `${at + 1}:` : ''}${each}\n`);
    }
    if (count > 0) any = true;
    if (options.has('c')) call.out(`${prefixed ? `${name}:` : ''}${count}\n`);
    if (options.has('l') && count > 0) call.out(`${name}\n`);
  }
  if (files.length < names.length && !options.has('q')) return 2;
  return any ? 0 : 1;
};

/** `-20`, `-n 20`, `-c BYTES`. */
function amount(call: Call): {
  lines: number;
  bytes: number | undefined;
  operands: readonly string[];
  follow: boolean;
} {
  const short = /^-(\d+)$/.exec(call.args[0] ?? '')?.[1];
  const options = parseOptions(short === undefined ? call.args : call.args.slice(1), 'n:c:qfF');
  const lines = Number((short ?? options.value('n') ?? '10').replace(/^-/, ''));
  const bytes = options.value('c');
  const follow = options.has('f') || options.has('F');
  return {
    lines,
    bytes: bytes === undefined ? undefined : Number(bytes),
    operands: options.operands,
    follow,
  };
}

const head: CommandFunction = (call) => {
  const { lines, bytes, operands } = amount(call);
  const found = inputs(call, operands);
  for (const { text } of found)
    call.out(bytes === undefined ? joined(linesOf(text).slice(0, lines)) : text.slice(0, bytes));
  return found.length === Math.max(1, operands.length) ? 0 : 1;
};

const tail: CommandFunction = (call) => {
  const { lines, bytes, operands } = amount(call);
  const found = inputs(call, operands);
  for (const { text } of found) {
    call.out(
      bytes === undefined ? joined(lines === 0 ? [] : linesOf(text).slice(-lines)) : text.slice(-bytes),
    );
  }
  return found.length === Math.max(1, operands.length) ? 0 : 1;
};

const wc: CommandFunction = (call) => {
  const options = parseOptions(call.args, 'lwc');
  for (const { name, text } of inputs(call, options.operands)) {
    const all = [
      text.split('\n').length - 1,
      text.split(/\s+/).filter((word) => word !== '').length,
      text.length,
    ];
    const chosen = ['l', 'w', 'c'].flatMap((letter, at) => (options.has(letter) ? [all[at]] : []));
    const shown = chosen.length === 0 ? all : chosen;
    call.out(`${shown.join(' ')}${options.operands.length === 0 ? '' : ` ${name}`}\n`);
  }
  return 0;
};

const sort: CommandFunction = (call) => {
  const options = parseOptions(call.args, 'unrk:t:V');
  const lines = inputs(call, options.operands).flatMap(({ text }) => linesOf(text));
  lines.sort((a, b) =>
    options.has('n') ? Number.parseFloat(a) - Number.parseFloat(b) : a < b ? -1 : a > b ? 1 : 0,
  );
  if (options.has('r')) lines.reverse();
  call.out(joined(options.has('u') ? [...new Set(lines)] : lines));
  return 0;
};

const uniq: CommandFunction = (call) => {
  const options = parseOptions(call.args, 'c');
  const runs: { line: string; count: number }[] = [];
  for (const line of inputs(call, options.operands).flatMap(({ text }) => linesOf(text))) {
    const last = runs.at(-1);
    if (last?.line === line) last.count += 1;
    else runs.push({ line, count: 1 });
  }
  call.out(
    joined(runs.map(({ line, count }) => (options.has('c') ? `${String(count).padStart(7)} ${line}` : line))),
  );
  return 0;
};

const cut: CommandFunction = (call) => {
  const options = parseOptions(call.args, 'd:f:c:');
  const [low = 1, high = low] = (options.value('f') ?? options.value('c') ?? '1').split(/[-,]/).map(Number);
  const delimiter = options.has('c') ? '' : (options.value('d') ?? '\t');
  const lines = inputs(call, options.operands).flatMap(({ text }) => linesOf(text));
  call.out(
    joined(
      lines.map((line) =>
        line
          .split(delimiter)
          .slice(low - 1, high || undefined)
          .join(delimiter),
      ),
    ),
  );
  return 0;
};

const tr: CommandFunction = (call) => {
  const options = parseOptions(call.args, 'ds');
  const letters = (text: string): string =>
    escapes(text).replace(/(.)-(.)/g, (_, first: string, last: string) => {
      const [low, high] = [first.charCodeAt(0), last.charCodeAt(0)];
      return Array.from({ length: Math.max(0, high - low + 1) }, (_, at) =>
        String.fromCharCode(low + at),
      ).join('');
    });
  const from = letters(options.operands[0] ?? '');
  const to = letters(options.operands[1] ?? '');
  const text = Array.from(call.input.all()).map((letter) => {
    const at = from.indexOf(letter);
    if (at < 0) return letter;
    return options.has('d') ? '' : (to[Math.min(at, to.length - 1)] ?? '');
  });
  call.out(text.join(''));
  return 0;
};

const tee: CommandFunction = (call) => {
  const options = parseOptions(call.args, 'a');
  const text = call.input.all();
  call.out(text);
  for (const name of options.operands) {
    const problem = writeFile(call.node, absolute(call.folder, name), text, options.has('a'));
    if (problem === undefined) continue;
    call.err(`tee: ${name}: ${problem}\n`);
    return 1;
  }
  return 0;
};

const seq: CommandFunction = ({ args, out }) => {
  const [one = 1, two, three] = args.map(Number);
  const [first, step, last] =
    three !== undefined ? [one, two ?? 1, three] : two !== undefined ? [one, 1, two] : [1, 1, one];
  const length = Math.max(0, Math.min(100_000, Math.floor((last - first) / step) + 1));
  out(joined(Array.from({ length }, (_, at) => String(first + at * step))));
  return 0;
};

/** The CRC of cksum(1) (XCU, 32 bits, the length at the end). */
const cksum: CommandFunction = (call) => {
  const bytes = Buffer.from(call.input.all());
  let crc = 0;
  const add = (byte: number): void => {
    crc ^= byte << 24;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 0x80000000 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  };
  for (const byte of bytes) add(byte);
  for (let length = bytes.length; length > 0; length >>>= 8) add(length & 0xff);
  call.out(`${~crc >>> 0} ${bytes.length}\n`);
  return 0;
};

/** awk(1), only as it is typed most: `'{print $1}'`, `'{print $1, $3}'`. */
const awk: CommandFunction = (call) => {
  const options = parseOptions(call.args, 'F:');
  const [program = '', ...files] = options.operands;
  const match = /^\s*(?:\/(.*)\/\s*)?\{\s*print\s*([^}]*)\}\s*$/.exec(program);
  if (match === null) {
    call.err('awk: the simulation knows {print …} only\n');
    return 2;
  }
  const fits = match[1] === undefined ? undefined : posixRegex(match[1], true);
  for (const line of inputs(call, files).flatMap(({ text }) => linesOf(text))) {
    if (fits?.test(line) === false) continue;
    const delimiter = options.value('F');
    const fields = delimiter === undefined ? line.trim().split(/\s+/) : line.split(delimiter);
    const shown = (match[2] ?? '').split(',').map((item) => {
      const field = /^\s*\$(\d+|NF)\s*$/.exec(item)?.[1];
      if (field === 'NF') return fields.at(-1) ?? '';
      if (field === undefined) return item.trim() === '' ? line : item.trim().replace(/^"|"$/g, '');
      return field === '0' ? line : (fields[Number(field) - 1] ?? '');
    });
    call.out(`${shown.join(' ')}\n`);
  }
  return 0;
};

export const textCommands: Readonly<Record<string, CommandFunction>> = {
  echo,
  printf,
  cat,
  less: cat,
  more: cat,
  grep,
  egrep: grep,
  head,
  tail,
  wc,
  sort,
  uniq,
  cut,
  tr,
  tee,
  seq,
  cksum,
  awk,
};
