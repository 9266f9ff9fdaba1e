import { absolute, writeFile } from '../files.js';
import type { CommandFunction } from '../shell/call.js';
import { parseOptions } from './options.js';
import { posixRegex } from './regex.js';
import { inputs, linesOf } from './text.js';

type Address =
  | { readonly kind: 'line'; readonly line: number }
  | { readonly kind: 'last' }
  | { readonly kind: 'match'; readonly regex: RegExp };

interface Instruction {
  readonly from?: Address;
  readonly to?: Address;
  readonly negated: boolean;
  readonly command: string;
  readonly regex?: RegExp;
  readonly text: string;
  readonly all: boolean;
  readonly print: boolean;
  /** Inside a range of addresses now. */
  open: boolean;
}

/** Reads a sed program: `s d p a i c q` with addresses (sed(1)). @throws RangeError */
function parseProgram(program: string, extended: boolean): Instruction[] {
  const list: Instruction[] = [];
  let at = 0;
  let last: RegExp | undefined;
  const until = (mark: string): string => {
    let text = '';
    for (; at < program.length && program[at] !== mark; at += 1) {
      if (program[at] === '\\' && program[at + 1] === mark) at += 1;
      else if (program[at] === '\\') {
        text += program[at];
        at += 1;
      }
      text += program[at] ?? '';
    }
    at += 1;
    return text;
  };
  const address = (): Address | undefined => {
    const number = /^\d+/.exec(program.slice(at))?.[0];
    if (number !== undefined) {
      at += number.length;
      return { kind: 'line', line: Number(number) };
    }
    if (program[at] === '$') {
      at += 1;
      return { kind: 'last' };
    }
    if (program[at] !== '/' && program[at] !== '\\') return undefined;
    if (program[at] === '\\') at += 1;
    const mark = program[at] ?? '/';
    at += 1;
    last = posixRegex(until(mark), extended);
    return { kind: 'match', regex: last };
  };
  for (;;) {
    while (/[\s;]/.test(program[at] ?? '') || program[at] === '}') at += 1;
    if (at >= program.length) return list;
    const from = address();
    let to: Address | undefined;
    if (program[at] === ',') {
      at += 1;
      to = address();
    }
    while (program[at] === ' ') at += 1;
    const negated = program[at] === '!';
    if (negated) at += 1;
    const command = program[at] ?? '';
    at += 1;
    const common = {
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
      negated,
      command,
      open: false,
    };
    if (command === 's') {
      const mark = program[at] ?? '/';
      at += 1;
      const source = until(mark);
      const text = until(mark);
      const flags = /^[gIip0-9]*/.exec(program.slice(at))?.[0] ?? '';
      at += flags.length;
      // An empty expression is the last one that was used.
      const regex = source === '' ? last : posixRegex(source, extended, /[Ii]/.test(flags) ? 'i' : '');
      last = regex;
      list.push({
        ...common,
        ...(regex === undefined ? {} : { regex }),
        text,
        all: flags.includes('g'),
        print: flags.includes('p'),
      });
    } else if (/^[aic]$/.test(command)) {
      const end = program.indexOf('\n', at);
      const text = program.slice(at, end < 0 ? undefined : end).replace(/^\s*\\?\n?\s*/, '');
      at = end < 0 ? program.length : end;
      list.push({ ...common, text, all: false, print: false });
    } else if (/^[dpq]$/.test(command)) {
      list.push({ ...common, text: '', all: false, print: false });
    } else {
      throw new RangeError(`unknown command: \`${command}'`);
    }
  }
}

function fits(address: Address, line: string, number: number, count: number): boolean {
  if (address.kind === 'line') return address.line === number;
  return address.kind === 'last' ? number === count : address.regex.test(line);
}

function selected(each: Instruction, line: string, number: number, count: number): boolean {
  const { from, to } = each;
  if (from === undefined) return true;
  if (to === undefined) return fits(from, line, number, count);
  if (!each.open) {
    // `0,/re/` may end at the first line already.
    const zero = from.kind === 'line' && from.line === 0;
    if (!(zero ? number === 1 : fits(from, line, number, count))) return false;
    each.open = !(zero && fits(to, line, number, count));
    return true;
  }
  if (fits(to, line, number, count)) each.open = false;
  return true;
}

function substitute(line: string, each: Instruction): string {
  const { regex, text } = each;
  if (regex === undefined) return line;
  const global = new RegExp(regex.source, `${regex.flags}${each.all ? 'g' : ''}`);
  return line.replace(global, (...found: unknown[]) => {
    const groups = found.map(String);
    return text.replace(/\\([1-9n&\\/])|&/g, (whole, escaped: string | undefined) => {
      if (whole === '&') return groups[0] ?? '';
      if (escaped === 'n') return '\n';
      return /\d/.test(escaped ?? '') ? (groups[Number(escaped)] ?? '') : (escaped ?? '');
    });
  });
}

function edit(text: string, program: string, options: { extended: boolean; quiet: boolean }): string {
  const instructions = parseProgram(program, options.extended);
  const lines = linesOf(text);
  let out = '';
  for (const [at, original] of lines.entries()) {
    let line = original;
    let deleted = false;
    let after = '';
    for (const each of instructions) {
      if (selected(each, line, at + 1, lines.length) === each.negated) continue;
      if (each.command === 's') {
        const changed = substitute(line, each);
        if (each.print && changed !== line) out += `${changed}\n`;
        line = changed;
      } else if (each.command === 'p') out += `${line}\n`;
      else if (each.command === 'a') after += `${each.text}\n`;
      else if (each.command === 'i') out += `${each.text}\n`;
      else if (each.command === 'q') return `${out}${options.quiet ? '' : `${line}\n`}`;
      else {
        deleted = true;
        if (each.command === 'c') out += `${each.text}\n`;
        break;
      }
    }
    if (!deleted && !options.quiet) out += `${line}\n`;
    out += after;
  }
  return out;
}

const sed: CommandFunction = (call) => {
  const options = parseOptions(call.args, 'nErie:');
  const [first = '', ...rest] = options.operands;
  const program = options.value('e') ?? first;
  const names = options.has('e') ? options.operands : rest;
  const how = { extended: options.has('E') || options.has('r'), quiet: options.has('n') };
  try {
    const files = inputs(call, names);
    if (!options.has('i')) {
      call.out(edit(files.map(({ text }) => text).join(''), program, how));
    } else {
      for (const { name, text } of files)
        writeFile(call.node, absolute(call.folder, name), edit(text, program, how));
    }
    return files.length === Math.max(1, names.length) ? 0 : 2;
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof SyntaxError)) throw error;
    call.err(`sed: -e expression #1: ${error.message}\n`);
    return 1;
  }
};

export const sedCommands: Readonly<Record<string, CommandFunction>> = { sed };
