export interface FlowLimits {
  /** Characters after which the engine is told at once. */
  readonly batch: number;
  /** Milliseconds without anything shown after which it is told of the rest. */
  readonly idle: number;
}

/**
 * Counts what a terminal has shown and tells it in batches: the parser's progress, not arrival, lets the engine send
 * more.
 */
export class TerminalFlow {
  readonly #took: (characters: number) => void;
  readonly #limits: FlowLimits;
  #shown = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(took: (characters: number) => void, limits: FlowLimits = { batch: 32_768, idle: 50 }) {
    this.#took = took;
    this.#limits = limits;
  }

  shown(characters: number): void {
    this.#shown += characters;
    clearTimeout(this.#timer);
    if (this.#shown >= this.#limits.batch) return this.#tell();
    this.#timer = setTimeout(() => this.#tell(), this.#limits.idle);
  }

  /** Forgets what was not told: for a subscription that has ended. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#shown = 0;
  }

  #tell(): void {
    const characters = this.#shown;
    this.#shown = 0;
    if (characters > 0) this.#took(characters);
  }
}
