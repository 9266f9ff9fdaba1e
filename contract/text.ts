import { visible } from './visible.js';

/** A text that somebody wrote in one language only is the same in both. */
export function bothLanguages(text: Text | string): Text {
  return typeof text === 'string' ? { 'zh-CN': text, en: text } : text;
}

/** The languages that every text a person reads exists in. */
export const languages = ['zh-CN', 'en'] as const;
export type Language = (typeof languages)[number];

/** A text in every language; a missing one does not compile. */
export type Text = Readonly<Record<Language, string>>;

/** A text with parameters: one function a language, all of the same parameter shape. */
export type Template<P> = Readonly<Record<Language, (params: P) => string>>;

type AnyTemplate = Template<never>;
export type Catalogue = Readonly<Record<string, AnyTemplate>>;
export type ParamsOf<T> = T extends Template<infer P> ? P : never;

/** Declares one entry of a catalogue with its parameter shape. */
export function template<P>(entry: Template<P>): Template<P> {
  return entry;
}

/** The same, of one sentence a language. */
export function entry<P>(zh: (p: P) => string, en: (p: P) => string): Template<P> {
  return { 'zh-CN': zh, en };
}

/** A sentence as data: made where something is known, worded where somebody reads it. */
export type MessageOf<C extends Catalogue> = {
  [K in keyof C & string]: { readonly code: K; readonly params: ParamsOf<C[K]> };
}[keyof C & string];

/**
 * Words a message in a language. One that this catalogue cannot word (a journal of another version, or a damaged one) is
 * shown as it is stored. What guests and packs put into a sentence is made visible here.
 */
export function word<C extends Catalogue>(catalogue: C, message: MessageOf<C>, language: Language): string {
  const known = Object.hasOwn(catalogue, message.code);
  const entry = catalogue[message.code] as Template<unknown>;
  try {
    if (known) return visible(entry[language](message.params));
  } catch {
    // parameters of another shape
  }
  return visible(`${message.code} ${JSON.stringify(message.params)}`);
}

/**
 * The language for a locale such as `zh_CN.UTF-8`, `zh-Hans` or `C` (POSIX.1 §8.2, BCP 47):
 * any Chinese locale is zh-CN, everything else is en.
 */
export function languageOf(locale: string | undefined): Language {
  return /^zh([-_.]|$)/i.test(locale ?? '') ? 'zh-CN' : 'en';
}

/** The text for a word of a closed list; for one that is not in it (a journal of another version) the word itself. */
export function textFor(texts: Readonly<Record<string, Text>>, key: string, language: Language): string {
  return (Object.hasOwn(texts, key) ? texts[key]?.[language] : undefined) ?? key;
}
