import { absolute, exists, isFolder, readFile } from '../files.js';
import { type Call, type Host, Input, Interrupted, type Io, type Lookup } from './call.js';
import { parseScript } from './parse.js';
import { expandFields, expandPieces, expandText, type Scope } from './expand.js';
import { matchesPattern } from './pattern.js';
import { redirected } from './redirect.js';
import { type AndOr, type Command, type Pipeline, type Script, ShellSyntaxError } from './syntax.js';
import { condition } from './test.js';

interface Options {
  readonly errexit?: boolean;
  readonly pipefail?: boolean;
}

class Exit extends Error {
  override readonly name = 'Exit';
  constructor(readonly status: number) {
    super();
  }
}

class Return extends Exit {}

class LoopControl extends Error {
  override readonly name = 'LoopControl';
  constructor(
    readonly kind: 'break' | 'continue',
    public levels: number,
  ) {
    super();
  }
}

/** Commands after which the event loop gets its turn: a loop without an end must stay interruptible. */
const turn = 50;

/** A shell on a simulated node: variables, functions, a folder. */
export class SimulatedShell {
  readonly #host: Host;
  readonly #lookup: Lookup;
  readonly #variables: Map<string, string>;
  readonly #functions: Map<string, Command>;
  #arguments: readonly string[];
  #name = 'bash';
  #folder: string;
  #status = 0;
  #errexit = false;
  #pipefail = false;
  /** Above 0: a failure is asked for, so it does not end a script. */
  #tested = 0;
  #commands = 0;
  /** Status of the last command substitution of the current command, which an assignment takes over. */
  #substituted: number | undefined;

  constructor(host: Host, lookup: Lookup, parent?: SimulatedShell) {
    this.#host = host;
    this.#lookup = lookup;
    this.#variables = new Map(
      parent?.variables ?? [
        ['HOME', '/root'],
        ['USER', 'root'],
        ['PATH', '/usr/sbin:/usr/bin'],
      ],
    );
    this.#functions = new Map(parent === undefined ? [] : parent.#functions);
    this.#arguments = parent === undefined ? [] : parent.#arguments;
    this.#folder = parent === undefined ? '/root' : parent.#folder;
  }

  get variables(): ReadonlyMap<string, string> {
    return this.#variables;
  }

  get folder(): string {
    return this.#folder;
  }

  /** Runs a text to its end. @returns its exit code; rejects with Interrupted only */
  async run(text: string, io: Io, args: readonly string[] = [], options: Options = {}): Promise<number> {
    let script: Script;
    try {
      script = parseScript(text);
    } catch (error) {
      if (!(error instanceof ShellSyntaxError)) throw error;
      io.err(`${this.#name}: ${error.message}\n`);
      return 2;
    }
    if (args.length > 0) this.#arguments = args;
    this.#errexit = options.errexit ?? this.#errexit;
    this.#pipefail = options.pipefail ?? this.#pipefail;
    try {
      return await this.#script(script, io);
    } catch (error) {
      if (error instanceof Exit) return error.status;
      if (error instanceof LoopControl) return 0;
      throw error;
    }
  }

  /** As `run`, and tells whether the text asked the shell to end. */
  async runLine(text: string, io: Io): Promise<{ readonly status: number; readonly exit: boolean }> {
    try {
      return { status: await this.#script(parseScript(text), io), exit: false };
    } catch (error) {
      if (error instanceof Exit) {
        this.#status = error.status;
        return { status: error.status, exit: !(error instanceof Return) };
      }
      if (error instanceof LoopControl) return { status: 0, exit: false };
      if (!(error instanceof ShellSyntaxError)) throw error;
      this.#status = 2;
      io.err(`-bash: ${error.message}\n`);
      return { status: 2, exit: false };
    }
  }

  async #script(script: Script, io: Io): Promise<number> {
    for (const item of script) await this.#andOr(item, io);
    return this.#status;
  }

  async #andOr(item: AndOr, io: Io): Promise<void> {
    // Nothing runs beside anything else here: a background command runs now, with nothing to read.
    const own = item.background ? { ...io, input: new Input() } : io;
    const pipelines = [{ operator: '', pipeline: item.first }, ...item.rest];
    for (const [at, { operator, pipeline }] of pipelines.entries()) {
      if ((operator === '&&' && this.#status !== 0) || (operator === '||' && this.#status === 0)) continue;
      const last = at === pipelines.length - 1;
      const asked = !last || pipeline.negated;
      if (asked) this.#tested += 1;
      try {
        await this.#pipeline(pipeline, own);
      } finally {
        if (asked) this.#tested -= 1;
      }
      if (last && !asked && this.#status !== 0 && this.#errexit && this.#tested === 0)
        throw new Exit(this.#status);
    }
  }

  async #pipeline({ commands, negated }: Pipeline, io: Io): Promise<void> {
    let { input } = io;
    let failed = 0;
    for (const [at, command] of commands.entries()) {
      if (at === commands.length - 1 && commands.length === 1) {
        await this.#command(command, { ...io, input });
        continue;
      }
      // Each side of a pipe is a shell of its own; the left one runs to its end before the right one starts.
      let text = '';
      const piped = at < commands.length - 1;
      const shell = this.#child();
      const out = piped ? (piece: string) => void (text += piece) : io.out;
      this.#status = await shell.#isolated(() => shell.#command(command, { input, out, err: io.err }));
      if (this.#status !== 0) failed = this.#status;
      input = new Input(text);
    }
    if (this.#pipefail && commands.length > 1 && failed !== 0) this.#status = failed;
    if (negated) this.#status = this.#status === 0 ? 1 : 0;
  }

  #child(): SimulatedShell {
    const child = new SimulatedShell(this.#host, this.#lookup, this);
    child.#status = this.#status;
    child.#errexit = this.#errexit;
    child.#pipefail = this.#pipefail;
    child.#tested = this.#tested;
    return child;
  }

  /** Runs in this shell, which is a child, and gives its status: `exit` ends the child only. */
  async #isolated(run: () => Promise<void>): Promise<number> {
    try {
      await run();
    } catch (error) {
      if (error instanceof Exit) return error.status;
      if (error instanceof LoopControl) return 0;
      throw error;
    }
    return this.#status;
  }

  async #command(command: Command, io: Io): Promise<void> {
    if (command.kind === 'simple') return this.#simple(command, io);
    const streams = await redirected(command.redirects, io, this.#scope(io), this.#name);
    if (streams === undefined) {
      this.#status = 1;
      return;
    }
    const { io: own, close } = streams;
    try {
      await this.#compound(command, own);
    } finally {
      close();
    }
  }

  async #compound(command: Exclude<Command, { kind: 'simple' }>, io: Io): Promise<void> {
    switch (command.kind) {
      case 'group':
        await this.#script(command.body, io);
        return;
      case 'subshell': {
        const shell = this.#child();
        this.#status = await shell.#isolated(async () => void (await shell.#script(command.body, io)));
        return;
      }
      case 'function':
        this.#functions.set(command.name, command.body);
        this.#status = 0;
        return;
      case 'if': {
        for (const { test, body } of command.branches) {
          if ((await this.#test(test, io)) === 0) {
            await this.#script(body, io);
            return;
          }
        }
        this.#status = 0;
        if (command.otherwise !== undefined) await this.#script(command.otherwise, io);
        return;
      }
      case 'loop': {
        let status = 0;
        while (((await this.#test(command.test, io)) === 0) !== command.until) {
          const go = await this.#body(command.body, io);
          status = this.#status;
          if (!go) break;
        }
        this.#status = status;
        return;
      }
      case 'for': {
        const values =
          command.words === undefined ? this.#arguments : await expandFields(command.words, this.#scope(io));
        this.#status = 0;
        for (const value of values) {
          this.#variables.set(command.name, value);
          if (!(await this.#body(command.body, io))) break;
        }
        return;
      }
      case 'case': {
        const subject = await expandText(command.subject, this.#scope(io));
        this.#status = 0;
        for (const { patterns, body } of command.arms) {
          for (const pattern of patterns) {
            if (!matchesPattern(subject, await expandPieces(pattern, this.#scope(io)))) continue;
            await this.#script(body, io);
            return;
          }
        }
      }
    }
  }

  async #test(script: Script, io: Io): Promise<number> {
    this.#tested += 1;
    try {
      return await this.#script(script, io);
    } finally {
      this.#tested -= 1;
    }
  }

  /** One pass of a loop. @returns false: the loop ends */
  async #body(body: Script, io: Io): Promise<boolean> {
    try {
      await this.#script(body, io);
    } catch (error) {
      if (!(error instanceof LoopControl)) throw error;
      error.levels -= 1;
      if (error.levels > 0) throw error;
      return error.kind === 'continue';
    }
    return true;
  }

  async #simple(command: Extract<Command, { kind: 'simple' }>, io: Io): Promise<void> {
    this.#commands += 1;
    if (this.#commands % turn === 0) await new Promise((resolve) => setImmediate(resolve));
    if (this.#host.signal.aborted) throw new Interrupted();
    this.#substituted = undefined;
    const words = await expandFields(command.words, this.#scope(io));
    const values: [string, string][] = [];
    for (const { name, value } of command.assignments)
      values.push([name, await expandText(value, this.#scope(io))]);
    const streams = await redirected(command.redirects, io, this.#scope(io), this.#name);
    if (streams === undefined) {
      this.#status = 1;
      return;
    }
    try {
      if (words.length === 0) {
        for (const [name, value] of values) this.#variables.set(name, value);
        this.#status = this.#substituted ?? 0;
        return;
      }
      const kept = values.map(([name]) => [name, this.#variables.get(name)] as const);
      for (const [name, value] of values) this.#variables.set(name, value);
      try {
        this.#status = await this.#invoke(words, streams.io);
      } finally {
        for (const [name, value] of kept) {
          if (value === undefined) this.#variables.delete(name);
          else this.#variables.set(name, value);
        }
      }
    } finally {
      if (!streams.close()) this.#status = 1;
    }
  }

  async #invoke(words: readonly string[], io: Io): Promise<number> {
    const [name = '', ...args] = words;
    const own = this.#functions.get(name);
    if (own !== undefined) return this.#function(own, args, io);
    const builtin = await this.#builtin(name, args, io);
    if (builtin !== undefined) return builtin;
    const found = this.#lookup(name.replace(/^\/(usr\/)?(local\/)?s?bin\//, ''), this.#host);
    if (found === undefined) {
      io.err(
        name.includes('/')
          ? `${this.#name}: ${name}: No such file or directory\n`
          : `${this.#name}: ${name}: command not found\n`,
      );
      return 127;
    }
    const status = await found(this.#call(name, args, io));
    this.#host.world.settle();
    return status;
  }

  #call(name: string, args: readonly string[], io: Io): Call {
    const { node, world } = this.#host;
    return {
      name,
      args,
      host: this.#host,
      node,
      world,
      folder: this.#folder,
      environment: this.#variables,
      input: io.input,
      out: io.out,
      err: io.err,
      run: (script, parameters = [], options = {}) => {
        const shell = new SimulatedShell(this.#host, this.#lookup, this);
        shell.#errexit = false;
        return shell.run(script, io, parameters, options);
      },
      invoke: (words) => this.#invoke(words, io),
    };
  }

  async #function(body: Command, args: readonly string[], io: Io): Promise<number> {
    const before = this.#arguments;
    this.#arguments = args;
    try {
      await this.#command(body, io);
      return this.#status;
    } catch (error) {
      if (error instanceof Return) return error.status;
      throw error;
    } finally {
      this.#arguments = before;
    }
  }

  /** What changes the shell itself (XCU 2.14); undefined: no builtin. */
  async #builtin(name: string, args: readonly string[], io: Io): Promise<number | undefined> {
    const [first, second] = args;
    switch (name) {
      case ':':
      case 'umask':
      case 'trap':
      case 'wait':
        return 0;
      case 'cd':
        return this.#changeFolder(first ?? '/root', io);
      case 'pwd':
        io.out(`${this.#folder}\n`);
        return 0;
      case 'exit':
        throw new Exit(Number(first ?? this.#status));
      case 'return':
        throw new Return(Number(first ?? this.#status));
      case 'break':
      case 'continue':
        throw new LoopControl(name, Number(first ?? 1));
      case 'shift':
        this.#arguments = this.#arguments.slice(Number(first ?? 1));
        return 0;
      case 'set':
        this.#errexit = this.#errexit || /^-\w*e/.test(first ?? '');
        this.#pipefail = this.#pipefail || second === 'pipefail';
        return 0;
      case 'export':
      case 'local':
      case 'readonly':
        for (const each of args) {
          const [key = '', ...value] = each.split('=');
          if (each.includes('=')) this.#variables.set(key, value.join('='));
        }
        return 0;
      case 'unset':
        for (const each of args) this.#variables.delete(each);
        return 0;
      case 'eval':
        return this.#script(parseScript(args.join(' ')), io);
      case '.':
      case 'source': {
        const text = readFile(this.#host.node, absolute(this.#folder, first ?? ''));
        if (text !== undefined) return this.#script(parseScript(text), io);
        io.err(`${this.#name}: ${first}: No such file or directory\n`);
        return 1;
      }
      case 'read':
        return this.#read(
          args.filter((each) => !each.startsWith('-')),
          io,
        );
      case '[':
      case 'test':
        return condition(name === '[' ? args.slice(0, -1) : args, {
          isFile: (path) => readFile(this.#host.node, absolute(this.#folder, path)) !== undefined,
          isFolder: (path) => isFolder(this.#host.node, absolute(this.#folder, path)),
          size: (path) => readFile(this.#host.node, absolute(this.#folder, path))?.length ?? 0,
        });
      case 'command':
        if (first !== '-v') return this.#invoke(args, io);
        return this.#which(second ?? '', io);
      case 'type':
        return this.#which(first ?? '', io);
      case 'exec':
        return args.length === 0 ? 0 : this.#invoke(args, io);
      default:
        return undefined;
    }
  }

  #which(name: string, io: Io): number {
    const plain = name.replace(/^.*\//, '');
    if (this.#functions.has(name) || this.#lookup(plain, this.#host) === undefined) return 1;
    io.out(`/usr/sbin/${plain}\n`);
    return 0;
  }

  #changeFolder(to: string, io: Io): number {
    const path = absolute(this.#folder, to);
    if (!isFolder(this.#host.node, path)) {
      const why = exists(this.#host.node, path) ? 'Not a directory' : 'No such file or directory';
      io.err(`${this.#name}: cd: ${to}: ${why}\n`);
      return 1;
    }
    this.#folder = path;
    return 0;
  }

  #read(names: readonly string[], io: Io): number {
    const line = io.input.line();
    const fields = (line ?? '').trim().split(/\s+/);
    for (const [at, name] of names.entries()) {
      const value = at === names.length - 1 ? fields.slice(at).join(' ') : (fields[at] ?? '');
      this.#variables.set(name, value);
    }
    return line === undefined ? 1 : 0;
  }

  #scope(io: Io): Scope {
    return {
      node: this.#host.node,
      folder: this.#folder,
      arguments: this.#arguments,
      parameter: (name) => this.#parameter(name),
      assign: (name, value) => void this.#variables.set(name, value),
      substitute: async (script) => {
        let text = '';
        const shell = this.#child();
        const own = { input: io.input, out: (piece: string) => void (text += piece), err: io.err };
        this.#substituted = await shell.#isolated(async () => void (await shell.#script(script, own)));
        return text.replace(/\n+$/, '');
      },
    };
  }

  #parameter(name: string): string | undefined {
    switch (name) {
      case '?':
        return String(this.#status);
      case '$':
        return '4242';
      case '#':
        return String(this.#arguments.length);
      case '@':
      case '*':
        return this.#arguments.join(' ');
      case '0':
        return this.#name;
      // As bash does with checkwinsize: what the terminal is now.
      case 'COLUMNS':
        return this.#host.size?.cols.toString() ?? this.#variables.get(name);
      case 'LINES':
        return this.#host.size?.rows.toString() ?? this.#variables.get(name);
      default:
        return /^\d+$/.test(name) ? this.#arguments[Number(name) - 1] : this.#variables.get(name);
    }
  }
}
