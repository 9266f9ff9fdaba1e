import type { HintLevel } from '../hints.js';
import type { NodeState, PowerAction, SessionState } from '../machines.js';
import { type Language, type MessageOf, template, word } from '../text.js';
import { type AnswerForm, answerCatalogue } from './answers.js';
import { classErrors } from './class-errors.js';
import { inWords } from './details.js';
import { gradebookErrors } from './gradebook.js';
import { handInErrors } from './hand-ins.js';
import { hostErrors } from './host-errors.js';
import { importErrors } from './import-errors.js';
import { nodeStateTexts, sessionStateTexts } from './machines.js';
import { installErrors } from './install-errors.js';
import { packErrors } from './pack-errors.js';
import { type PackProblem, showProblem } from './packs.js';
import { powerTexts } from './timeline.js';

/** Vagrant's command line, and its own words. */
interface VagrantTrouble {
  readonly command: string;
  readonly detail: string;
}

/** Every error that a person can be shown, in both languages, with its way out. */
const problemList = (problems: readonly PackProblem[], language: Language) =>
  problems.map((problem) => showProblem(problem, language)).join('\n');

export const errorCatalogue = {
  ...hostErrors,
  ...packErrors,
  ...installErrors,
  ...importErrors,
  ...classErrors,
  ...handInErrors,
  ...gradebookErrors,
  'image.tools-missing': template<{ tools: readonly string[]; fix: string }>({
    'zh-CN': (p) => `缺少制作虚拟机镜像的工具：${p.tools.join('、')}。请运行：${p.fix}`,
    en: (p) => `Tools for building the guest image are missing: ${p.tools.join(', ')}. Run: ${p.fix}`,
  }),
  'image.corrupt': template<{ file: string; fix: string }>({
    'zh-CN': (p) => `镜像文件损坏（校验和不符）：${p.file}。请运行：${p.fix}`,
    en: (p) => `The guest image is corrupt (checksum differs): ${p.file}. Run: ${p.fix}`,
  }),
  'image.network': template<{ detail: string }>({
    'zh-CN': (p) =>
      `制作镜像时无法访问 Debian 软件源：${p.detail}。请检查网络和 /etc/apt/sources.list，然后重试。`,
    en: (p) =>
      `Debian's package source could not be reached while the image was built: ${p.detail}. Check the network and /etc/apt/sources.list, then try again.`,
  }),
  'image.build-failed': template<{ phase: string; detail: string }>({
    'zh-CN': (p) => `制作镜像失败（${p.phase}）：${p.detail}`,
    en: (p) => `Building the image failed (${p.phase}): ${p.detail}`,
  }),
  'image.cannot-build-here': template<{ platform: string }>({
    'zh-CN': (p) =>
      `在 ${p.platform} 上无法制作镜像。请用 lvslab image build --from 地址 --key 公钥 下载现成的镜像。`,
    en: (p) =>
      `The image cannot be built on ${p.platform}. Fetch a made one: lvslab image build --from ADDRESS --key PUBLIC-KEY.`,
  }),
  'image.url-refused': template<{ url: string }>({
    'zh-CN': (p) => `不接受这个地址：${p.url}（只接受 https，或本机回环地址上的 http）`,
    en: (p) => `This address is refused: ${p.url} (https only, or http on loopback)`,
  }),
  'image.download-failed': template<{ url: string; detail: string }>({
    'zh-CN': (p) => `下载 ${p.url} 失败：${p.detail}`,
    en: (p) => `${p.url} could not be fetched: ${p.detail}`,
  }),
  'image.signature': template<{ url: string; detail: string }>({
    'zh-CN': (p) => `${p.url} 的签名与指定的公钥不符：${p.detail}。不要使用这个镜像。`,
    en: (p) =>
      `The signature of ${p.url} does not hold for the pinned key: ${p.detail}. Do not use this image.`,
  }),
  'image.key-missing': template<{ from: string }>({
    'zh-CN': (p) => `从 ${p.from} 下载镜像必须用 --key 指定发布者的 minisign 公钥。`,
    en: (p) => `Fetching an image from ${p.from} needs its publisher's minisign key: --key PUBLIC-KEY.`,
  }),
  'image.other-version': template<{ found: string; wanted: string }>({
    'zh-CN': (p) => `下载到的镜像是 ${p.found}，而本程序需要 ${p.wanted}`,
    en: (p) => `The image found there is ${p.found}; this program needs ${p.wanted}`,
  }),
  'image.missing': template<{ fix: string }>({
    'zh-CN': (p) => `还没有虚拟机镜像。请运行：${p.fix}`,
    en: (p) => `There is no guest image yet. Run: ${p.fix}`,
  }),
  'host.qemu-missing': template<{ program: string; fix: string }>({
    'zh-CN': (p) => `找不到 ${p.program}。请运行：${p.fix}`,
    en: (p) => `${p.program} was not found. Run: ${p.fix}`,
  }),
  'node.start-failed': template<{ node: string; detail: string; console: string }>({
    'zh-CN': (p) =>
      `节点 ${p.node} 启动失败：${p.detail}${p.console === '' ? '' : `\n控制台最后的输出：\n${p.console}`}`,
    en: (p) =>
      `Node ${p.node} did not start: ${p.detail}${p.console === '' ? '' : `\nIts console ended with:\n${p.console}`}`,
  }),
  'node.boot-timeout': template<{ node: string; seconds: number; console: string }>({
    'zh-CN': (p) => `节点 ${p.node} 在 ${p.seconds} 秒内没有启动完成。控制台最后的输出：\n${p.console}`,
    en: (p) => `Node ${p.node} did not come up within ${p.seconds} s. Its console ended with:\n${p.console}`,
  }),
  'node.unreachable': template<{ node: string; detail: string }>({
    'zh-CN': (p) => `无法连接节点 ${p.node}：${inWords(p.detail, 'zh-CN')}`,
    en: (p) => `Node ${p.node} cannot be reached: ${p.detail}`,
  }),
  'node.no-ssh': template<{ id: string; provider: string }>({
    'zh-CN': (p) =>
      `会话 ${p.id} 的节点是录制的（provider ${p.provider}），没有 SSH。请在图形界面的终端里操作。`,
    en: (p) =>
      `The nodes of session ${p.id} are recorded (provider ${p.provider}) and have no SSH. Use the terminals of the app's window.`,
  }),
  'snapshot.failed': template<{ node: string; detail: string }>({
    'zh-CN': (p) => `无法保存或恢复节点 ${p.node} 的快照：${p.detail}`,
    en: (p) => `The snapshot of node ${p.node} could not be saved or restored: ${p.detail}`,
  }),
  'snapshot.unknown': template<{ name: string; known: readonly string[] }>({
    'zh-CN': (p) => `没有名为 ${p.name} 的检查点（现有：${p.known.join('、') || '无'}）`,
    en: (p) => `There is no checkpoint ${p.name} (there are: ${p.known.join(', ') || 'none'})`,
  }),
  'session.no-machines': template<{ id: string }>({
    'zh-CN': (p) =>
      `会话 ${p.id} 的虚拟机不能照原样恢复了。可以回到某一步开始时（lvslab resume ${p.id} --step 步骤），或者结束会话（lvslab down ${p.id}）。`,
    en: (p) =>
      `The machines of session ${p.id} cannot come back as they were. Go back to the start of a step (lvslab resume ${p.id} --step STEP), or end it (lvslab down ${p.id}).`,
  }),
  'recording.none': template<{ lab: string }>({
    'zh-CN': (p) =>
      `实验 ${p.lab} 没有录制过，不能回放。录制要在真实虚拟机上进行：node dist/test/film.js 实验目录`,
    en: (p) =>
      `There is no recording of lab ${p.lab} to be played. It is made on machines: node dist/test/film.js FOLDER`,
  }),
  'session.image-gone': template<{ id: string; hash: string }>({
    'zh-CN': (p) => `会话 ${p.id} 所用的镜像 ${p.hash} 已不存在，无法恢复。请用 lvslab down ${p.id} 结束它。`,
    en: (p) =>
      `The image ${p.hash} that session ${p.id} was made with has gone, so it cannot be resumed. End it with lvslab down ${p.id}.`,
  }),
  'session.unknown': template<{ id: string; known: readonly string[] }>({
    'zh-CN': (p) => `没有会话 ${p.id}（现有：${p.known.join('、') || '无'}）`,
    en: (p) => `There is no session ${p.id} (there are: ${p.known.join(', ') || 'none'})`,
  }),
  'session.none': template<Record<string, never>>({
    'zh-CN': () => '没有正在进行的会话。用 lvslab up LAB 开始一个。',
    en: () => 'There is no session. Start one with lvslab up LAB.',
  }),
  'session.several': template<{ known: readonly string[] }>({
    'zh-CN': (p) => `有多个会话（${p.known.join('、')}），请用 --session 指定一个。`,
    en: (p) => `There are several sessions (${p.known.join(', ')}): name one with --session.`,
  }),
  'session.exists': template<{ lab: string; id: string; state: SessionState }>({
    'zh-CN': (p) =>
      `实验 ${p.lab} 已有会话 ${p.id}（${sessionStateTexts[p.state]['zh-CN']}）。${
        p.state === 'suspended'
          ? `用 lvslab resume ${p.id} 继续`
          : '在另一个终端里用 lvslab ssh、lvslab check 接着做'
      }，或用 lvslab down ${p.id} 结束它。`,
    en: (p) =>
      `Lab ${p.lab} already has session ${p.id} (${sessionStateTexts[p.state].en}). ${
        p.state === 'suspended'
          ? `Go on with lvslab resume ${p.id}`
          : 'Attach to it with lvslab ssh NODE, lvslab check'
      }, or end it with lvslab down ${p.id}.`,
  }),
  'session.running': template<{ id: string }>({
    'zh-CN': (p) =>
      `会话 ${p.id} 正在运行，不用恢复。登录节点：lvslab ssh 节点名；检查：lvslab check；结束：lvslab down ${p.id}`,
    en: (p) =>
      `Session ${p.id} runs already. Attach to it: lvslab ssh NODE, lvslab check; end it: lvslab down ${p.id}`,
  }),
  'session.over': template<{ id: string; lab: string }>({
    'zh-CN': (p) => `会话 ${p.id} 已结束，不能恢复。重新开始：lvslab up ${p.lab}`,
    en: (p) => `Session ${p.id} has ended and cannot be resumed. Begin again: lvslab up ${p.lab}`,
  }),
  'session.other-version': template<{ id: string; pid: number }>({
    'zh-CN': (p) =>
      `会话 ${p.id} 由另一版本的 LVS Lab 运行（进程 ${p.pid}），这里看不了。请在那边挂起它（lvslab suspend -s ${p.id}），再在这里继续。`,
    en: (p) =>
      `Session ${p.id} is run by another version of LVS Lab (process ${p.pid}), which cannot be looked at from here. Suspend it there (lvslab suspend -s ${p.id}), then go on with it here.`,
  }),
  'session.not-running': template<{ id: string; state: SessionState }>({
    'zh-CN': (p) =>
      `会话 ${p.id} 没有运行（${sessionStateTexts[p.state]['zh-CN']}）。${
        p.state === 'suspended' ? `用 lvslab resume ${p.id} 继续。` : ''
      }`,
    en: (p) =>
      `Session ${p.id} does not run (${sessionStateTexts[p.state].en}).${
        p.state === 'suspended' ? ` Go on with lvslab resume ${p.id}.` : ''
      }`,
  }),
  'session.busy': template<{ id: string; doing: string }>({
    'zh-CN': (p) => `会话 ${p.id} 正忙：${p.doing}`,
    en: (p) => `Session ${p.id} is busy: ${p.doing}`,
  }),
  'session.folder-gone': template<{ folder: string }>({
    'zh-CN': (p) => `会话文件夹不见了：${p.folder}。虚拟机已被关闭；请重新开始。`,
    en: (p) => `The session's folder has gone: ${p.folder}. Its machines were ended; start again.`,
  }),
  'session.host-failed': template<{ id: string; log: string }>({
    'zh-CN': (p) => `会话 ${p.id} 的后台进程没有启动：\n${p.log}`,
    en: (p) => `The background process of session ${p.id} did not start:\n${p.log}`,
  }),
  'session.solve-failed': template<{ step: string; node: string; exit: number; output: string }>({
    'zh-CN': (p) => `步骤 ${p.step} 的参考答案在 ${p.node} 上失败（退出码 ${p.exit}）：\n${p.output}`,
    en: (p) => `The solution of step ${p.step} failed on ${p.node} (exit ${p.exit}):\n${p.output}`,
  }),
  'session.not-settled': template<{ mistake: string; seconds: number }>({
    'zh-CN': (p) => `“${p.mistake}”做完 ${p.seconds} 秒后仍没有生效（settle 的条件不成立）`,
    en: (p) =>
      `${p.mistake} was made, and has not taken effect within ${p.seconds} s: what its settle waits for does not hold`,
  }),
  'session.mistake-failed': template<{ mistake: string; node: string; exit: number; output: string }>({
    'zh-CN': (p) => `错误 ${p.mistake} 的脚本在 ${p.node} 上失败（退出码 ${p.exit}）：\n${p.output}`,
    en: (p) => `The script of mistake ${p.mistake} failed on ${p.node} (exit ${p.exit}):\n${p.output}`,
  }),
  'session.process-ended': template<Record<string, never>>({
    'zh-CN': () => '运行该会话的进程已结束。lvslab ps 会显示会话现在的状态。',
    en: () => 'The process that ran the session has ended. lvslab ps shows what became of the session.',
  }),
  internal: template<{ detail: string }>({
    'zh-CN': (p) => `内部错误：${p.detail}`,
    en: (p) => `Internal error: ${p.detail}`,
  }),
  'box.provider-unknown': template<{ name: string; known: readonly string[] }>({
    'zh-CN': (p) => `不能为 Vagrant 的 ${p.name} 制作 box（可以是：${p.known.join('、')}）`,
    en: (p) => `No box can be made for Vagrant's ${p.name} (it can be: ${p.known.join(', ')}).`,
  }),
  'vagrant.missing': template<Record<string, never>>({
    'zh-CN': () =>
      '找不到 vagrant。Debian：sudo apt-get install -y vagrant vagrant-libvirt libvirt-daemon-system；用 lvslab doctor --provider vagrant 检查。',
    en: () =>
      'vagrant was not found. On Debian: sudo apt-get install -y vagrant vagrant-libvirt libvirt-daemon-system; lvslab doctor --provider vagrant tells more.',
  }),
  'vagrant.too-old': template<{ version: string; oldest: string }>({
    'zh-CN': (p) =>
      `Vagrant ${p.version} 太旧，至少需要 ${p.oldest}：https://developer.hashicorp.com/vagrant/install`,
    en: (p) =>
      `Vagrant ${p.version} is too old, ${p.oldest} is needed: https://developer.hashicorp.com/vagrant/install`,
  }),
  'vagrant.locked': template<VagrantTrouble>({
    'zh-CN': (p) => `另一个 Vagrant 进程正在使用这些虚拟机，请等它结束后重试。\n${p.command}\n${p.detail}`,
    en: (p) =>
      `Another Vagrant process is at work on these machines: try again when it has ended.\n${p.command}\n${p.detail}`,
  }),
  'vagrant.disk-full': template<{ detail: string }>({
    'zh-CN': (p) =>
      `磁盘已满，Vagrant 无法继续。请腾出空间（lvslab down --all、vagrant box prune）后重试。\n${p.detail}`,
    en: (p) =>
      `The disk is full, Vagrant cannot go on. Free some space (lvslab down --all, vagrant box prune) and try again.\n${p.detail}`,
  }),
  'vagrant.box-missing': template<VagrantTrouble>({
    'zh-CN': (p) =>
      `没有这个 box，也无法下载。没有互联网时用自带的 box：去掉 LVSLAB_VAGRANT_BOX，或 lvslab image box 后 vagrant box add。\n${p.detail}`,
    en: (p) =>
      `This box is not here and could not be fetched. Without internet use our own: unset LVSLAB_VAGRANT_BOX, or lvslab image box, then vagrant box add.\n${p.detail}`,
  }),
  'vagrant.network-clash': template<VagrantTrouble>({
    'zh-CN': (p) =>
      `网络与这台机器上已有的网络冲突。用 virsh net-list --all 查看，先结束占用它的实验（lvslab ps、vagrant global-status）；管理网段可用 LVSLAB_MANAGEMENT=192.168.77.0/24 更换。\n${p.detail}`,
    en: (p) =>
      `A network clashes with one that this host has. See virsh net-list --all, and end the lab that has it first (lvslab ps, vagrant global-status); LVSLAB_MANAGEMENT=192.168.77.0/24 moves the management network.\n${p.detail}`,
  }),
  'vagrant.name-clash': template<VagrantTrouble>({
    'zh-CN': (p) =>
      `已有同名的虚拟机或磁盘。用 virsh list --all 查看；确认不再需要后 virsh undefine 名称 --remove-all-storage。\n${p.detail}`,
    en: (p) =>
      `A machine or disk of that name exists. See virsh list --all; if nobody needs it: virsh undefine NAME --remove-all-storage.\n${p.detail}`,
  }),
  'vagrant.libvirt-unreachable': template<VagrantTrouble>({
    'zh-CN': (p) => `无法连接 libvirt。lvslab doctor --provider vagrant 会说明原因和办法。\n${p.detail}`,
    en: (p) =>
      `libvirt cannot be reached. lvslab doctor --provider vagrant says why and what helps.\n${p.detail}`,
  }),
  'vagrant.plugin-missing': template<VagrantTrouble>({
    'zh-CN': (p) =>
      `Vagrant 没有可用的 provider。安装 VirtualBox，或 sudo apt-get install -y vagrant-libvirt；用 LVSLAB_VAGRANT_PROVIDER 指定用哪个。\n${p.detail}`,
    en: (p) =>
      `Vagrant has no usable provider. Install VirtualBox, or sudo apt-get install -y vagrant-libvirt; LVSLAB_VAGRANT_PROVIDER says which one to use.\n${p.detail}`,
  }),
  'vagrant.not-created': template<VagrantTrouble>({
    'zh-CN': (p) =>
      `虚拟机不在了，或没有运行：可能被别的程序关闭或删除。lvslab down 后重新开始。\n${p.detail}`,
    en: (p) =>
      `A machine is gone or does not run: somebody else may have halted or destroyed it. lvslab down, then start again.\n${p.detail}`,
  }),
  'vagrant.timeout': template<VagrantTrouble>({
    'zh-CN': (p) => `Vagrant 没有在限定时间内完成：${p.command}\n${p.detail}`,
    en: (p) => `Vagrant did not end in time: ${p.command}\n${p.detail}`,
  }),
  'vagrant.failed': template<VagrantTrouble>({
    'zh-CN': (p) => `Vagrant 失败：${p.command}\n${p.detail}`,
    en: (p) => `Vagrant failed: ${p.command}\n${p.detail}`,
  }),
  'export.unknown': template<{ format: string }>({
    'zh-CN': (p) => `不能导出为 ${p.format}；可以是 vagrant`,
    en: (p) => `There is no export as ${p.format}; it can be vagrant`,
  }),
  'export.not-empty': template<{ folder: string }>({
    'zh-CN': (p) =>
      `文件夹 ${p.folder} 不是空的。换一个，或加 --force 覆盖其中的 Vagrantfile 和 provision.sh。`,
    en: (p) =>
      `The folder ${p.folder} is not empty. Name another one, or --force to replace Vagrantfile and provision.sh in it.`,
  }),
  'provider.unknown': template<{ name: string; known: readonly string[] }>({
    'zh-CN': (p) => `没有名为 ${p.name} 的 provider（现有：${p.known.join('、')}）`,
    en: (p) => `There is no provider ${p.name} (there are: ${p.known.join(', ')}).`,
  }),
  'terminal.unknown': template<{ id: string }>({
    'zh-CN': (p) => `终端 ${p.id} 已关闭，请重新打开。`,
    en: (p) => `Terminal ${p.id} has been closed; open a new one.`,
  }),
  'session.setup-failed': template<{ script: string; node: string; exit: number; output: string }>({
    'zh-CN': (p) => `节点 ${p.node} 的准备脚本 ${p.script} 失败（退出码 ${p.exit}）：\n${p.output}`,
    en: (p) => `The setup script ${p.script} failed on ${p.node} (exit ${p.exit}):\n${p.output}`,
  }),
  'lab.unknown': template<{ lab: string; known: readonly string[] }>({
    'zh-CN': (p) => `没有实验 ${p.lab}（现有：${p.known.join('、')}）。也可以给出一个实验文件夹的路径。`,
    en: (p) =>
      `There is no lab ${p.lab} (there are: ${p.known.join(', ')}). A path of a lab's folder will do, too.`,
  }),
  'term.unknown': template<{ term: string; near: string }>({
    'zh-CN': (p) => `术语表里没有 ${p.term}${p.near === '' ? '' : `。是不是 ${p.near}？`}`,
    en: (p) => `The glossary has no term ${p.term}${p.near === '' ? '' : `. Did you mean ${p.near}?`}`,
  }),
  'lab.needs-capability': template<{
    lab: string;
    check: string;
    capability: 'checkpoints' | 'suspend' | 'links' | 'capture';
    provider: string;
  }>({
    'zh-CN': (p) =>
      `实验 ${p.lab} 不能用 ${p.provider} 运行：检查 ${p.check} 需要${p.capability === 'capture' ? '抓包' : '拔网线'}。请换一个，例如 --provider qemu。`,
    en: (p) =>
      `Lab ${p.lab} cannot run with ${p.provider}: its check ${p.check} needs to ${p.capability === 'capture' ? 'capture frames' : 'pull a cable'}. Use another one, as --provider qemu.`,
  }),
  'report.exists': template<{ file: string }>({
    'zh-CN': (p) => `文件 ${p.file} 已经存在；用 --out 换一个名字`,
    en: (p) => `The file ${p.file} exists; name another one with --out`,
  }),
  'lab.none': template<Record<string, never>>({
    'zh-CN': () => '请写出实验的名字，或用 --all 表示所有内置实验（lvslab labs 列出它们）',
    en: () => 'Name a lab, or use --all for every lab of the library (lvslab labs lists them)',
  }),
  'lab.ambiguous': template<{ lab: string; known: readonly string[] }>({
    'zh-CN': (p) => `有几个包都有实验 ${p.lab}，请写明是哪一个：${p.known.join('、')}`,
    en: (p) => `Several packs have a lab ${p.lab}; say which one: ${p.known.join(', ')}`,
  }),
  'lab.invalid': template<{ lab: string; problems: readonly PackProblem[]; more: number }>({
    'zh-CN': (p) =>
      `实验 ${p.lab} 有 ${p.problems.length + p.more} 处错误：\n${problemList(p.problems, 'zh-CN')}${p.more > 0 ? `\n……还有 ${p.more} 个问题，先改好上面这些` : ''}`,
    en: (p) =>
      `Lab ${p.lab} has ${p.problems.length + p.more} error${p.problems.length + p.more === 1 ? '' : 's'}:\n${problemList(p.problems, 'en')}${p.more > 0 ? `\n… and ${p.more} more; mend these first` : ''}`,
  }),
  'schema.unknown': template<{ file: string }>({
    'zh-CN': (p) => `没有 ${p.file} 的模式；可以是 lab、pack 或 class`,
    en: (p) => `There is no schema of ${p.file}; it can be lab, pack or class`,
  }),
  'step.unknown': template<{ step: string; known: readonly string[] }>({
    'zh-CN': (p) => `没有步骤 ${p.step}（现有：${p.known.join('、')}）`,
    en: (p) => `There is no step ${p.step} (there are: ${p.known.join(', ')})`,
  }),
  'step.has-checks': template<{ step: string }>({
    'zh-CN': (p) => `步骤 ${p.step} 有检查：检查全部通过才算完成`,
    en: (p) => `Step ${p.step} has checks: it is done when they pass`,
  }),
  'check.unknown': template<{ check: string; known: readonly string[] }>({
    'zh-CN': (p) => `没有检查 ${p.check}（现有：${p.known.join('、')}）`,
    en: (p) => `There is no check ${p.check} (there are: ${p.known.join(', ')})`,
  }),
  'answer.malformed': template<{ check: string; form: AnswerForm }>({
    'zh-CN': (p) => `这不像是 ${p.check} 的答案。请写：${word(answerCatalogue, p.form, 'zh-CN')}`,
    en: (p) => `This can be no answer to ${p.check}. Type ${word(answerCatalogue, p.form, 'en')}`,
  }),
  'answer.no-quiz': template<{ check: string }>({
    'zh-CN': (p) => `检查 ${p.check} 不是测验，不用回答；请用 lvslab check`,
    en: (p) => `Check ${p.check} is no quiz: nothing is answered there. Use lvslab check`,
  }),
  'hint.none': template<{ check: string; level: HintLevel }>({
    'zh-CN': (p) =>
      p.level === 'nudge' ? `检查 ${p.check} 没有写提示` : `检查 ${p.check} 所在的步骤没有参考命令`,
    en: (p) =>
      p.level === 'nudge'
        ? `Check ${p.check} has no nudge`
        : `The step of check ${p.check} has no commands to show`,
  }),
  'power.not-now': template<{ node: string; action: PowerAction; state: NodeState }>({
    'zh-CN': (p) =>
      `节点 ${p.node} 现在是“${nodeStateTexts[p.state]['zh-CN']}”，不能${powerTexts[p.action]['zh-CN']}`,
    en: (p) => `${p.node} is ${nodeStateTexts[p.state].en}: ${p.action} does nothing to it`,
  }),
  'node.unknown': template<{ node: string; known: readonly string[] }>({
    'zh-CN': (p) => `没有节点 ${p.node}（现有：${p.known.join('、')}）`,
    en: (p) => `There is no node ${p.node} (there are: ${p.known.join(', ')})`,
  }),
  cancelled: template<Record<string, never>>({
    'zh-CN': () => '已取消',
    en: () => 'Cancelled',
  }),
} as const;

export type ErrorMessage = MessageOf<typeof errorCatalogue>;
export type ErrorCode = ErrorMessage['code'];
