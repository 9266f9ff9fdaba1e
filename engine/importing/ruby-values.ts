import { importLimits } from '../../contract/limits.js';
import type { Block, Node } from './ruby-node.js';

/** Something of the configuration's: `config`, `web.vm`, `vb`. */
export class Target {
  /** What it was given to: the whole, a machine, a machine's provider. */
  readonly owner: object;
  readonly path: readonly string[];

  constructor(owner: object, path: readonly string[] = []) {
    this.owner = owner;
    this.path = path;
  }
}

/** A value that is not known: what is made of it is not, either. */
export const unknown = Symbol('unknown');

export type Value =
  | string
  | number
  | boolean
  | null
  | typeof unknown
  | Target
  | readonly Value[]
  | ReadonlyMap<string, Value>;

/** Whoever is told what a Vagrantfile says. */
export interface Listener {
  /** A call on something of the configuration's. @param run runs the call's block, with what it is given */
  readonly call: (
    target: Target,
    name: string,
    args: readonly Value[],
    line: number,
    run: ((...given: readonly Value[]) => Value) | undefined,
  ) => Value;
  readonly assign: (target: Target, name: string, value: Value, line: number) => void;
  /** A call of a name that stands alone, such as `require`. @returns whether it means something */
  readonly unread: (line: number) => void;
  /** A variable of the environment: it is taken as not set. */
  readonly environment: (name: string, line: number) => void;
  /** A condition that cannot be decided. */
  readonly undecided: (line: number) => void;
}

type Scope = Map<string, Value>;

/** All turns are used up. */
class TooLong extends Error {}

/**
 * Follows a Vagrantfile's statements with the values that stand in it. Nothing else is known: the environment is empty, there is no file and
 * no other program; what rests on such a thing is unknown.
 */
export function follow(
  nodes: readonly Node[],
  listener: Listener,
  globals: Readonly<Record<string, Value>>,
): void {
  const follower = new Follower(listener);
  try {
    follower.body(nodes, [new Map(Object.entries(globals))]);
  } catch (error) {
    if (!(error instanceof TooLong) && !(error instanceof RangeError)) throw error;
    listener.unread(follower.line);
  }
}

class Follower {
  readonly #listener: Listener;
  #turns = 0;
  /** Characters that were made: a loop that doubles a string ends. */
  #made = 0;
  line = 1;

  constructor(listener: Listener) {
    this.#listener = listener;
  }

  body(nodes: readonly Node[], scopes: readonly Scope[]): Value {
    let last: Value = null;
    for (const node of nodes) {
      this.line = node.line;
      last = this.#statement(node, scopes);
    }
    return last;
  }

  #statement(node: Node, scopes: readonly Scope[]): Value {
    if (node.kind === 'unread') this.#listener.unread(node.line);
    if (node.kind !== 'call' || node.on !== undefined) return this.#value(node, scopes);
    const value = this.#value(node, scopes);
    const isHarmless = /^(require|require_relative|puts|print)$/.test(node.name) && node.args.length > 0;
    // A name alone is the value of a block, or of a condition.
    const isName = node.args.length === 0 && node.block === undefined;
    if (value === unknown && !isHarmless && !isName) this.#listener.unread(node.line);
    return value;
  }

  #value(node: Node, scopes: readonly Scope[]): Value {
    this.#turns += 1;
    if (this.#turns > importLimits.turns * 20) throw new TooLong();
    switch (node.kind) {
      case 'string':
        return this.#text(node, scopes);
      case 'number':
        return node.value;
      case 'list':
        return node.items.map((item) => this.#value(item, scopes));
      case 'hash':
        return new Map(
          node.pairs.map(([key, value]) => [keyOf(this.#value(key, scopes)), this.#value(value, scopes)]),
        );
      case 'range':
        return this.#range(node, scopes);
      case 'call':
        return this.#call(node, scopes);
      case 'assign':
        return this.#assign(node, scopes);
      case 'operation':
        return operated(node.by, this.#value(node.left, scopes), this.#value(node.right, scopes));
      case 'not': {
        const value = this.#value(node.value, scopes);
        return value === unknown ? unknown : !isTrue(value);
      }
      case 'if': {
        const test = this.#value(node.test, scopes);
        if (test !== unknown) return this.body(isTrue(test) ? node.yes : node.no, scopes);
        this.#listener.undecided(node.line);
        return unknown;
      }
      case 'unread':
        return unknown;
    }
  }

  #text(node: Extract<Node, { kind: 'string' }>, scopes: readonly Scope[]): Value {
    if (node.parts === undefined) return node.text;
    const parts = node.parts.map((part) => (typeof part === 'string' ? part : this.#value(part, scopes)));
    const words = parts.map(wordOf);
    if (words.includes(undefined)) return unknown;
    const text = words.join('');
    this.#made += text.length;
    if (this.#made > importLimits.totalBytes) throw new TooLong();
    return text;
  }

  #range({ from, to, open }: Extract<Node, { kind: 'range' }>, scopes: readonly Scope[]): Value {
    const [first, last] = [this.#value(from, scopes), this.#value(to, scopes)];
    if (typeof first !== 'number' || typeof last !== 'number') return unknown;
    return numbers(first, open ? last - 1 : last);
  }

  #assign({ target, value, by, line }: Extract<Node, { kind: 'assign' }>, scopes: readonly Scope[]): Value {
    let given = this.#value(value, scopes);
    if (target.kind !== 'call') {
      this.#listener.unread(line);
      return unknown;
    }
    const { on, name } = target;
    if (on === undefined) {
      const scope = scopes.findLast((each) => each.has(name)) ?? scopes.at(-1)!;
      const before = scope.get(name) ?? null;
      if (by === '+=') given = operated('+', before, given);
      if (by === '||=' && isTrue(before)) given = before;
      scope.set(name, given);
      return given;
    }
    const owner = this.#value(on, scopes);
    if (owner instanceof Target) this.#listener.assign(owner, name, given, line);
    else this.#listener.unread(line);
    return given;
  }

  #call(node: Extract<Node, { kind: 'call' }>, scopes: readonly Scope[]): Value {
    const { on, name, args, block, line } = node;
    if (on === undefined) {
      const scope = scopes.findLast((each) => each.has(name));
      if (scope !== undefined && args.length === 0) return scope.get(name) ?? null;
      if (/^(nil|true|false)$/.test(name)) return name === 'nil' ? null : name === 'true';
      if (name === '__FILE__') return 'Vagrantfile';
      return unknown;
    }
    const owner = this.#value(on, scopes);
    const given = args.map((arg) => this.#value(arg, scopes));
    const run =
      block === undefined ? undefined : (...values: readonly Value[]) => this.#block(block, values, scopes);
    // Of the environment nothing is known to be set.
    if (on.kind === 'call' && on.on === undefined && on.name === 'ENV') {
      this.#listener.environment(wordOf(given[0] ?? name) ?? name, line);
      return name === 'fetch' ? (given[1] ?? unknown) : null;
    }
    if (on.kind === 'call' && on.on === undefined && on.name === 'File')
      return name === 'join' && given.every((each) => typeof each === 'string')
        ? given.join('/')
        : name === 'dirname'
          ? '.'
          : unknown;
    if (owner instanceof Target) return this.#listener.call(owner, name, given, line, run);
    const value = method(owner, name, given, run, (count) => this.#turn(count));
    if (value === unknown && run !== undefined) this.#listener.unread(line);
    return value;
  }

  #turn(count: number): void {
    this.#turns += count * 20;
    if (this.#turns > importLimits.turns * 20) throw new TooLong();
  }

  #block({ params, body }: Block, given: readonly Value[], scopes: readonly Scope[]): Value {
    const [only] = given;
    // One list for several names is taken apart.
    const values =
      given.length === 1 && params.length > 1 && Array.isArray(only) ? (only as readonly Value[]) : given;
    const scope: Scope = new Map(params.map((name, index) => [name, values[index] ?? null]));
    return this.body(body, [...scopes, scope]);
  }
}

function numbers(first: number, last: number): readonly number[] {
  const count = Math.min(Math.max(0, last - first + 1), importLimits.turns);
  return Array.from({ length: count }, (_, index) => first + index);
}

type Run = ((...given: readonly Value[]) => Value) | undefined;

/** What a method of Ruby's own gives; unknown for one that is not known here. */
function method(
  owner: Value,
  name: string,
  args: readonly Value[],
  run: Run,
  turn: (count: number) => void,
): Value {
  const [first] = args;
  const each = (items: readonly (readonly Value[])[]): readonly Value[] => {
    turn(items.length);
    return items.map((item) => run!(...item));
  };
  if (run !== undefined) {
    const items = itemsOf(owner);
    if (items !== undefined && /^(each|each_pair|each_entry)$/.test(name)) {
      each(items);
      return owner;
    }
    if (items !== undefined && /^(each_with_index|map|collect)$/.test(name)) {
      const made = each(
        name === 'each_with_index'
          ? items.map((item, index) => [item.length === 1 ? item[0]! : item, index])
          : items,
      );
      return name === 'each_with_index' ? owner : made;
    }
    if (typeof owner === 'number' && name === 'times')
      return each(numbers(0, owner - 1).map((index) => [index]));
    if (typeof owner === 'number' && name === 'upto' && typeof first === 'number')
      return each(numbers(owner, first).map((index) => [index]));
    return unknown;
  }
  if (owner instanceof Map) {
    if (name === '[]' || name === 'fetch')
      return (owner as ReadonlyMap<string, Value>).get(keyOf(first ?? null)) ?? args[1] ?? null;
    if (/^(key\?|has_key\?|include\?)$/.test(name)) return owner.has(keyOf(first ?? null));
    if (name === 'keys') return [...owner.keys()] as readonly Value[];
    if (name === 'values') return [...owner.values()] as readonly Value[];
  }
  if (Array.isArray(owner)) {
    const list = owner as readonly Value[];
    if (name === '[]' && typeof first === 'number') return list.at(first) ?? null;
    if (name === 'first' || name === 'last') return list.at(name === 'first' ? 0 : -1) ?? null;
    if (name === 'join') return joined(list, typeof first === 'string' ? first : '');
    if (/^(include\?)$/.test(name)) return list.includes(first ?? null);
    if (/^(to_a|freeze|flatten|compact)$/.test(name)) return list;
  }
  if (/^(length|size|count)$/.test(name) && (typeof owner === 'string' || Array.isArray(owner)))
    return owner.length;
  if (name === 'nil?') return owner === unknown ? unknown : owner === null;
  if (name === 'to_s' || name === 'to_sym') return wordOf(owner) ?? unknown;
  if (name === 'to_i' && wordOf(owner) !== undefined) return Number.parseInt(wordOf(owner)!, 10) || 0;
  if (typeof owner === 'string') {
    if (name === 'upcase') return owner.toUpperCase();
    if (name === 'downcase') return owner.toLowerCase();
    if (/^(strip|chomp)$/.test(name)) return owner.trim();
    if (name === 'freeze') return owner;
    if (name === 'empty?') return owner === '';
  }
  return unknown;
}

function joined(list: readonly Value[], by: string): Value {
  const words = list.map(wordOf);
  return words.includes(undefined) ? unknown : words.join(by).slice(0, 65_536);
}

/** What a block is given in turn. */
function itemsOf(owner: Value): readonly (readonly Value[])[] | undefined {
  if (owner instanceof Map) return [...(owner as ReadonlyMap<string, Value>)];
  return Array.isArray(owner) ? (owner as readonly Value[]).map((item) => [item]) : undefined;
}

function operated(by: string, left: Value, right: Value): Value {
  if (by === '||' || by === 'or') return left === unknown ? unknown : isTrue(left) ? left : right;
  if (by === '&&' || by === 'and') return left === unknown ? unknown : isTrue(left) ? right : left;
  if (left === unknown || right === unknown) return unknown;
  if (by === '==' || by === '!=') return (left === right) === (by === '==');
  if (by === '%' && typeof left === 'string')
    return formatted(left, Array.isArray(right) ? (right as readonly Value[]) : [right]);
  if (by === '+' && typeof left === 'string' && typeof right === 'string')
    return (left + right).slice(0, 65_536);
  if (by === '+' && Array.isArray(left) && Array.isArray(right))
    return [...left, ...right].slice(0, importLimits.turns) as readonly Value[];
  if (typeof left !== 'number' || typeof right !== 'number') return unknown;
  switch (by) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return right === 0 ? unknown : Math.floor(left / right);
    case '%':
      return right === 0 ? unknown : left % right;
    case '<':
      return left < right;
    case '>':
      return left > right;
    case '<=':
      return left <= right;
    case '>=':
      return left >= right;
    default:
      return unknown;
  }
}

/** `%d`, `%02d`, `%s` (Ruby's Kernel#format). */
function formatted(pattern: string, values: readonly Value[]): Value {
  let next = 0;
  let isKnown = true;
  const text = pattern.replace(/%(0?)(\d{0,2})([dsi%])/g, (_, zero: string, width: string, kind: string) => {
    if (kind === '%') return '%';
    const word = wordOf(values[next] ?? unknown);
    next += 1;
    if (word === undefined) isKnown = false;
    return (word ?? '').padStart(Number(width), zero === '' ? ' ' : '0');
  });
  return isKnown ? text : unknown;
}

function isTrue(value: Value): boolean {
  return value !== null && value !== false;
}

function keyOf(value: Value): string {
  return wordOf(value) ?? '';
}

/** A value as it is put into a text; undefined: it cannot be. */
export function wordOf(value: Value): string | undefined {
  if (value === null) return '';
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined;
}
