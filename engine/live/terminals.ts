import { setTimeout as sleep } from 'node:timers/promises';
import type { TerminalEvent, TerminalView } from '../../contract/views.js';
import type { Terminal, TerminalSize } from '../machines/shell.js';
import { Replay } from './replay.js';

/** Characters that are sent ahead of what a view has shown; then the node's program has to wait. */
const ahead = 256 * 1024;
/** Characters that are kept for a view that comes later: of the end of what was printed. */
const kept = 1024 * 1024;
/** Characters typed while there is no connection that wait for it: a few commands, no file. */
const typedAhead = 4096;
/** Milliseconds during which a broken connection is made anew. */
const patience = 60_000;
/** Milliseconds for which a new terminal waits for a view to say how large it is. */
const sizeless = 1000;
/** What a terminal is that nobody looks at. */
const usualSize: TerminalSize = { cols: 80, rows: 24 };

/**
 * A terminal that lives in the engine: views come and go, and each is first told what was printed before. A connection
 * that breaks is made again, and finds the same shell. The first connection waits for a view to say its size: a shell
 * whose terminal changes while it starts may take a long line for one that fits.
 */
export class LiveTerminal {
  readonly #dial: (size: TerminalSize) => Promise<Terminal>;
  readonly #onChange: () => void;
  /** What the learner typed, once a line has ended: something may have changed. */
  readonly #onLine: () => void;
  /** The node has printed something. */
  readonly #onPrint: () => void;
  readonly #away: () => boolean;
  readonly #views = new Set<(event: TerminalEvent) => void>();
  #terminal: Terminal | undefined;
  #size = usualSize;
  #begun = false;
  #state: TerminalView['state'] = 'connecting';
  readonly #replay = new Replay(kept);
  /** What was typed while there was no connection. */
  #typed = '';
  #sent = 0;
  #closed = false;

  constructor(
    dial: (size: TerminalSize) => Promise<Terminal>,
    on: {
      readonly change: () => void;
      readonly line: () => void;
      readonly print: () => void;
      /** The machine is known not to answer now (it restarts, is off or paused): it is waited for, however long. */
      readonly away?: () => boolean;
    },
  ) {
    this.#dial = dial;
    this.#onChange = on.change;
    this.#onLine = on.line;
    this.#onPrint = on.print;
    this.#away = on.away ?? (() => false);
    setTimeout(() => this.#begin(), sizeless);
  }

  get state(): TerminalView['state'] {
    return this.#state;
  }

  /** Tells what was printed and what is being printed, until the signal comes. */
  async watch(signal: AbortSignal, onEvent: (event: TerminalEvent) => void): Promise<void> {
    if (signal.aborted) return;
    onEvent({ type: 'replay', data: this.#replay.text });
    onEvent({ type: 'state', state: this.#state });
    this.#views.add(onEvent);
    this.#sent = 0;
    this.#terminal?.resume();
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    this.#views.delete(onEvent);
    // Nobody takes anything now: what is printed goes to the replay alone.
    if (this.#views.size === 0) this.#taken(this.#sent);
  }

  took(characters: number): void {
    this.#taken(characters);
  }

  write(data: string): void {
    if (this.#terminal !== undefined) this.#terminal.write(data);
    else if (this.#state !== 'ended') this.#typed = (this.#typed + data).slice(0, typedAhead);
    if (/[\r\n]/.test(data)) this.#onLine();
  }

  resize(size: TerminalSize): void {
    this.#size = size;
    this.#terminal?.resize(size);
    this.#begin();
  }

  close(): void {
    this.#closed = true;
    this.#terminal?.close();
    this.#become('ended');
  }

  #begin(): void {
    if (this.#begun) return;
    this.#begun = true;
    void this.#connect();
  }

  async #connect(): Promise<void> {
    let until = Date.now() + patience;
    while (!this.#closed) {
      try {
        const terminal = await this.#dial(this.#size);
        if (this.#closed) return terminal.close();
        this.#attach(terminal);
        return;
      } catch {
        if (this.#away()) until = Date.now() + patience;
        if (Date.now() > until) return this.#become('ended');
        await sleep(1000);
      }
    }
  }

  #attach(terminal: Terminal): void {
    this.#terminal = terminal;
    terminal.resize(this.#size);
    terminal.onData((data) => this.#print(data));
    terminal.onClose((how) => {
      this.#terminal = undefined;
      if (this.#closed) return;
      this.#become(how);
      if (how === 'cut') void this.#connect();
    });
    this.#become('open');
    if (this.#typed !== '') terminal.write(this.#typed);
    this.#typed = '';
  }

  #print(data: string): void {
    this.#replay.add(data);
    this.#onPrint();
    for (const view of this.#views) view({ type: 'data', data });
    if (this.#views.size === 0) return;
    this.#sent += data.length;
    if (this.#sent > ahead) this.#terminal?.pause();
  }

  #taken(characters: number): void {
    this.#sent = Math.max(0, this.#sent - characters);
    if (this.#sent <= ahead) this.#terminal?.resume();
  }

  #become(state: TerminalView['state']): void {
    if (this.#state === state) return;
    this.#state = state;
    for (const view of this.#views) view({ type: 'state', state });
    this.#onChange();
  }
}
