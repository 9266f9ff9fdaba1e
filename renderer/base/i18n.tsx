import { createContext, type ReactNode, use, useCallback } from 'react';
import { I18nProvider } from 'react-aria-components';
import { LabError } from '../../contract/errors.js';
import { type ErrorMessage, errorCatalogue } from '../../contract/messages/errors.js';
import { type Language, type ParamsOf, type Template, type Text, word } from '../../contract/text.js';

/** The texts of one part of the window: plain ones, and ones with parameters. */
export type Texts = Readonly<Record<string, Text | Template<never>>>;

/** Says a text of a table; what a text needs must be given. */
export type Say<T extends Texts> = <K extends keyof T & string>(
  key: K,
  ...params: T[K] extends Text ? [] : [ParamsOf<T[K]>]
) => string;

const LanguageContext = createContext<Language>('zh-CN');

export function LanguageProvider({
  language,
  children,
}: {
  readonly language: Language;
  readonly children: ReactNode;
}) {
  return (
    <LanguageContext value={language}>
      <I18nProvider locale={language}>{children}</I18nProvider>
    </LanguageContext>
  );
}

export function useLanguage(): Language {
  return use(LanguageContext);
}

export function useSay<T extends Texts>(texts: T): Say<T> {
  const language = useLanguage();
  return useCallback((key, ...params) => say(texts, language, key, ...params), [texts, language]);
}

export function say<T extends Texts, K extends keyof T & string>(
  texts: T,
  language: Language,
  key: K,
  ...params: T[K] extends Text ? [] : [ParamsOf<T[K]>]
): string {
  const entry = texts[key]![language] as string | ((params: unknown) => string);
  return typeof entry === 'string' ? entry : entry(params[0]);
}

/** Words anything that was thrown. */
export function wordError(error: unknown, language: Language): string {
  if (error instanceof LabError) return error.wording(language);
  if (error instanceof Error) return error.message.split('\n', 1)[0] ?? error.name;
  return String(error);
}

export function wordErrorMessage(message: ErrorMessage, language: Language): string {
  return word(errorCatalogue, message, language);
}
