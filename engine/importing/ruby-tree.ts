import { type Block, merged, type Node } from './ruby-node.js';
import { Cursor, skipped, TooDeep } from './ruby-cursor.js';
import { type Part, type Word, wordsOf } from './ruby-words.js';

const keywords = new Set([
  'do',
  'end',
  'if',
  'unless',
  'else',
  'elsif',
  'then',
  'and',
  'or',
  'in',
  'when',
  'while',
  'until',
  'rescue',
  'ensure',
]);
const binary: readonly (readonly string[])[] = [
  ['or', 'and'],
  ['||'],
  ['&&'],
  ['==', '!=', '===', '=~', '<=>'],
  ['<', '>', '<=', '>='],
  ['..', '...'],
  ['<<'],
  ['+', '-'],
  ['*', '/', '%'],
];

/**
 * The statements of a Vagrantfile, as far as they are understood: calls with their blocks, values, `if`. What is not (`def`, `case` …) is one
 * unread statement. https://docs.ruby-lang.org/en/3.3/syntax_rdoc.html
 */
export function treeOf(text: string): readonly Node[] {
  return parse(wordsOf(text));
}

function parse(words: readonly Word[]): readonly Node[] {
  const reader = new Reader(words);
  try {
    return reader.statements();
  } catch (error) {
    if (!(error instanceof TooDeep) && !(error instanceof RangeError)) throw error;
    return [...reader.done, { kind: 'unread', line: reader.line }];
  }
}

class Reader extends Cursor {
  /** Statements at the top that were read before something was too deep. */
  readonly done: Node[] = [];

  /** Statements to the end of the file, whatever stands where it should not. */
  statements(): readonly Node[] {
    while (!this.isOver()) {
      this.done.push(...this.#body());
      // An `end` or a bracket too many.
      if (!this.isOver()) this.at += 1;
    }
    return this.done;
  }

  /** Statements up to what ends them, which is not taken. */
  #body(): readonly Node[] {
    return this.deeper(() => {
      const nodes: Node[] = [];
      for (;;) {
        this.lines();
        const { kind, text } = this.word;
        const isOver =
          kind === 'end' ||
          (kind === 'name' && /^(end|else|elsif|when|rescue|ensure)$/.test(text)) ||
          (kind === 'mark' && /^[)\]}]$/.test(text));
        if (isOver) return nodes;
        nodes.push(this.#statement());
      }
    });
  }

  #statement(): Node {
    const { line, kind, text } = this.word;
    const before = this.at;
    if (kind === 'name' && skipped.has(text)) return this.#skip();
    if (kind === 'name' && (text === 'if' || text === 'unless')) return this.#conditional();
    let node = this.#expression();
    while (this.is('if', 'name') || this.is('unless', 'name')) {
      const isUnless = this.word.text === 'unless';
      this.at += 1;
      const test = this.#expression();
      node = {
        kind: 'if',
        line,
        test: isUnless ? { kind: 'not', value: test, line } : test,
        yes: [node],
        no: [],
      };
    }
    if (this.is('\n') || this.#ends()) return node;
    // More stands in the line than was understood: none of it is.
    const start = this.at;
    this.restOfLine();
    if (this.at === before || this.at === start) this.at += 1;
    return { kind: 'unread', line };
  }

  #ends(): boolean {
    const { kind, text } = this.word;
    return (
      kind === 'end' || (kind === 'mark' && /^[)\]}]$/.test(text)) || (kind === 'name' && text === 'end')
    );
  }

  /** A definition or a loop that is not read, to its `end`. */
  #skip(): Node {
    const { line } = this.word;
    this.toEnd();
    return { kind: 'unread', line };
  }

  #conditional(): Node {
    const { line, text } = this.word;
    this.at += 1;
    const test = this.#expression();
    this.take('then', 'name');
    const yes = this.#body();
    let no: readonly Node[] = [];
    if (this.is('elsif', 'name')) {
      no = this.deeper(() => [this.#conditional()]);
      return { kind: 'if', line, test, yes, no };
    }
    if (this.take('else', 'name')) no = this.#body();
    this.take('end', 'name');
    return {
      kind: 'if',
      line,
      test: text === 'unless' ? { kind: 'not', value: test, line } : test,
      yes,
      no,
    };
  }

  #expression(): Node {
    return this.deeper(() => {
      const { line } = this.word;
      const left = this.#operation(0);
      const by = this.word.kind === 'mark' ? this.word.text : '';
      if (/^(=|\+=|\|\|=)$/.test(by)) {
        this.at += 1;
        this.lines();
        return { kind: 'assign', target: left, value: this.#expression(), by, line };
      }
      if (by !== '?') return left;
      this.at += 1;
      const yes = this.#expression();
      this.take(':');
      return { kind: 'if', line, test: left, yes: [yes], no: [this.#expression()] };
    });
  }

  #operation(level: number): Node {
    const marks = binary[level];
    if (marks === undefined) return this.#unary();
    let left = this.#operation(level + 1);
    for (;;) {
      const { kind, text, line } = this.word;
      if ((kind !== 'mark' && kind !== 'name') || !marks.includes(text)) return left;
      this.at += 1;
      this.lines();
      const right = this.#operation(level + 1);
      left =
        text === '..' || text === '...'
          ? { kind: 'range', from: left, to: right, open: text === '...', line }
          : { kind: 'operation', by: text, left, right, line };
    }
  }

  #unary(): Node {
    const { line } = this.word;
    if (this.take('!')) return this.deeper(() => ({ kind: 'not', value: this.#unary(), line }));
    if (this.take('-')) {
      const zero: Node = { kind: 'number', value: 0, line };
      return this.deeper(() => ({ kind: 'operation', by: '-', left: zero, right: this.#unary(), line }));
    }
    return this.#postfix();
  }

  #postfix(): Node {
    let node = this.#primary();
    for (;;) {
      const { line } = this.word;
      // A chain goes on in the next line.
      if (this.is('\n') && this.words[this.at + 1]?.text === '.') this.at += 1;
      if (this.take('.') || this.take('&.') || this.take('::')) {
        const { text: name } = this.word;
        this.at += 1;
        node = this.#call(node, name, line);
      } else if (this.is('[') && !this.word.spaced) {
        this.at += 1;
        const args = this.#list(']');
        node = { kind: 'call', on: node, name: '[]', args, line };
      } else return node;
    }
  }

  #call(on: Node | undefined, name: string, line: number): Node {
    let args: readonly Node[] = [];
    if (this.is('(') && !this.word.spaced) {
      this.at += 1;
      args = this.#list(')');
    } else if (this.#beginsArgument()) args = this.#arguments();
    const block = this.#block();
    return {
      kind: 'call',
      name,
      args,
      line,
      ...(on === undefined ? {} : { on }),
      ...(block === undefined ? {} : { block }),
    };
  }

  /** Whether what comes is an argument of a call without brackets. */
  #beginsArgument(): boolean {
    const { kind, text, spaced } = this.word;
    if (!spaced) return false;
    const next = this.words[this.at + 1];
    switch (kind) {
      case 'string':
      case 'symbol':
      case 'number':
      case 'words':
        return true;
      case 'name':
        return !keywords.has(text);
      case 'mark':
        return (
          (text === '[' || text === '(' || text === '->' || text === '!' || text === ':') &&
          next?.text !== '\n'
        );
      case 'end':
        return false;
    }
  }

  #arguments(): readonly Node[] {
    return this.within(true, () => {
      const nodes: Node[] = [];
      do {
        this.lines();
        nodes.push(this.#argument());
      } while (this.take(','));
      return merged(nodes);
    });
  }

  /** To a closing bracket, which is taken. */
  #list(close: string): readonly Node[] {
    return this.within(false, () => this.#items(close));
  }

  #items(close: string): readonly Node[] {
    const nodes: Node[] = [];
    for (;;) {
      this.lines();
      if (this.take(close) || this.word.kind === 'end') return merged(nodes);
      const before = this.at;
      nodes.push(this.#argument());
      this.lines();
      if (!this.take(',') && !this.is(close) && this.at === before) this.at += 1;
    }
  }

  /** A value, or a pair of the hash that is the last argument. */
  #argument(): Node {
    const { line, kind, text } = this.word;
    const next = this.words[this.at + 1];
    const isKey =
      (kind === 'name' || kind === 'symbol') && next?.text === ':' && next.kind === 'mark' && !next.spaced;
    if (isKey) {
      this.at += 2;
      this.lines();
      return { kind: 'hash', pairs: [[{ kind: 'string', text, line }, this.#expression()]], line };
    }
    if (this.take('*') || this.take('&')) return this.#expression();
    const value = this.#expression();
    if (!this.take('=>')) return value;
    this.lines();
    return { kind: 'hash', pairs: [[value, this.#expression()]], line };
  }

  #block(): Block | undefined {
    const isBrace = this.is('{');
    if (!isBrace && (this.isBare || !this.is('do', 'name'))) return undefined;
    this.at += 1;
    const params: string[] = [];
    this.lines();
    if (this.take('|'))
      while (!this.take('|') && this.word.kind !== 'end' && !this.is('\n')) {
        if (this.word.kind === 'name') params.push(this.word.text);
        this.at += 1;
      }
    const body = this.within(false, () => this.#body());
    if (!this.take(isBrace ? '}' : 'end', isBrace ? 'mark' : 'name')) this.#toClose();
    return { params, body };
  }

  /** `rescue` and its like within a block: to the block's end. */
  #toClose(): void {
    while (/^(rescue|ensure|else|when|elsif)$/.test(this.word.text)) {
      this.at += 1;
      this.#body();
    }
    this.at += this.word.kind === 'end' ? 0 : 1;
  }

  #primary(): Node {
    const { kind, text, line, parts } = this.word;
    switch (kind) {
      case 'string':
      case 'symbol': {
        // `"name": value` is for whoever reads arguments; two strings beside each other are one.
        this.at += 1;
        const first: Node = {
          kind: 'string',
          text,
          line,
          ...(parts === undefined ? {} : { parts: parts.map(partOf(line)) }),
        };
        return first;
      }
      case 'number':
        this.at += 1;
        return { kind: 'number', value: Number(text), line };
      case 'words': {
        this.at += 1;
        const items = text.split(/\s+/).filter((each) => each !== '');
        return {
          kind: 'list',
          items: items.map((each): Node => ({ kind: 'string', text: each, line })),
          line,
        };
      }
      case 'name':
        if (keywords.has(text)) break;
        this.at += 1;
        return this.#call(undefined, text, line);
      case 'mark':
        if (this.take('(')) {
          this.lines();
          const inner = this.is(')') ? ({ kind: 'unread', line } as const) : this.#expression();
          this.lines();
          this.take(')');
          return inner;
        }
        if (this.take('[')) return { kind: 'list', items: this.#list(']'), line };
        if (this.take('{')) {
          const [only] = this.#list('}');
          return only?.kind === 'hash' ? only : { kind: 'hash', pairs: [], line };
        }
        break;
      case 'end':
        break;
    }
    return { kind: 'unread', line };
  }
}

/** Code within a string is one expression. */
function partOf(line: number): (part: Part) => string | Node {
  return (part) => {
    if ('text' in part) return part.text;
    const nodes = part.code.length > 200 ? [] : parse(wordsOf(part.code, line));
    return nodes.length === 1 ? nodes[0]! : { kind: 'unread', line };
  };
}
