import type { Terminal } from '../../engine/machines/shell.js';

/** Somebody who types into a terminal and waits for the prompt. */
export class TypedTerminal {
  readonly #terminal: Terminal;
  #text = '';
  #changed: () => void = () => {};

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
    terminal.onData((chunk) => {
      this.#text += chunk;
      this.#changed();
    });
  }

  /** Everything that was printed. */
  get text(): string {
    return this.#text;
  }

  /** Types lines and waits until each has been run. */
  async type(script: string): Promise<void> {
    for (const line of script.replace(/\n$/, '').split('\n')) {
      const before = this.#text.length;
      this.#terminal.write(`${line}\r`);
      await this.until(() => /(# |> )$/.test(this.#text.slice(before)));
    }
  }

  /** Resolves when it holds, which is asked after each piece of output. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds())
      await new Promise<void>((resolve) => {
        this.#changed = resolve;
      });
  }
}
