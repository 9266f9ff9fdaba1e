import { entry, type MessageOf } from '../text.js';

type None = Record<string, never>;
const plain = (zh: string, en: string) =>
  entry<None>(
    () => zh,
    () => en,
  );

/** Why what was typed is no class code or ticket, or does not go with the student's id. */
export const codeCatalogue = {
  empty: plain('没有写班级码', 'no class code was given'),
  'too-long': plain(
    '太长了，不是班级码；只要那一串字母和数字',
    'this is too long to be a class code; only its letters and digits are wanted',
  ),
  short: entry<{ given: number; least: number }>(
    (p) => `不完整：有 ${p.given} 个字符，至少要 ${p.least} 个；是不是少抄了一段？`,
    (p) => `it is not complete: ${p.given} characters of at least ${p.least}; was a part left out?`,
  ),
  character: entry<{ character: string; group: number }>(
    (p) => `第 ${p.group} 组里的“${p.character}”不会出现在班级码里`,
    (p) => `“${p.character}” in group ${p.group} is in no class code`,
  ),
  checksum: plain(
    '校验不对：有字符抄错了，或两个字符换了位置',
    'its checksum does not fit: a character is mistyped, or two have changed places',
  ),
  kind: plain('它既不是班级码，也不是学生凭证', 'it is neither a class code nor a ticket'),
  version: plain(
    '它是更新版本的 LVS Lab 写的；请先升级',
    'a newer version of LVS Lab has made it; update first',
  ),
  content: plain(
    '里面的内容不对；请向老师重新要一个',
    'what it holds cannot be; ask your teacher for another',
  ),
  'student-missing': plain('还要写学号', 'your student id is wanted, too'),
  'student-form': plain(
    '学号只能有字母、数字和 . _ @ -，最多 64 个字符',
    'a student id has letters, digits and . _ @ - only, and at most 64 of them',
  ),
  'student-other': entry<{ student: string }>(
    (p) => `这张凭证是 ${p.student} 的，学号对不上`,
    (p) => `this ticket is that of ${p.student}, which is another student id`,
  ),
} as const;

export type CodeMessage = MessageOf<typeof codeCatalogue>;
