/** What shall fail, and how long things take. */
export interface FakeOptions {
  /** Milliseconds of each phase of a start; default 30. */
  readonly delay?: number;
  readonly fail?: {
    /** What goes wrong when machines are made. */
    readonly up?: 'image' | 'node' | 'ssh';
    /** The node that does not start; default: the last one. */
    readonly node?: string;
  };
  /** What doctor says. */
  readonly doctor?: 'ok' | 'warning' | 'problem';
  /** Milliseconds that a second of `sleep`, `ping` and the like takes in a terminal; default 1000. */
  readonly second?: number;
}

/**
 * Options from the words of LVSLAB_FAKE: `slow=MS`, `fail-image`, `fail-up[=NODE]`, `fail-ssh[=NODE]`, `doctor-problem`,
 * `doctor-warning`. Those that the constructor was given win.
 */
export function withEnvironment(given: FakeOptions, words: string | undefined): FakeOptions {
  let read: FakeOptions = {};
  for (const word of (words ?? '').split(/\s+/)) {
    const [name = '', value] = word.split('=');
    const node = value === undefined ? {} : { node: value };
    if (name === 'slow') read = { ...read, delay: Number(value) || 1000 };
    else if (name === 'fail-image') read = { ...read, fail: { up: 'image' } };
    else if (name === 'fail-up') read = { ...read, fail: { up: 'node', ...node } };
    else if (name === 'fail-ssh') read = { ...read, fail: { up: 'ssh', ...node } };
    else if (name === 'doctor-problem') read = { ...read, doctor: 'problem' };
    else if (name === 'doctor-warning') read = { ...read, doctor: 'warning' };
  }
  return { ...read, ...given };
}
