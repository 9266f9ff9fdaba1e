import { entry, type Text } from '../text.js';
import { inLine } from '../visible.js';

type None = Record<string, never>;
type Pack = { readonly id: string; readonly version: string };

const list = (names: readonly string[], zh: boolean) =>
  names.map(inLine).join(zh ? '、' : ', ') || (zh ? '无' : 'none');

/** What is known here of who signed a pack. */
export const standingTexts: Readonly<Record<'known' | 'new' | 'unsigned', Text>> = {
  known: {
    'zh-CN': '这个包在这台机器上一直由这个密钥签名',
    en: 'this pack has always been signed by this key here',
  },
  new: {
    'zh-CN': '这个密钥第一次在这里出现：请通过别的途径向发布者核对它，之后就只认它',
    en: 'this key is new here: compare it with its publisher in another way; from then on no other one is taken',
  },
  unsigned: {
    'zh-CN': '没有签名的包谁都能改：只装你知道来路的',
    en: 'anybody can change a pack that is not signed: install it only if you know where it comes from',
  },
};

/** Errors of installing packs: whose they are, which of them, and where from. */
export const installErrors = {
  'install.unknown': entry<{ id: string; known: readonly string[] }>(
    (p) => `没有安装 ${p.id} 这个包（已安装：${list(p.known, true)}）。`,
    (p) => `No pack ${p.id} is installed (there are: ${list(p.known, false)}).`,
  ),
  'install.version-unknown': entry<Pack & { known: readonly string[] }>(
    (p) => `${p.id} 没有安装 ${p.version} 这个版本（已安装：${list(p.known, true)}）。`,
    (p) => `Version ${p.version} of ${p.id} is not installed (there are: ${list(p.known, false)}).`,
  ),
  'install.version-ambiguous': entry<Pack & { known: readonly string[] }>(
    (p) => `${p.id} 的 ${p.version} 装了不止一份，请写全名：${list(p.known, true)}。`,
    (p) => `Version ${p.version} of ${p.id} is installed more than once; name one: ${list(p.known, false)}.`,
  ),
  'install.damaged': entry<Pack>(
    (p) => `已安装的 ${p.id} ${p.version} 损坏了，用不了。请删除后重新安装：lvslab pack remove ${p.id}。`,
    (p) =>
      `What is installed of ${p.id} ${p.version} is damaged and cannot be used. Remove it and install it again: lvslab pack remove ${p.id}.`,
  ),
  'install.built-in': entry<{ id: string }>(
    (p) => `${p.id} 是本程序自带的包的名字，不能再装一个同名的。请让发布者换一个 id。`,
    (p) =>
      `${p.id} is the name of a pack that comes with this program; another one cannot take it. Ask its publisher for one with another id.`,
  ),
  'install.not-accepted': entry<{ id: string; signed: boolean }>(
    (p) =>
      p.signed
        ? `没有安装：签署 ${p.id} 的密钥第一次在这里出现，要有人核对并确认。在终端里运行会问你；已经核对过就加 --yes，或用 --key 公钥 指定它必须是谁签的。`
        : `没有安装：${p.id} 没有签名，谁都可能改过它，要有人确认。在终端里运行会问你；确实要装就加 --yes。`,
    (p) =>
      p.signed
        ? `Not installed: the key that signed ${p.id} is new here, and somebody has to confirm it. In a terminal you are asked; once you have compared it, add --yes, or say whose it must be with --key PUBLICKEY.`
        : `Not installed: ${p.id} is not signed, anybody may have changed it, and somebody has to confirm that. In a terminal you are asked; to have it all the same, add --yes.`,
  ),
  'install.unsigned-now': entry<{ id: string; before: string }>(
    (p) =>
      `拒绝安装：${p.id} 一直由密钥 ${p.before} 签名，这一份却没有签名，可能是别人做的。什么都没有改动。请向发布者要签过名的。`,
    (p) =>
      `Refused: ${p.id} has always been signed by the key ${p.before}, and this one is not signed; somebody else may have made it. Nothing was changed. Ask its publisher for a signed one.`,
  ),
  'install.key-changed': entry<{ id: string; before: string; now: string }>(
    (p) =>
      `拒绝安装：${p.id} 一直由密钥 ${p.before} 签名，这一份却是 ${p.now} 签的，前一个密钥也没有为它作保。可能是别人冒名做的。什么都没有改动。请通过别的途径问发布者是否换了密钥；确实换了，就让对方给接替文件，或核对新公钥后运行：lvslab pack trust ${p.id} --key 新公钥。`,
    (p) =>
      `Refused: ${p.id} has always been signed by the key ${p.before}, this one is signed by ${p.now}, and the former does not vouch for it; somebody else may have made it in that name. Nothing was changed. Ask its publisher, in another way, whether the key was changed; if so, get the document of succession, or compare the new public key and run: lvslab pack trust ${p.id} --key NEWKEY.`,
  ),
  'install.older': entry<Pack & { highest: string }>(
    (p) =>
      `拒绝安装：这是 ${p.id} ${p.version}，而这里见过更新的 ${p.highest}。旧版本可能有已经改正的错误，也可能是有人拿旧的来充新的。什么都没有改动。确实要旧版本：--allow-older。`,
    (p) =>
      `Refused: this is ${p.id} ${p.version}, and the newer ${p.highest} was seen here. An old one may have mistakes that were mended since, or be passed off as new. Nothing was changed. To have the old one all the same: --allow-older.`,
  ),
  'install.version-reused': entry<Pack>(
    (p) =>
      `拒绝安装：${p.id} ${p.version} 这里见过，内容却不一样。同一个版本号不该有两种内容。什么都没有改动。请问发布者哪一份才对；确实要这一份：--allow-older。`,
    (p) =>
      `Refused: ${p.id} ${p.version} was seen here with other contents, and one version should have one. Nothing was changed. Ask its publisher which is right; to have this one all the same: --allow-older.`,
  ),
  'install.revoked': entry<Pack & { reason: string }>(
    (p) =>
      `${p.id} ${p.version} 已被发布者撤回：${inLine(p.reason)}。不能安装，也不能用它开始新的会话；已经在运行的会话不受影响。请安装别的版本：lvslab pack update ${p.id}。`,
    (p) =>
      `${p.id} ${p.version} was taken back by its publisher: ${inLine(p.reason)}. It cannot be installed, nor new sessions be started of it; those that run are not affected. Install another version: lvslab pack update ${p.id}.`,
  ),
  'install.trust-damaged': entry<None>(
    () =>
      '记录发布者密钥的文件（数据目录下的 packs/trust.json）读不出来。没有它就分不清包是谁的、撤回了哪些，所以什么都不装，装过的也先不用。请从备份恢复它；没有备份时删除它，之后每个发布者会重新确认一次。',
    () =>
      'The file with the keys of publishers (packs/trust.json in the data folder) cannot be read. Without it nobody knows whose a pack is and what was taken back: nothing is installed, and what is installed is not used. Restore it from a backup; where there is none remove it, and each publisher is asked about once more.',
  ),
  'install.source-unknown': entry<{ source: string }>(
    (p) =>
      `不知道 ${inLine(p.source)} 是什么：这里没有这个文件或目录，它也不是 http(s) 地址或 git 仓库。要装的是 .lvspack 文件、包的目录、.lvspack 或索引的地址、以 .git 结尾的仓库。`,
    (p) =>
      `${inLine(p.source)} is nothing that is known: there is no such file or folder, and it is no http(s) address and no git repository. What can be installed: a .lvspack file, a pack's folder, the address of a .lvspack or of an index, a repository that ends in .git.`,
  ),
  'install.no-pack': entry<{ source: string; packs: readonly string[] }>(
    (p) =>
      p.packs.length > 0
        ? `${inLine(p.source)} 里有几个包：${list(p.packs, true)}。请用 --pack 指定一个。`
        : `${inLine(p.source)} 里没有实验包：既没有 pack.yaml，也没有 .lvspack 文件。`,
    (p) =>
      p.packs.length > 0
        ? `There are several packs in ${inLine(p.source)}: ${list(p.packs, false)}. Name one with --pack.`
        : `There is no pack in ${inLine(p.source)}: neither a pack.yaml nor a .lvspack file.`,
  ),
  'install.download-failed': entry<{ url: string; detail: string }>(
    (p) =>
      `取不到 ${inLine(p.url)}：${inLine(p.detail)}。什么都没有改动。请检查网络和地址，然后重试；也可以请发布者给文件。`,
    (p) =>
      `${inLine(p.url)} could not be fetched: ${inLine(p.detail)}. Nothing was changed. Check the network and the address and try again, or get the file from its publisher.`,
  ),
  'install.url-refused': entry<{ url: string }>(
    (p) => `不接受这个地址：${inLine(p.url)}（只接受 https、http 和 file，里面不能有用户名和密码）。`,
    (p) =>
      `This address is refused: ${inLine(p.url)} (https, http and file only, without a name and password in it).`,
  ),
  'install.git-failed': entry<{ url: string; detail: string }>(
    (p) => `git 取不到 ${inLine(p.url)}：${inLine(p.detail)}。什么都没有改动。`,
    (p) => `git could not fetch ${inLine(p.url)}: ${inLine(p.detail)}. Nothing was changed.`,
  ),
  'install.git-missing': entry<None>(
    () => '这台机器上没有 git。请安装它（apt install git），或改用 .lvspack 文件。',
    () => 'There is no git on this machine. Install it (apt install git), or use a .lvspack file.',
  ),
  'install.no-updates': entry<{ id: string; source: string }>(
    (p) =>
      `${p.id} 是从 ${inLine(p.source)} 安装的，那里查不到新版本。有了新的文件，用 lvslab pack install 安装。`,
    (p) =>
      `${p.id} was installed from ${inLine(p.source)}, which cannot be asked for a newer one. Once you have a newer file, install it with lvslab pack install.`,
  ),
  'install.offer-gone': entry<None>(
    () => '这份安装说明已经过期，请重新打开那个包。',
    () => 'What was to be installed is not kept any more. Open the pack once more.',
  ),
  'index.bad': entry<{ url: string; place: string }>(
    (p) =>
      `${inLine(p.url)} 不是实验包的索引，或已损坏${p.place === '' ? '' : `（${inLine(p.place)}）`}。什么都没有改动。`,
    (p) =>
      `${inLine(p.url)} is no index of packs, or damaged${p.place === '' ? '' : ` (${inLine(p.place)})`}. Nothing was changed.`,
  ),
  'index.signature': entry<{ url: string }>(
    (p) => `索引 ${inLine(p.url)} 的签名不成立：它被改动过，不要相信它。什么都没有改动。请告诉发布者。`,
    (p) =>
      `The signature of the index ${inLine(p.url)} does not hold: it was changed, do not trust it. Nothing was changed here. Tell its publisher.`,
  ),
  'index.key-changed': entry<{ url: string; before: string; now: string }>(
    (p) =>
      `索引 ${inLine(p.url)} 一直由密钥 ${p.before} 签名，现在却是 ${p.now} 签的，前一个密钥也没有为它作保。什么都没有改动。请通过别的途径问发布者；核对新公钥后运行：lvslab pack trust ${inLine(p.url)} --key 新公钥。`,
    (p) =>
      `The index ${inLine(p.url)} has always been signed by the key ${p.before}; now it is ${p.now}, and the former does not vouch for it. Nothing was changed. Ask its publisher in another way; once you have compared the new public key, run: lvslab pack trust ${inLine(p.url)} --key NEWKEY.`,
  ),
  'index.rolled-back': entry<{ url: string; counter: number; seen: number }>(
    (p) =>
      `索引 ${inLine(p.url)} 退回到了第 ${p.counter} 版，而这里见过第 ${p.seen} 版：有人拿旧的来充新的，或服务器恢复了旧备份。什么都没有改动。请告诉发布者。`,
    (p) =>
      `The index ${inLine(p.url)} went back to number ${p.counter}; ${p.seen} was seen here. Somebody passes an old one off as new, or the server has restored an old backup. Nothing was changed. Tell its publisher.`,
  ),
  'index.mixed': entry<{ url: string; counter: number }>(
    (p) =>
      `索引 ${inLine(p.url)} 的第 ${p.counter} 版有两种内容，其中一种不是发布者做的，或发布者把编号用了两次。什么都没有改动。请告诉发布者。`,
    (p) =>
      `There are two indexes with the number ${p.counter} at ${inLine(p.url)}: one is not its publisher's, or the number was used twice. Nothing was changed. Tell its publisher.`,
  ),
  'index.expired': entry<{ url: string; expired: string }>(
    (p) =>
      `索引 ${inLine(p.url)} 在 ${p.expired} 已过期：可能有人不让你看到新的。什么都没有改动。请先看这台机器的时钟准不准，再请发布者更新索引；已经有的文件仍然可以安装。`,
    (p) =>
      `The index ${inLine(p.url)} expired on ${p.expired}: somebody may keep newer ones from you. Nothing was changed. Look at this machine's clock first, then ask its publisher to renew the index; files that you have can be installed all the same.`,
  ),
  'index.pack-unknown': entry<{ url: string; id: string; known: readonly string[] }>(
    (p) => `索引 ${inLine(p.url)} 里没有 ${p.id} 这个包（有：${list(p.known, true)}）。`,
    (p) => `There is no pack ${p.id} in the index ${inLine(p.url)} (there are: ${list(p.known, false)}).`,
  ),
  'index.file-differs': entry<{ url: string; file: string }>(
    (p) =>
      `${inLine(p.file)} 不是索引 ${inLine(p.url)} 里说的那个文件：它被换过，或索引还没更新。什么都没有安装。请告诉发布者。`,
    (p) =>
      `${inLine(p.file)} is not the file that the index ${inLine(p.url)} means: it was exchanged, or the index is older than it. Nothing was installed. Tell its publisher.`,
  ),
  'index.not-ours': entry<{ file: string }>(
    (p) =>
      `${inLine(p.file)} 不是用这个密钥签的索引，或已损坏，没有动它。要接着它的编号，请用原来的密钥；确实要从头开始，先把它移走（学员会看到编号退回，拒绝更新）。`,
    (p) =>
      `${inLine(p.file)} is no index that this key has signed, or damaged; it was not touched. To go on with its number use the key of before; to begin anew move it away (learners will see the number go back, and refuse it).`,
  ),
  'index.days': entry<{ word: string }>(
    (p) => `有效期要写天数，1 到 3660，而不是 ${inLine(p.word)}。`,
    (p) => `The time that an index is good for is a number of days, 1 to 3660, not ${inLine(p.word)}.`,
  ),
  'index.revocation': entry<{ word: string }>(
    (p) =>
      `撤回要写成 摘要=原因，例如 --revoke "sha256:…=第 3 步的命令有误"，而不是 ${inLine(p.word)}。摘要见 lvslab pack info。`,
    (p) =>
      `What is taken back is written as DIGEST=REASON, like --revoke "sha256:…=step 3 has a wrong command", not ${inLine(p.word)}. lvslab pack info shows the digest.`,
  ),
  'index.too-many': entry<{ packs: number; revoked: number; limit: number }>(
    (p) => `放不进一个索引：${p.packs} 个包，撤回 ${p.revoked} 个，各不能超过 ${p.limit}。请把旧的文件移走。`,
    (p) =>
      `Too much for one index: ${p.packs} packs, ${p.revoked} taken back, of either ${p.limit} at most. Move old files away.`,
  ),
  'index.unsigned-pack': entry<{ file: string }>(
    (p) =>
      `${inLine(p.file)} 没有签名，不能放进索引。请先签名：lvslab pack sign ${inLine(p.file)} --key 私钥。`,
    (p) =>
      `${inLine(p.file)} is not signed, and cannot be in an index. Sign it: lvslab pack sign ${inLine(p.file)} --key KEY.`,
  ),
  'index.pack-twice': entry<{ file: string; other: string }>(
    (p) =>
      `${inLine(p.file)} 和 ${p.other} 是同一个包的同一个版本。索引里一个版本只能有一个文件，请移走一个，或改版本号。`,
    (p) =>
      `${inLine(p.file)} and ${p.other} are the same version of one pack. In an index a version is one file: move one away, or give it another version.`,
  ),
} as const;
