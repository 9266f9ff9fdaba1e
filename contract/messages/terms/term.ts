import type { Language, Text } from '../../text.js';

/** A word of the field with its explanation: one or two sentences a language. */
export interface Term extends Text {
  /** How it is written in texts of each language, at least once; the first is its title there. */
  readonly names: Readonly<Record<Language, readonly [string, ...string[]]>>;
}

type Names = Term['names']['en'];

export function term(zhNames: Names, enNames: Names, zh: string, en: string): Term {
  return { names: { 'zh-CN': zhNames, en: enNames }, 'zh-CN': zh, en };
}
