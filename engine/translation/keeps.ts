import { differingBlock } from '../packs/commands.js';

/** Why a translation is not taken. */
export type Refusal =
  | 'unknown'
  | 'empty'
  | 'fuzzy'
  | 'source-changed'
  | 'control'
  | 'variables'
  | 'commands'
  | 'too-long'
  | 'place';

/** Variables of a lab and files that are put in, as they are written; `$${x}` is a shell's own (engine/packs/vars, includes). */
const placeholder = /\$?\$\{([a-z][a-z0-9_]{0,39}|include [^{}]*(?:\$\{[a-z0-9_]*\}[^{}]*)*)\}/g;

/**
 * What a translation must have as its source has it: variables and included files, each as often as one likes; commands, in steps' texts.
 * @returns what it does not keep; undefined: all is there
 */
export function notKept(source: string, translation: string, isStep: boolean): Refusal | undefined {
  const [wanted, given] = [placeholders(source), placeholders(translation)];
  if (wanted.size !== given.size || [...wanted].some((each) => !given.has(each))) return 'variables';
  return isStep && differingBlock(source, translation) !== undefined ? 'commands' : undefined;
}

function placeholders(text: string): ReadonlySet<string> {
  const found = [...text.matchAll(placeholder)].map(([whole]) => whole);
  return new Set(found.filter((each) => !each.startsWith('$$')).map((each) => each.replace(/ +/g, ' ')));
}
