import { FitAddon } from '@xterm/addon-fit';
import { SearchAddon } from '@xterm/addon-search';
import { UnicodeGraphemesAddon } from '@xterm/addon-unicode-graphemes';
import { WebLinksAddon } from '@xterm/addon-web-links';
import { type ITheme, Terminal } from '@xterm/xterm';
import type { TerminalEvent, TerminalView } from '../../contract/views.js';
import type { Client } from '../base/engine.js';
import { TerminalFlow } from '../logic/flow.js';
import { pasteOf } from '../logic/paste.js';

export interface ScreenOptions {
  readonly fontSize: number;
  readonly theme: ITheme;
  readonly screenReader: boolean;
  readonly onLink: (url: string) => void;
  readonly onSearch: () => void;
  /** Larger by so many pixels; 0: as usual. */
  readonly onZoom: (by: number) => void;
  /** Does selecting copy? */
  readonly copyOnSelect: () => boolean;
  /** May these lines be pasted? */
  readonly askPaste: (lines: readonly string[]) => Promise<boolean>;
  readonly onState: (state: TerminalView['state']) => void;
}

/** Milliseconds for which a shell that has spoken is waited for to listen, if it does not say so. */
const promptless = 1500;

/** One of the engine's terminals on the screen: an xterm that follows it over reconnections. */
export class TerminalScreen {
  readonly #terminal: Terminal;
  readonly #fit = new FitAddon();
  readonly #search = new SearchAddon();
  readonly #id: string;
  readonly #options: ScreenOptions;
  #client: Client | undefined;
  #watching: AbortController | undefined;
  #flow: TerminalFlow | undefined;
  /** While the past is shown again, the terminal's answers to it must not reach the shell. */
  #replaying = false;
  /** Does the shell listen? Before its prompt it would not know a paste from typing. */
  #ready = false;
  readonly #waiting: string[] = [];
  #patience: ReturnType<typeof setTimeout> | undefined;
  #host: HTMLElement | undefined;

  constructor(id: string, options: ScreenOptions) {
    this.#id = id;
    this.#options = options;
    this.#terminal = new Terminal({
      allowProposedApi: true, // the Unicode version is one
      scrollback: 5000,
      cursorBlink: false,
      fontFamily: '"DejaVu Sans Mono", "Cascadia Mono", Menlo, Consolas, "Noto Sans Mono CJK SC", monospace',
      fontSize: options.fontSize,
      theme: options.theme,
      screenReaderMode: options.screenReader,
      linkHandler: { activate: (_event, url) => options.onLink(url) },
    });
    this.#terminal.loadAddon(this.#fit);
    this.#terminal.loadAddon(this.#search);
    this.#terminal.loadAddon(new UnicodeGraphemesAddon());
    this.#terminal.loadAddon(new WebLinksAddon((_event, url) => options.onLink(url)));
    this.#terminal.attachCustomKeyEventHandler((event) => this.#isForShell(event));
    this.#terminal.onData((data) => this.#send(data));
    this.#terminal.onBinary((data) => this.#send(data));
    this.#terminal.onSelectionChange(() => {
      if (options.copyOnSelect()) this.copy();
    });
    this.#terminal.onResize(({ cols, rows }) => {
      this.#call((client) => client.call('resizeTerminal', { terminal: id, cols, rows }));
    });
  }

  /** Puts it into a place of the page. */
  open(host: HTMLElement, label: string): void {
    this.#host = host;
    this.#terminal.open(host);
    this.#terminal.textarea?.setAttribute('aria-label', label);
    // Before xterm: several lines are asked about.
    host.addEventListener('paste', this.#pasted, { capture: true });
    host.addEventListener('wheel', this.#wheeled, { capture: true, passive: false });
    this.fit();
  }

  /** Follows the terminal on a connection: what it printed before, then what comes. */
  follow(client: Client | undefined): void {
    this.#watching?.abort();
    this.#flow?.stop();
    this.#client = client;
    this.#ready = false;
    clearTimeout(this.#patience);
    this.#replaying = false;
    if (client === undefined) return;
    const watching = new AbortController();
    const flow = new TerminalFlow((characters) => {
      this.#call((now) => now.call('tookTerminal', { terminal: this.#id, characters }));
    });
    this.#watching = watching;
    this.#flow = flow;
    const onEvent = (event: TerminalEvent) => {
      if (watching.signal.aborted) return;
      switch (event.type) {
        case 'replay':
          this.#replaying = true;
          this.#terminal.reset();
          this.#terminal.write(event.data, () => {
            if (watching.signal.aborted) return;
            this.#replaying = false;
            if (event.data !== '') this.#hasSpoken();
          });
          return this.#sayItsSize(client);
        case 'data':
          return this.#terminal.write(event.data, () => {
            if (watching.signal.aborted) return;
            flow.shown(event.data.length);
            this.#hasSpoken();
          });
        case 'state':
          return this.#options.onState(event.state);
      }
    };
    client
      .call('watchTerminal', { terminal: this.#id }, { signal: watching.signal, onEvent })
      .catch(() => undefined); // it ended, or the connection did: both are shown elsewhere
  }

  /**
   * Runs commands as one paste: a shell with bracketed paste reads all lines before the first one runs. Typed ahead, those
   * after an apt-get would be thrown away, as it empties its input.
   */
  run(commands: string): void {
    if (!this.#ready) {
      this.#waiting.push(commands);
      return;
    }
    this.#terminal.paste(commands);
    this.#send('\r');
    this.#terminal.scrollToBottom();
  }

  focus(): void {
    this.#terminal.focus();
  }

  fit(): void {
    if (this.#host === undefined || this.#host.clientWidth < 40 || this.#host.clientHeight < 20) return;
    this.#fit.fit();
  }

  look(fontSize: number, theme: ITheme, screenReader: boolean): void {
    this.#terminal.options.theme = theme;
    this.#terminal.options.screenReaderMode = screenReader;
    if (this.#terminal.options.fontSize !== fontSize) {
      this.#terminal.options.fontSize = fontSize;
      this.fit();
    }
  }

  /**
   * Shows a match and selects it.
   *
   * @param how `typing`: the match that is shown stays while it still fits
   * @returns is there one?
   */
  find(text: string, how: 'typing' | 'next' | 'previous'): boolean {
    if (text === '') {
      this.#terminal.clearSelection();
      return true;
    }
    return how === 'previous'
      ? this.#search.findPrevious(text)
      : this.#search.findNext(text, { incremental: how === 'typing' });
  }

  get hasSelection(): boolean {
    return this.#terminal.hasSelection();
  }

  selectAll(): void {
    this.#terminal.selectAll();
  }

  /** Forgets what has scrolled away; the line with the prompt stays. */
  clear(): void {
    this.#terminal.clear();
  }

  /** @returns was it allowed to? The keys always are. */
  async pasteFromClipboard(): Promise<boolean> {
    this.focus();
    if (window.lvslab !== undefined) {
      await window.lvslab.paste();
      return true;
    }
    const text = await navigator.clipboard.readText().catch(() => undefined);
    if (text !== undefined) this.#paste(text);
    return text !== undefined;
  }

  copy(): void {
    const text = this.#terminal.getSelection();
    if (text !== '') navigator.clipboard.writeText(text).catch(() => undefined);
  }

  dispose(): void {
    clearTimeout(this.#patience);
    this.#watching?.abort();
    this.#flow?.stop();
    this.#host?.removeEventListener('paste', this.#pasted, { capture: true });
    this.#host?.removeEventListener('wheel', this.#wheeled, { capture: true });
    this.#terminal.dispose();
  }

  /**
   * A shell that was heard takes commands when it listens: it switches bracketed paste on then. What comes earlier is
   * echoed by the terminal, and once more by the shell. One that does not know bracketed paste is waited for a while.
   */
  #hasSpoken(): void {
    if (this.#ready) return;
    clearTimeout(this.#patience);
    if (this.#terminal.modes.bracketedPasteMode) this.#isReady();
    else this.#patience = setTimeout(() => this.#isReady(), promptless);
  }

  #isReady(): void {
    this.#ready = true;
    for (const commands of this.#waiting.splice(0)) this.run(commands);
  }

  #sayItsSize(client: Client): void {
    const { cols, rows } = this.#terminal;
    client.call('resizeTerminal', { terminal: this.#id, cols, rows }).catch(() => undefined);
  }

  #send(data: string): void {
    if (this.#replaying) return;
    this.#call((client) => client.call('writeTerminal', { terminal: this.#id, data }));
  }

  #call(ask: (client: Client) => Promise<unknown>): void {
    if (this.#client === undefined) return;
    ask(this.#client).catch(() => undefined);
  }

  /** Keys that are the window's; all others go to the shell, Tab among them. */
  #isForShell(event: KeyboardEvent): boolean {
    if (event.key === 'F6' || event.key === 'F1') return false;
    const zoom = event.ctrlKey && !event.altKey && !event.shiftKey ? zoomKeys[event.key] : undefined;
    if (zoom !== undefined) {
      event.preventDefault();
      if (event.type === 'keydown') this.#options.onZoom(zoom);
      return false;
    }
    if (!event.ctrlKey || !event.shiftKey || event.altKey) return true;
    switch (event.code) {
      case 'KeyC':
        if (event.type === 'keydown') {
          event.preventDefault();
          this.copy();
        }
        return false;
      case 'KeyF':
        if (event.type === 'keydown') {
          event.preventDefault();
          this.#options.onSearch();
        }
        return false;
      case 'KeyK':
      case 'KeyV': // the browser makes a paste event of it
        return false;
      default:
        return true;
    }
  }

  readonly #wheeled = (event: WheelEvent): void => {
    if (!event.ctrlKey || event.deltaY === 0) return;
    event.preventDefault();
    event.stopPropagation();
    this.#options.onZoom(event.deltaY < 0 ? 1 : -1);
  };

  readonly #pasted = (event: ClipboardEvent): void => {
    event.preventDefault();
    event.stopPropagation();
    this.#paste(event.clipboardData?.getData('text/plain') ?? '');
  };

  #paste(text: string): void {
    const paste = pasteOf(text);
    if (paste.text === '') return;
    if (!paste.ask) return this.#terminal.paste(paste.text);
    void this.#options.askPaste(paste.lines).then((yes) => {
      // Bracketed if the shell wants it so: xterm knows.
      if (yes) this.#terminal.paste(paste.text);
      this.focus();
    });
  }
}

/** With Ctrl, as terminals have it. */
const zoomKeys: Readonly<Record<string, number>> = { '=': 1, '+': 1, '-': -1, '0': 0 };
