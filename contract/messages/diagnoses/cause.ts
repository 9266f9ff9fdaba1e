import { type Template, template } from '../../text.js';

/** A cause's sentence in both languages. */
export function cause<P>(zh: (p: P) => string, en: (p: P) => string): Template<P> {
  return template<P>({ 'zh-CN': zh, en });
}
