import type { Text } from '../text.js';

/** What can be wrong with a text that is to be YAML: the parser's codes (`ErrorCode` of yaml 2), and what we do not let it parse. */
export const yamlFaults = {
  ALIAS_PROPS: { 'zh-CN': '别名（*）不能带锚点或标签', en: 'an alias (*) can have no anchor and no tag' },
  BAD_ALIAS: {
    'zh-CN': '别名（*）指向不存在的锚点（&）',
    en: 'an alias (*) names an anchor (&) that does not exist',
  },
  BAD_COLLECTION_TYPE: { 'zh-CN': '标签与内容的类型不符', en: 'the tag does not fit what it stands before' },
  BAD_DIRECTIVE: { 'zh-CN': '% 开头的指令无效', en: 'a directive (%) that is none' },
  BAD_DQ_ESCAPE: {
    'zh-CN': '双引号中的转义无效；反斜杠要写成 \\\\，或改用单引号',
    en: 'an escape in double quotes that does not exist; write \\\\ for a backslash, or use single quotes',
  },
  BAD_INDENT: { 'zh-CN': '缩进不对', en: 'wrong indentation' },
  BAD_PROP_ORDER: { 'zh-CN': '锚点和标签要写在值的前面', en: 'anchors and tags stand before the value' },
  BAD_SCALAR_START: {
    'zh-CN': '值不能以这个字符开头，请加引号',
    en: 'a value cannot begin with this character; put it in quotes',
  },
  BLOCK_AS_IMPLICIT_KEY: {
    'zh-CN': '一行里有两个冒号；含冒号的值请加引号',
    en: 'two colons in one line; put a value with a colon in quotes',
  },
  BLOCK_IN_FLOW: {
    'zh-CN': '[ ] 或 { } 里不能用缩进或 - 的写法',
    en: 'within [ ] or { } nothing can be written with indentation or -',
  },
  DUPLICATE_KEY: { 'zh-CN': '同一个键写了两次', en: 'the same key stands twice' },
  IMPOSSIBLE: { 'zh-CN': '看不懂这里', en: 'this cannot be read' },
  KEY_OVER_1024_CHARS: {
    'zh-CN': '键太长（最多 1024 个字符）',
    en: 'a key that is too long (1,024 characters at most)',
  },
  MISSING_CHAR: {
    'zh-CN': '缺少一个字符：冒号、逗号、引号或括号',
    en: 'a character is missing: a colon, a comma, a quote or a bracket',
  },
  MULTILINE_IMPLICIT_KEY: {
    'zh-CN': '键必须写在一行里；是否缺少冒号或引号？',
    en: 'a key stands on one line; is a colon or a quote missing?',
  },
  MULTIPLE_ANCHORS: { 'zh-CN': '一个值只能有一个锚点（&）', en: 'a value has at most one anchor (&)' },
  MULTIPLE_DOCS: {
    'zh-CN': '文件里只能有一份文档（多了 ---）',
    en: 'the file holds more than one document (---)',
  },
  MULTIPLE_TAGS: { 'zh-CN': '一个值只能有一个标签（!）', en: 'a value has at most one tag (!)' },
  NON_STRING_KEY: { 'zh-CN': '键必须是一个词', en: 'a key must be a word' },
  RESOURCE_EXHAUSTION: {
    'zh-CN': '别名（*）展开后太大；请把内容写出来',
    en: 'with its aliases (*) followed it grows too large; write them out',
  },
  TAB_AS_INDENT: { 'zh-CN': '缩进要用空格，不能用制表符', en: 'indentation is made of spaces, not of tabs' },
  TAG_RESOLVE_FAILED: { 'zh-CN': '不认识的标签（!）', en: 'an unknown tag (!)' },
  UNEXPECTED_TOKEN: { 'zh-CN': '这里不该有这个字符', en: 'a character that does not belong here' },
  'key-not-a-word': {
    'zh-CN': '键必须是一个词，不能是列表或映射',
    en: 'a key must be a word, not a list or a mapping',
  },
  'too-deep': {
    'zh-CN': '嵌套太深；实验的文件最多嵌套十层左右',
    en: 'too many things within each other; a lab needs some ten',
  },
  'too-many-tokens': {
    'zh-CN': '内容太多，一个文件装不下；请拆成几个实验',
    en: 'more than one file can hold; make several labs of it',
  },
} as const satisfies Readonly<Record<string, Text>>;

export type YamlFault = keyof typeof yamlFaults;
