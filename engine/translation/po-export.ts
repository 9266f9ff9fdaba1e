import { po } from 'gettext-parser';
import type { Language } from '../../contract/text.js';
import { type Ledger, stateOf } from '../packs/ledger.js';
import { Lines } from '../packs/problem.js';
import type { PackText, PackTexts } from '../packs/texts.js';

/** What gettext calls our languages: ll_CC (GNU gettext manual, "Locale Names"). */
const gettextNames: Readonly<Record<Language, string>> = { 'zh-CN': 'zh_CN', en: 'en' };

/** What a translator has to know of a text, in the language that they write. */
const advice: Readonly<Record<Language, Readonly<Record<'variables' | 'code', string>>>> = {
  en: {
    variables: '${…} stands for a value or a file: keep each as it is.',
    code: 'Leave the code blocks as they are; only their comments are translated.',
  },
  'zh-CN': {
    variables: '${…} 会换成值或文件的内容，请原样保留。',
    code: '代码块请原样保留，只翻译其中的注释。',
  },
};

/**
 * The texts of a pack as a file of gettext's (GNU gettext manual, "The Format of PO Files"): the key as msgctxt, the source as msgid, the
 * translation as msgstr, stale ones as fuzzy. The same pack is the same bytes: it says no time and no name.
 */
export function poOf(texts: PackTexts, ledger: Ledger | undefined): string {
  const { source, target, name, version } = texts;
  const places = new Map<string, Lines>();
  const entries = texts.texts.flatMap((text) => {
    if (text.source === undefined || text.source.text.trim() === '') return [];
    const { in: file, offset } = text.source;
    const lines = places.get(file.path) ?? new Lines(file.raw);
    places.set(file.path, lines);
    const msgid = text.source.text;
    const entry = {
      msgctxt: text.key,
      msgid,
      msgstr: [text.translation?.text ?? ''],
      comments: {
        reference: `${named(file.path)}:${lines.placeOf(offset).line}`,
        extracted: adviceOn(text, target),
        flag: stateOf(text, ledger) === 'stale' ? 'fuzzy' : '',
      },
    };
    // From entries: whatever a text is called, it is a property of its own.
    return [[text.key, Object.fromEntries([[msgid, entry]])] as const];
  });
  const table = {
    charset: 'utf-8',
    headers: {
      'Project-Id-Version': `${name} ${version}`.trim(),
      // Translators' programs fill these in; without them msgfmt warns.
      'PO-Revision-Date': '',
      'Last-Translator': '',
      'Language-Team': '',
      Language: gettextNames[target],
      'MIME-Version': '1.0',
      'Content-Type': 'text/plain; charset=UTF-8',
      'Content-Transfer-Encoding': '8bit',
      'X-Source-Language': gettextNames[source],
    },
    translations: Object.fromEntries(entries),
  };
  return po.compile(table).toString('utf8');
}

function adviceOn({ source, yaml }: PackText, target: Language): string {
  const text = source?.text ?? '';
  const words = advice[target];
  return [
    ...(text.includes('${') ? [words.variables] : []),
    ...(yaml === undefined && /^[ >]*(```|~~~)/m.test(text) ? [words.code] : []),
  ].join('\n');
}

/** A file's name with a space in it stands between U+2068 and U+2069 (GNU gettext NEWS, 0.22). */
function named(path: string): string {
  return /\s/.test(path) ? `\u2068${path}\u2069` : path;
}
