import { lookup } from './commands/registry.js';
import type { Terminal, TerminalSize } from '../engine/machines/shell.js';
import type { Lab } from './lab.js';
import { LineEditor } from './line-editor.js';
import { type Host, Input, Interrupted } from './shell/call.js';
import { parseScript } from './shell/parse.js';
import { SimulatedShell } from './shell/run.js';
import { ShellSyntaxError } from './shell/syntax.js';

/** An interactive bash of a simulated node: a line editor in front of the same interpreter and the same node. */
export class FakeTerminal implements Terminal {
  readonly #node: string;
  readonly #shell: SimulatedShell;
  readonly #host: Host;
  readonly #editor: LineEditor;
  readonly #data = new Set<(chunk: string) => void>();
  readonly #close = new Set<(how: 'ended' | 'cut') => void>();
  /** Printed while nobody listened or the reader had asked to wait. */
  #held: string[] = [];
  #waiting: (() => void)[] = [];
  #paused = false;
  #closed: 'ended' | 'cut' | undefined;
  /** Keys that came while a command ran. */
  #typed: string[] = [];
  #running: AbortController | undefined;
  /** Lines that are not a whole command yet. */
  #begun: string;
  #size: TerminalSize;

  /**
   * @param second milliseconds of real time that a second takes for `sleep` and `ping`
   * @param before the terminal of the same id before its connection broke: its folder, variables, history and the line
   *   that was being typed live on
   */
  constructor(lab: Lab, node: string, second: number, size: TerminalSize, before?: FakeTerminal) {
    this.#node = node;
    this.#size = size;
    this.#begun = before === undefined ? '' : before.#begun;
    const signal = (): AbortSignal => this.#running?.signal ?? AbortSignal.abort();
    const now = (): TerminalSize => this.#size;
    this.#host = {
      node: lab.node(node),
      world: lab,
      interactive: true,
      second,
      get signal() {
        return signal();
      },
      get size() {
        return now();
      },
      drained: () => this.#drained(),
    };
    this.#shell = new SimulatedShell(this.#host, lookup, before === undefined ? undefined : before.#shell);
    this.#editor = new LineEditor(
      (text) => this.#send(text),
      before === undefined ? undefined : before.#editor,
    );
    if (before === undefined) this.#prompt();
    else this.#redraw();
  }

  onData(listener: (chunk: string) => void): void {
    this.#data.add(listener);
    this.#flush();
  }

  onClose(listener: (how: 'ended' | 'cut') => void): void {
    if (this.#closed !== undefined) listener(this.#closed);
    else this.#close.add(listener);
  }

  write(data: string): void {
    if (this.#closed !== undefined) return;
    for (const letter of data) {
      if (this.#running === undefined) this.#key(letter);
      else if (letter === '\x03') {
        this.#send('^C\r\n');
        this.#running.abort();
      } else this.#typed.push(letter);
    }
  }

  /** As readline does on SIGWINCH, the line that is being typed is drawn anew. */
  resize(size: TerminalSize): void {
    if (size.cols === this.#size.cols && size.rows === this.#size.rows) return;
    this.#size = size;
    if (this.#running === undefined) this.#redraw();
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#flush();
  }

  close(): void {
    this.end('cut');
  }

  /** @param how `ended`: by the shell itself */
  end(how: 'ended' | 'cut'): void {
    if (this.#closed !== undefined) return;
    this.#closed = how;
    this.#running?.abort();
    for (const go of this.#waiting.splice(0)) go();
    for (const listener of this.#close) listener(how);
  }

  #redraw(): void {
    this.#send('\r\x1b[J');
    this.#prompt();
    this.#editor.redraw();
  }

  #prompt(): void {
    const folder = this.#shell.folder.replace(/^\/root(?=\/|$)/, '~');
    this.#send(this.#begun === '' ? `root@${this.#node}:${folder}# ` : '> ');
  }

  #key(letter: string): void {
    const event = this.#editor.key(letter);
    if (event === undefined) return;
    if (event.kind === 'line') {
      this.#line(event.text);
      return;
    }
    if (event.kind === 'end') {
      this.#send('logout\r\n');
      this.end('ended');
      return;
    }
    if (event.kind === 'interrupt') this.#begun = '';
    if (event.kind === 'clear') this.#send('\x1b[H\x1b[2J');
    this.#prompt();
    if (event.kind === 'clear') this.#editor.redraw();
  }

  #line(text: string): void {
    const script = this.#begun === '' ? text : `${this.#begun}\n${text}`;
    this.#begun = '';
    if (script.trim() === '') {
      this.#prompt();
      return;
    }
    if (incomplete(script)) {
      this.#begun = script;
      this.#prompt();
      return;
    }
    void this.#run(script);
  }

  async #run(script: string): Promise<void> {
    this.#running = new AbortController();
    let exit = false;
    const out = (text: string): void => this.#send(text.replaceAll(/\r?\n/g, '\r\n'));
    try {
      ({ exit } = await this.#shell.runLine(script, { input: new Input(), out, err: out }));
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
    } finally {
      this.#running = undefined;
    }
    if (this.#closed !== undefined) return;
    if (exit) {
      this.#send('logout\r\n');
      this.end('ended');
      return;
    }
    this.#prompt();
    const typed = this.#typed.join('');
    this.#typed = [];
    this.write(typed);
  }

  #send(text: string): void {
    if (this.#closed !== undefined || text === '') return;
    this.#held.push(text);
    this.#flush();
  }

  #flush(): void {
    // A listener may ask for a pause in the middle.
    while (!this.#paused && this.#data.size > 0 && this.#held.length > 0) {
      const chunk = this.#held.shift() ?? '';
      for (const listener of this.#data) listener(chunk);
    }
    if (this.#held.length === 0) for (const go of this.#waiting.splice(0)) go();
  }

  /** Always a turn of the event loop, so that the reader can ask for a pause. */
  async #drained(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    if (this.#running?.signal.aborted === true) throw new Interrupted();
    if (this.#closed !== undefined || this.#held.length === 0) return;
    const { signal } = this.#host;
    await new Promise<void>((resolve) => {
      this.#waiting.push(resolve);
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    if (signal.aborted) throw new Interrupted();
  }
}

function incomplete(script: string): boolean {
  try {
    parseScript(script);
    return false;
  } catch (error) {
    return error instanceof ShellSyntaxError && error.incomplete;
  }
}
