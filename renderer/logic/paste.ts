export interface Paste {
  /** What may go to a terminal: no control characters but tabs and line ends. */
  readonly text: string;
  readonly lines: readonly string[];
  /** Several lines may run before anybody has read them. */
  readonly ask: boolean;
}

// C0 and C1 controls could end a bracketed paste or press keys.
// oxlint-disable-next-line no-control-regex -- they are what it is about
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** What to do with a pasted text. */
export function pasteOf(pasted: string): Paste {
  const text = pasted.replace(/\r\n?/g, '\n').replace(controls, '');
  const lines = text.replace(/\n$/, '').split('\n');
  return { text, lines, ask: lines.length > 1 };
}
