/** What shall fail, how long things take, and where films are. */
export interface RecordedOptions {
  /** Milliseconds of each phase of a start, and of a script; default 30. */
  readonly delay?: number;
  readonly fail?: {
    /** What goes wrong when machines are made. */
    readonly up?: 'image' | 'node' | 'ssh';
    /** The node that does not start; default: the last one. */
    readonly node?: string;
  };
  /** What doctor says. */
  readonly doctor?: 'ok' | 'warning' | 'problem';
  /** Folders of films that come before ours. */
  readonly films?: readonly string[];
}

/**
 * Options from the words of LVSLAB_RECORDED: `slow=MS`, `fail-image`, `fail-up[=NODE]`, `fail-ssh[=NODE]`,
 * `doctor-problem`, `doctor-warning`, `films=FOLDER`. Those that the constructor was given win.
 */
export function withEnvironment(given: RecordedOptions, words: string | undefined): RecordedOptions {
  let read: RecordedOptions = {};
  for (const word of (words ?? '').split(/\s+/)) {
    const [name = '', value] = word.split('=');
    const node = value === undefined ? {} : { node: value };
    if (name === 'slow') read = { ...read, delay: Number(value) || 1000 };
    else if (name === 'fail-image') read = { ...read, fail: { up: 'image' } };
    else if (name === 'fail-up') read = { ...read, fail: { up: 'node', ...node } };
    else if (name === 'fail-ssh') read = { ...read, fail: { up: 'ssh', ...node } };
    else if (name === 'doctor-problem') read = { ...read, doctor: 'problem' };
    else if (name === 'doctor-warning') read = { ...read, doctor: 'warning' };
    else if (name === 'films' && value !== undefined) read = { ...read, films: [value] };
  }
  return { ...read, ...given };
}
