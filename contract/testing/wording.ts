import type { Language, Text } from '../text.js';

/** Finds what no sentence may have: doubled words, symbols and codes of ours, words of the other language. */

/** Parameters that name nodes: here they are called after their roles, where words come twice most easily. */
const nodes = new Set(
  'node nodes director client owner before after back holders master through repliers receivers from to'.split(
    ' ',
  ),
);
const names = ['director', 'client', 'realserver', 'rs1'] as const;

/** What is known of a VIP: its address, nothing, or (in older journals) the word. */
const vips = ['10.0.0.29', '', 'VIP', '10.0.0.29'] as const;

/** Parameters whose values are words of a closed list, or objects. */
const closed: Readonly<Record<string, unknown>> = {
  state: 'running',
  level: 'command',
  status: 'pass',
  capability: 'links',
  detail: '',
  parts: ['setup'],
  where: { 'zh-CN': '第 1 步的 title', en: 'step 1, title' },
  why: { 'zh-CN': '缺少文件', en: 'there is no file' },
  taken: { 'zh-CN': '客户端', en: 'client' },
  lacking: { 'zh-CN': '没有 index.json', en: 'there is no index.json' },
  fault: 'other',
  form: { code: 'number', params: {} },
  trouble: 'malformed',
  inArchive: { code: 'not-gzip', params: {} },
  inHandIn: { kind: 'a-pack' },
  stateTrouble: 'off',
  taskState: 'graded',
  inWords: { 'zh-CN': '没有应答', en: 'it did not answer' },
  inCode: { code: 'checksum', params: {} },
  spread: { rs1: 1 },
  over: { rs1: 1 },
  problems: [
    {
      message: { code: 'undefined-variable', params: { name: 'xx', known: [] } },
      file: 'xx',
      line: 1,
      column: 1,
    },
  ],
};

/** What any other parameter begins with. */
const filler = 'xx';

type Entry = Text | Readonly<Record<Language, (params: never) => string>>;

/** Words an entry with sample parameters: a text, or a list or number where the entry does with it what takes one. */
function worded(words: (params: never) => string, sample: number): string {
  const kinds = new Map<string, 'list' | 'number'>();
  for (;;) {
    let last = '';
    const value = (key: string): unknown => {
      last = key;
      if (key in closed) return closed[key];
      if (key === 'action') return 'boot';
      const text = nodes.has(key) ? names[sample] : key === 'vip' ? vips[sample] : `${filler}${key}`;
      return kinds.get(key) === 'list' ? [text] : kinds.get(key) === 'number' ? 7 : text;
    };
    try {
      return words(new Proxy({}, { get: (_, key) => value(String(key)), has: () => true }) as never);
    } catch (error) {
      if (!(error instanceof TypeError) || kinds.get(last) === 'number') throw error;
      kinds.set(last, kinds.has(last) ? 'number' : 'list');
    }
  }
}

function wordings(entry: Entry, language: Language): string[] {
  const words = entry[language];
  return typeof words === 'string' ? [words] : names.map((_, sample) => worded(words, sample));
}

/** @returns what is wrong, as `CODE (LANGUAGE): sentence`; empty: nothing */
export function badWords(catalogue: Readonly<Record<string, Entry>>): string[] {
  return Object.entries(catalogue).flatMap(([code, entry]) => [
    ...wordings(entry, 'en').flatMap((text) => problem(code, 'en', text, english)),
    ...wordings(entry, 'zh-CN').flatMap((text) => problem(code, 'zh-CN', text, chinese)),
  ]);
}

function problem(code: string, language: Language, text: string, rules: readonly RegExp[]): string[] {
  // Names of products and languages are the same everywhere, and so is what is quoted as it is typed.
  const own = text.replaceAll(/LVS Lab|VirtualBox|简体中文|\bEnglish\b|`[^`]*`/g, '');
  const broken = rules.find((rule) => rule.test(own));
  return broken === undefined ? [] : [`${code} (${language}): ${text}`];
}

const everywhere: readonly RegExp[] = [
  // A word twice, as "VIP VIP" or "the the"; "had had" would be a word too many for us, too.
  /(?<![\w.-])([a-z]{2,}) \1(?![\w-])/i,
  /[∈∉≥≤≠]/,
  /\b(?:guest|host)-(?:reset|shutdown|panic|qmp|ui|signal)/,
  /undefined|\[object|NaN/,
];
const english: readonly RegExp[] = [...everywhere, /[\u3400-\u9fff，。；：（）]/];
const chinese: readonly RegExp[] = [
  ...everywhere,
  /\b(?:the|is|are|not|should|has|with|and|of)\b/,
  // Nothing but words of another language; abbreviations are of both.
  new RegExp(`^(?=.*\\b(?!${filler}|boot|${names.join('|')})[a-z]{3})[^\\u3400-\\u9fff]*$`),
];
