/** What a build or a download is doing. */
export interface ImageProgress {
  readonly phase: 'waiting' | 'packages' | 'pack' | 'checksums' | 'download' | 'done';
  /** Share of the whole that is done, 0 to 1; absent while nothing can be said. */
  readonly fraction?: number;
  /** The step inside the phase, as the tool words it. */
  readonly detail?: string;
  /** Seconds since the start. */
  readonly elapsed: number;
}

export type OnProgress = (event: ImageProgress) => void;

/** Sends progress, and again every second while nothing changes: a person sees that it lives. */
export class Progress {
  readonly #send: OnProgress;
  readonly #start = performance.now();
  readonly #timer: NodeJS.Timeout;
  #last: Omit<ImageProgress, 'elapsed'> = { phase: 'packages' };

  constructor(send: OnProgress) {
    this.#send = send;
    this.#timer = setInterval(() => this.#emit(), 1000);
    this.#timer.unref();
  }

  update(event: Omit<ImageProgress, 'elapsed'>): void {
    this.#last = event;
    this.#emit();
  }

  [Symbol.dispose](): void {
    this.end();
  }

  end(): void {
    clearInterval(this.#timer);
  }

  #emit(): void {
    this.#send({ ...this.#last, elapsed: (performance.now() - this.#start) / 1000 });
  }
}

/** Lines of mmdebstrap and of our hooks that say how far the first phase is: measured shares of its time. */
const marks: readonly (readonly [RegExp, number])[] = [
  [/^I: running apt-get update/, 0.02],
  [/^I: downloading packages/, 0.05],
  [/^I: installing essential/, 0.15],
  [/^I: installing remaining/, 0.25],
  [/^lvslab: fetch /, 0.6],
  [/^lvslab: kernel/, 0.78],
  [/^lvslab: repository/, 0.82],
  [/^lvslab: packages/, 0.87],
  [/^lvslab: apt/, 0.9],
  [/^I: creating tarball/, 0.95],
];

/** The progress that a line of mmdebstrap's output stands for: share of the package phase, and words. */
export function packageProgress(line: string): { fraction: number; detail: string } | undefined {
  const mark = marks.find(([pattern]) => pattern.test(line));
  return mark === undefined ? undefined : { fraction: mark[1], detail: line.replace(/^(I|lvslab): /, '') };
}
