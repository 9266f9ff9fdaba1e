/**
 * What `vagrant --machine-readable` prints: lines `timestamp,target,type,data…` (MachineReadable in lib/vagrant/ui.rb of
 * Vagrant 2.3.4). In the data a comma is `%!(VAGRANT_COMMA)`, a line's end `\n`, a carriage return `\r`; a backslash itself
 * is not escaped, so a `\n` that was two characters cannot be told from a line's end.
 */

export type UiKind = 'output' | 'info' | 'detail' | 'warn' | 'error' | 'success';

/** One line. `target` is a node, `box` or `vagrant`, or a plug-in's name; empty when the line is about the whole command. */
export type Entry =
  | { readonly type: 'ui'; readonly target: string; readonly kind: UiKind; readonly text: string }
  | {
      readonly type: 'action';
      readonly target: string;
      readonly action: string;
      readonly at: 'start' | 'end';
    }
  | {
      readonly type: 'metadata' | 'box-info';
      readonly target: string;
      readonly key: string;
      readonly value: string;
    }
  | { readonly type: ValueType; readonly target: string; readonly value: string }
  | { readonly type: 'error-exit'; readonly errorClass: string; readonly message: string }
  /** A line in no form that we know: what plug-ins, Ruby and programs print in between. */
  | { readonly type: 'log'; readonly text: string };

const uiKinds: readonly string[] = ['output', 'info', 'detail', 'warn', 'error', 'success'];

const valueTypes = [
  'provider-name',
  'state',
  'state-human-short',
  'state-human-long',
  'ssh-config',
  'box-name',
  'box-provider',
  'box-version',
  'plugin-name',
  'plugin-version',
] as const;
type ValueType = (typeof valueTypes)[number];

/** Never throws: what is no line of Vagrant's is a `log` entry. @param line without its end */
export function parseLine(line: string): Entry {
  const [, target, type, rest] = /^\d+,([^,]*),([^,]+),(.*)$/s.exec(line) ?? [];
  if (target === undefined || type === undefined || rest === undefined) return { type: 'log', text: line };
  const data = rest.split(',').map(unescape);
  return known(target, type, data) ?? { type: 'log', text: line };
}

function known(target: string, type: string, data: readonly string[]): Entry | undefined {
  const [first = '', second] = data;
  if (valueTypes.includes(type as ValueType)) return { type: type as ValueType, target, value: first };
  if (second === undefined) return undefined;
  switch (type) {
    case 'ui':
      if (!uiKinds.includes(first)) return undefined;
      return { type, target, kind: first as UiKind, text: withoutPrefix(second, target) };
    case 'action':
      return second === 'start' || second === 'end' ? { type, target, action: first, at: second } : undefined;
    case 'metadata':
    case 'box-info':
      return { type, target, key: first, value: second };
    case 'error-exit':
      return { type, errorClass: first, message: second };
    default:
      return undefined;
  }
}

const escapes: Readonly<Record<string, string>> = { '%!(VAGRANT_COMMA)': ',', '\\n': '\n', '\\r': '\r' };

function unescape(text: string): string {
  return text.replaceAll(/%!\(VAGRANT_COMMA\)|\\n|\\r/g, (found) => escapes[found] ?? found);
}

/** Even here each line of a node's text begins with what a terminal is shown: `==> web: ` or `    web: `. */
function withoutPrefix(text: string, target: string): string {
  if (target === '') return text;
  const prefixes = [`==> ${target}: `, `    ${target}: `];
  return text
    .split('\n')
    .map((line) => line.slice(prefixes.find((prefix) => line.startsWith(prefix))?.length ?? 0))
    .join('\n');
}

/** Characters after which a line without an end is given out as it is. */
const longestLine = 256 * 1024;

/** Cuts a stream of bytes into lines. What is no UTF-8 becomes U+FFFD; a character may come in pieces. */
export class Lines {
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  #rest = '';

  push(chunk: Uint8Array): readonly string[] {
    return this.#cut(this.#decoder.decode(chunk, { stream: true }));
  }

  /** The last line, when the stream ended without a line's end. */
  end(): readonly string[] {
    const lines = [...this.#cut(this.#decoder.decode()), this.#rest];
    this.#rest = '';
    return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
  }

  #cut(text: string): readonly string[] {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    if (this.#rest.length > longestLine) {
      lines.push(this.#rest);
      this.#rest = '';
    }
    return lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  }
}
