export interface Fence {
  /** The node that the block is for. */
  readonly node?: string;
  /** May it be typed into the node's terminal by a button? */
  readonly run: boolean;
}

/** What stands after the language of a fenced block: ```` ```sh {node=director run} ````. Anything else is left alone. */
export function parseFence(meta: string | undefined): Fence {
  const inner = /\{([^{}]*)\}/.exec(meta ?? '')?.[1] ?? '';
  let node: string | undefined;
  let run = false;
  for (const word of inner.split(/\s+/)) {
    if (word === 'run') run = true;
    const named = /^node=([A-Za-z0-9][A-Za-z0-9-]*)$/.exec(word);
    if (named !== null) node = named[1];
  }
  return node === undefined ? { run: false } : { node, run };
}

/** A block as it is put into a terminal, without the Return that runs it. */
export function commandsOf(code: string): string {
  const text = code.replace(/\r\n?/g, '\n');
  let end = text.length;
  while (text[end - 1] === '\n') end -= 1;
  return text.slice(0, end);
}
