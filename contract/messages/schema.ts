import type { Text } from '../text.js';

/** What is wrong with a value of a pack's file, beside the closed list of what it could be. */
export type SchemaDetail =
  | { readonly code: 'missing' | 'other' | 'steering' }
  | { readonly code: 'type'; readonly types: readonly string[] }
  | { readonly code: 'values'; readonly values: readonly string[] }
  | { readonly code: 'format'; readonly format: keyof typeof formats }
  | { readonly code: 'reserved'; readonly name: string }
  | { readonly code: 'entries'; readonly limit: number }
  | { readonly code: 'name'; readonly detail: SchemaDetail }
  | {
      readonly code: 'too_big' | 'too_small';
      readonly limit: number;
      /** What is counted or compared: a `string` has characters, an `array` items. */
      readonly of: string;
      readonly inclusive: boolean;
    };

const types: Readonly<Record<string, Text>> = {
  string: { 'zh-CN': '文字', en: 'text' },
  number: { 'zh-CN': '数字', en: 'a number' },
  int: { 'zh-CN': '整数', en: 'a whole number' },
  boolean: { 'zh-CN': 'true 或 false', en: 'true or false' },
  array: { 'zh-CN': '列表', en: 'a list' },
  tuple: { 'zh-CN': '列表', en: 'a list' },
  object: { 'zh-CN': '映射（键: 值）', en: 'a mapping (key: value)' },
  record: { 'zh-CN': '映射（键: 值）', en: 'a mapping (key: value)' },
};

const formats = {
  id: {
    'zh-CN': '只能用小写字母、数字和单个连字符，以字母开头，如 rs1、bind-vip',
    en: 'may have lower-case letters, digits and single hyphens only, and begins with a letter, like rs1 or bind-vip',
  },
  number: {
    'zh-CN': '应为数字，或一个变量，如 "${port}"',
    en: 'must be a number, or one variable, like "${port}"',
  },
  variable: {
    'zh-CN': '变量名只能用小写字母、数字和下划线，以字母开头，如 vip_a',
    en: 'a variable has lower-case letters, digits and underscores only, and begins with a letter, like vip_a',
  },
  version: { 'zh-CN': '应为三个数字，如 1.0.0', en: 'must be three numbers, like 1.0.0' },
  digest: {
    'zh-CN': '应为 sha256: 加 64 个十六进制数字（小写）',
    en: 'must be sha256: and 64 hexadecimal digits in lower case',
  },
  moment: {
    'zh-CN': '应为带时区的时间，如 2026-01-15T23:59:00+08:00',
    en: 'must be a time with its offset, like 2026-01-15T23:59:00+08:00',
  },
  'packed-lab': {
    'zh-CN': '应为“包/实验”，如 lvs/dr-by-hand',
    en: "must be a pack's id and a lab's, like lvs/dr-by-hand",
  },
  student: {
    'zh-CN': '只能有字母、数字和 . _ @ -，1 到 64 个字符，如 20260001',
    en: 'has letters, digits and . _ @ - only, 1 to 64 of them, like 20260001',
  },
  'csv-name': {
    'zh-CN': '应为学生名单，或旁边一个 .csv 文件的名字',
    en: 'must be a list of students, or the name of a .csv file beside it',
  },
  other: { 'zh-CN': '写法不对', en: 'is not written as it must be' },
} as const satisfies Readonly<Record<string, Text>>;

/** Words what is wrong with a value, in every language. */
export function schemaDetails(detail: SchemaDetail): Text {
  switch (detail.code) {
    case 'missing':
      return { 'zh-CN': '缺少这个键', en: 'is missing' };
    case 'steering':
      return {
        'zh-CN': '含有看不见的控制字符（转义序列或改变文字方向的字符），请删掉',
        en: 'has control characters that nobody sees (escape sequences, or changes of direction); take them out',
      };
    case 'other':
      return { 'zh-CN': '值不对', en: 'has a value that it cannot have' };
    case 'type': {
      const names = [...new Set(detail.types)].map((type) => types[type] ?? { 'zh-CN': type, en: type });
      return {
        'zh-CN': `应为${names.map((name) => name['zh-CN']).join('或')}`,
        en: `must be ${names.map((name) => name.en).join(' or ')}`,
      };
    }
    case 'values':
      return {
        'zh-CN': `应为 ${detail.values.join('、')}${detail.values.length > 1 ? ' 之一' : ''}`,
        en: `must be ${detail.values.length > 1 ? 'one of ' : ''}${detail.values.join(', ')}`,
      };
    case 'format':
      return formats[detail.format];
    case 'reserved':
      return {
        'zh-CN': `不能叫 ${detail.name}，请换一个名字`,
        en: `cannot be called ${detail.name}; choose another name`,
      };
    case 'entries':
      return { 'zh-CN': `最多 ${detail.limit} 项`, en: `has ${detail.limit} entries at most` };
    case 'name': {
      const inner = schemaDetails(detail.detail);
      return { 'zh-CN': `键名不对：${inner['zh-CN']}`, en: `is a name that cannot be: ${inner.en}` };
    }
    case 'too_big':
    case 'too_small':
      return size(detail);
  }
}

function size(detail: SchemaDetail & { readonly code: 'too_big' | 'too_small' }): Text {
  const { code, limit, of, inclusive } = detail;
  if (of === 'string' && code === 'too_small' && limit === 1)
    return { 'zh-CN': '不能为空', en: 'must not be empty' };
  const unit: Text =
    of === 'string'
      ? { 'zh-CN': ' 个字符', en: ' characters' }
      : of === 'array'
        ? { 'zh-CN': ' 项', en: limit === 1 ? ' item' : ' items' }
        : { 'zh-CN': '', en: '' };
  const counts = of === 'string' || of === 'array';
  const big = code === 'too_big';
  if (!inclusive)
    return {
      'zh-CN': `必须${big ? '小于' : '大于'} ${limit}${unit['zh-CN']}`,
      en: `must be ${big ? 'less' : 'more'} than ${limit}${unit.en}`,
    };
  return {
    'zh-CN': `${counts ? '' : '必须'}${big ? '最多' : '至少'}${counts ? '' : '为'} ${limit}${unit['zh-CN']}`,
    en: `${counts ? 'has' : 'must be'} ${limit}${unit.en} at ${big ? 'most' : 'least'}`,
  };
}
