import { entry, type Language, type MessageOf, type Text, textFor, word } from '../text.js';

type None = Record<string, never>;
const plain = (zh: string, en: string) =>
  entry<None>(
    () => zh,
    () => en,
  );
const ofPath = (zh: (path: string) => string, en: (path: string) => string) =>
  entry<{ readonly path: string }>(
    (p) => zh(p.path),
    (p) => en(p.path),
  );

const pathFaults: Readonly<Record<string, Text>> = {
  empty: { 'zh-CN': '是空的', en: 'is empty' },
  'not-utf8': { 'zh-CN': '不是 UTF-8', en: 'is not UTF-8' },
  nul: { 'zh-CN': '含有 NUL 字符', en: 'has a NUL character' },
  control: { 'zh-CN': '含有控制字符', en: 'has control characters' },
  steering: {
    'zh-CN': '含有改变显示方向或看不见的字符',
    en: 'has characters that turn or hide what is shown',
  },
  backslash: { 'zh-CN': '含有反斜杠', en: 'has a backslash' },
  colon: { 'zh-CN': '含有冒号', en: 'has a colon' },
  'windows-character': {
    'zh-CN': '含有 Windows 不允许的字符',
    en: 'has a character that Windows does not allow',
  },
  absolute: { 'zh-CN': '是绝对路径', en: 'is absolute' },
  'empty-component': { 'zh-CN': '有一段是空的', en: 'has an empty part' },
  dot: { 'zh-CN': '有一段是“.”', en: 'has a part "."' },
  'dot-dot': { 'zh-CN': '有一段是“..”，会走到包外面', en: 'has a part "..", which leads out of the pack' },
  'trailing-dot-or-space': {
    'zh-CN': '有一段以点或空格结尾',
    en: 'has a part that ends in a dot or a space',
  },
  'device-name': { 'zh-CN': '用了 Windows 的设备名', en: "has a name of Windows' devices" },
  'too-long': { 'zh-CN': '太长', en: 'is too long' },
  'too-deep': { 'zh-CN': '目录层数太多', en: 'is too deep' },
  unsplittable: { 'zh-CN': '写不进 tar 的文件头', en: "does not fit into tar's header" },
};

const entryKinds: Readonly<Record<string, Text>> = {
  'old-file': { 'zh-CN': '旧格式的文件', en: 'a file of the old format' },
  'hard-link': { 'zh-CN': '硬链接', en: 'a hard link' },
  'symbolic-link': { 'zh-CN': '符号链接', en: 'a symbolic link' },
  'character-device': { 'zh-CN': '字符设备', en: 'a character device' },
  'block-device': { 'zh-CN': '块设备', en: 'a block device' },
  directory: { 'zh-CN': '目录', en: 'a directory' },
  fifo: { 'zh-CN': '命名管道（FIFO）', en: 'a FIFO' },
  contiguous: { 'zh-CN': '连续文件', en: 'a contiguous file' },
  pax: { 'zh-CN': 'pax 扩展头', en: 'a pax header' },
  'pax-global': { 'zh-CN': '全局 pax 扩展头', en: 'a global pax header' },
  'gnu-long-name': { 'zh-CN': 'GNU 长文件名', en: 'a GNU long name' },
  'gnu-long-link': { 'zh-CN': 'GNU 长链接名', en: 'a GNU long link' },
  sparse: { 'zh-CN': '稀疏文件', en: 'a sparse file' },
  'multi-volume': { 'zh-CN': '多卷的后续', en: "another volume's rest" },
  'volume-label': { 'zh-CN': '卷标', en: 'a volume label' },
  other: { 'zh-CN': '不认识的种类', en: 'of an unknown kind' },
};

const parts: Readonly<Record<string, Text>> = {
  header: { 'zh-CN': '一个文件头', en: 'a header' },
  content: { 'zh-CN': '一个文件的内容', en: "a file's content" },
};

/** What can be wrong with the file of a packed pack (`.lvspack`), each in one sentence. */
export const archiveCatalogue = {
  'not-gzip': plain('它不是 gzip 文件', 'it is no gzip file'),
  'gzip-flags': entry<{ readonly flags: number }>(
    (p) => `gzip 头带有不该有的标志（${p.flags}）`,
    (p) => `its gzip header has flags that no pack has (${p.flags})`,
  ),
  'gzip-truncated': plain('它被截断了：gzip 数据没有结束', 'it is cut short: its gzip data do not end'),
  'gzip-damaged': plain(
    '它已损坏：gzip 数据或校验和不对',
    'it is damaged: its gzip data or their checksum are wrong',
  ),
  'packed-too-large': entry<{ readonly limit: number }>(
    (p) => `文件超过 ${p.limit} 字节`,
    (p) => `the file has more than ${p.limit} bytes`,
  ),
  'inflated-too-large': entry<{ readonly limit: number }>(
    (p) => `解压后超过 ${p.limit} 字节`,
    (p) => `it unpacks to more than ${p.limit} bytes`,
  ),
  'ratio-too-high': entry<{ readonly limit: number }>(
    (p) => `解压后比压缩时大 ${p.limit} 倍以上，像是压缩炸弹`,
    (p) => `it unpacks to more than ${p.limit} times its size, as a bomb does`,
  ),
  'bytes-after-end': entry<{ readonly of: string }>(
    (p) => `${p.of} 结束之后还有内容`,
    (p) => `something follows the end of its ${p.of}`,
  ),
  'not-tar': plain('里面不是 tar', 'there is no tar in it'),
  'header-format': entry<{ readonly entry: number }>(
    (p) => `第 ${p.entry} 个文件头不是 POSIX ustar 格式`,
    (p) => `header ${p.entry} is not POSIX ustar`,
  ),
  'header-checksum': entry<{ readonly entry: number }>(
    (p) => `第 ${p.entry} 个文件头的校验和不对`,
    (p) => `header ${p.entry} has a wrong checksum`,
  ),
  'header-number': entry<{ readonly entry: number; readonly field: string; readonly form: string }>(
    (p) => `第 ${p.entry} 个文件头的 ${p.field} 不是八进制数`,
    (p) => `${p.field} of header ${p.entry} is no octal number`,
  ),
  'header-field': entry<{ readonly path: string; readonly field: string }>(
    (p) => `${p.path} 的文件头里 ${p.field} 应当是空的`,
    (p) => `${p.field} in the header of ${p.path} should be empty`,
  ),
  'entry-kind': entry<{ readonly path: string; readonly kind: string }>(
    (p) => `${p.path} 是${textFor(entryKinds, p.kind, 'zh-CN')}，包里只能有普通文件`,
    (p) => `${p.path} is ${textFor(entryKinds, p.kind, 'en')}; a pack has regular files only`,
  ),
  'entry-mode': entry<{ readonly path: string; readonly mode: string }>(
    (p) => `${p.path} 的权限是 ${p.mode}，只能是 0644 或 0755`,
    (p) => `${p.path} has the mode ${p.mode}; it can be 0644 or 0755`,
  ),
  'padding-not-zero': ofPath(
    (path) => `${path} 后面的填充里藏有内容`,
    (path) => `something is hidden in the padding after ${path}`,
  ),
  'tar-truncated': entry<{ readonly within: string }>(
    (p) => `它被截断了：停在${textFor(parts, p.within, 'zh-CN')}中间`,
    (p) => `it is cut short, within ${textFor(parts, p.within, 'en')}`,
  ),
  'end-missing': plain('它被截断了：tar 没有结尾', 'it is cut short: its tar has no end'),
  path: entry<{ readonly path: string; readonly fault: string }>(
    (p) => `路径 ${p.path} ${textFor(pathFaults, p.fault, 'zh-CN')}`,
    (p) => `the path ${p.path} ${textFor(pathFaults, p.fault, 'en')}`,
  ),
  'path-collision': entry<{ readonly path: string; readonly other: string }>(
    (p) => `在不分大小写或统一字符写法的文件系统上，${p.path} 和 ${p.other} 是同一个`,
    (p) => `${p.path} and ${p.other} are one to a file system that folds case or normalises names`,
  ),
  'path-duplicate': ofPath(
    (path) => `清单里 ${path} 出现了两次`,
    (path) => `the manifest has ${path} twice`,
  ),
  'file-as-folder': entry<{ readonly path: string; readonly below: string }>(
    (p) => `${p.path} 是文件，${p.below} 却要它是目录`,
    (p) => `${p.path} is a file, but ${p.below} needs a folder of that name`,
  ),
  'manifest-not-first': entry<{ readonly found: string }>(
    (p) => `第一个文件应当是 manifest.json，却是 ${p.found}`,
    (p) => `its first file should be manifest.json, and is ${p.found}`,
  ),
  'manifest-too-large': entry<{ readonly size: number; readonly limit: number }>(
    (p) => `清单有 ${p.size} 字节，最多 ${p.limit} 字节`,
    (p) => `its manifest has ${p.size} bytes, of ${p.limit} at most`,
  ),
  'manifest-not-json': plain('清单不是 JSON', 'its manifest is no JSON'),
  'manifest-format': entry<{ readonly format: number }>(
    (p) => `它的格式是 ${p.format}，这个版本的 LVS Lab 不认识；请升级`,
    (p) => `it is of format ${p.format}, which this version of LVS Lab does not know; install a newer one`,
  ),
  'manifest-shape': entry<{ readonly where: string; readonly issue: string }>(
    (p) => `清单的 ${p.where || '内容'} 不对（${p.issue}）`,
    (p) => `${p.where || 'the content'} of its manifest is wrong (${p.issue})`,
  ),
  'manifest-form': plain('清单不是规范写法（RFC 8785）', 'its manifest is not in canonical form (RFC 8785)'),
  'manifest-order': entry<{ readonly path: string; readonly after: string }>(
    (p) => `清单没有按路径排列：${p.path} 在 ${p.after} 之后`,
    (p) => `its manifest is not in the order of paths: ${p.path} comes after ${p.after}`,
  ),
  'signature-too-large': entry<{ readonly size: number; readonly limit: number }>(
    (p) => `签名有 ${p.size} 字节，最多 ${p.limit} 字节`,
    (p) => `its signature has ${p.size} bytes, of ${p.limit} at most`,
  ),
  'too-many-files': entry<{ readonly files: number; readonly limit: number }>(
    (p) => `有 ${p.files} 个文件，最多 ${p.limit} 个`,
    (p) => `it has ${p.files} files, of ${p.limit} at most`,
  ),
  'file-too-large': entry<{ readonly path: string; readonly size: number; readonly limit: number }>(
    (p) => `${p.path} 有 ${p.size} 字节，最多 ${p.limit} 字节`,
    (p) => `${p.path} has ${p.size} bytes, of ${p.limit} at most`,
  ),
  'files-too-large': entry<{ readonly size: number; readonly limit: number }>(
    (p) => `所有文件合计 ${p.size} 字节，最多 ${p.limit} 字节`,
    (p) => `all files together have ${p.size} bytes, of ${p.limit} at most`,
  ),
  'second-manifest': plain('有两份清单', 'it has two manifests'),
  'second-signature': plain('有两份签名', 'it has two signatures'),
  'entry-unlisted': ofPath(
    (path) => `清单里没有 ${path}`,
    (path) => `its manifest has no ${path}`,
  ),
  'entry-duplicate': ofPath(
    (path) => `${path} 出现了两次`,
    (path) => `${path} comes twice`,
  ),
  'entry-order': entry<{ readonly path: string; readonly expected: string }>(
    (p) => `应当是 ${p.expected} 的地方是 ${p.path}`,
    (p) => `${p.path} stands where ${p.expected} should`,
  ),
  'entry-missing': ofPath(
    (path) => `缺少 ${path}`,
    (path) => `${path} is missing`,
  ),
  'size-differs': entry<{ readonly path: string; readonly stated: number; readonly size: number }>(
    (p) => `${p.path} 有 ${p.size} 字节，清单说 ${p.stated}`,
    (p) => `${p.path} has ${p.size} bytes, its manifest says ${p.stated}`,
  ),
  'mode-differs': entry<{ readonly path: string; readonly stated: string; readonly mode: string }>(
    (p) => `${p.path} 的权限是 ${p.mode}，清单说 ${p.stated}`,
    (p) => `${p.path} has the mode ${p.mode}, its manifest says ${p.stated}`,
  ),
  'hash-differs': ofPath(
    (path) => `${path} 的内容与清单不符，被改动过`,
    (path) => `${path} is not what its manifest says: it was changed`,
  ),
  'timed-out': entry<{ readonly seconds: number }>(
    (p) => `${p.seconds} 秒内没有读完`,
    (p) => `it was not read within ${p.seconds} seconds`,
  ),
  aborted: plain('已取消', 'cancelled'),
  declined: plain('没有被接受', 'it was not accepted'),
  'source-not-file': plain('它不是普通文件', 'it is no regular file'),
  'source-unreadable': entry<{ readonly reason: string }>(
    (p) => `读不出来（${p.reason}）`,
    (p) => `it cannot be read (${p.reason})`,
  ),
  'target-exists': ofPath(
    (path) => `${path} 已经存在`,
    (path) => `${path} is there already`,
  ),
  'disk-full': ofPath(
    (path) => `磁盘已满：${path}`,
    (path) => `the disk is full: ${path}`,
  ),
  'no-access': entry<{ readonly path: string; readonly detail: string }>(
    (p) => `没有权限，或文件系统只读：${p.path}（${p.detail}）`,
    (p) => `no permission, or a read-only file system: ${p.path} (${p.detail})`,
  ),
  'host-trouble': entry<{ readonly path: string; readonly detail: string }>(
    (p) => `${p.path}：${p.detail}`,
    (p) => `${p.path}: ${p.detail}`,
  ),
} as const;

export type ArchiveMessage = MessageOf<typeof archiveCatalogue>;

export function archiveText(message: ArchiveMessage, language: Language): string {
  return word(archiveCatalogue, message, language);
}
