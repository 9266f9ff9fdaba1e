import { template } from '../text.js';

const at = (path: string, zh: boolean) => (path === '' ? '' : zh ? `：${path}` : `: ${path}`);

/** What the host's disk, files and processes refuse, and what is found broken on them; part of the catalogue of errors. */
export const hostErrors = {
  'host.disk-full': template<{ path: string }>({
    'zh-CN': (p) => `磁盘已满${at(p.path, true)}。请腾出空间（lvslab down --all、lvslab image rm）后重试。`,
    en: (p) =>
      `The disk is full${at(p.path, false)}. Free some space (lvslab down --all, lvslab image rm) and try again.`,
  }),
  'host.no-access': template<{ path: string; detail: string }>({
    'zh-CN': (p) =>
      `没有权限，或文件系统只读${at(p.path, true)}（${p.detail}）。请改正权限，或用环境变量 LVSLAB_DATA、LVSLAB_CACHE 换一个可写的文件夹。`,
    en: (p) =>
      `No permission, or a read-only file system${at(p.path, false)} (${p.detail}). Mend its rights, or name a folder that can be written with LVSLAB_DATA or LVSLAB_CACHE.`,
  }),
  'host.trouble': template<{ path: string; detail: string }>({
    'zh-CN': (p) => `这台机器报错${at(p.path, true)}：${p.detail}`,
    en: (p) => `This machine reports trouble${at(p.path, false)}: ${p.detail}`,
  }),
  'lock.held': template<{ path: string; pid: number }>({
    'zh-CN': (p) =>
      `进程 ${p.pid} 占用着 ${p.path}，没有动静。让它继续（kill -CONT ${p.pid}），或结束它（kill -KILL ${p.pid}），然后重试。`,
    en: (p) =>
      `Process ${p.pid} holds ${p.path} and does not go on. Continue it (kill -CONT ${p.pid}) or end it (kill -KILL ${p.pid}), then try again.`,
  }),
  'session.stuck': template<{ id: string; pid: number }>({
    'zh-CN': (p) =>
      `运行会话 ${p.id} 的进程${p.pid > 0 ? `（${p.pid}）` : ''}没有响应。如果它被暂停，可以让它继续（kill -CONT）；lvslab down ${p.id} 会结束它和它的虚拟机。`,
    en: (p) =>
      `The process that runs session ${p.id}${p.pid > 0 ? ` (${p.pid})` : ''} does not answer. One that was stopped goes on with kill -CONT; lvslab down ${p.id} ends it and its machines.`,
  }),
  'node.stuck': template<{ node: string; detail: string }>({
    'zh-CN': (p) =>
      `节点 ${p.node} 的 QEMU 没有照做（${p.detail}）。用 lvslab power ${p.node} off 结束它，或用 lvslab reset --node ${p.node} 恢复它。`,
    en: (p) =>
      `QEMU of node ${p.node} did not do it (${p.detail}). End it with lvslab power ${p.node} off, or have it back with lvslab reset --node ${p.node}.`,
  }),
  'session.record-bad': template<{ file: string; detail: string }>({
    'zh-CN': (p) =>
      `会话文件 ${p.file} 无法使用：${p.detail}。其他会话不受影响。请恢复这个文件；不再需要时删除它所在的文件夹。`,
    en: (p) =>
      `The session's file ${p.file} cannot be used: ${p.detail}. Other sessions are not affected. Restore the file, or remove its folder when it is not needed any more.`,
  }),
  'session.lab-bad': template<{ file: string; detail: string }>({
    'zh-CN': (p) =>
      `会话保存的实验 ${p.file} 无法使用：${p.detail}。没有它就不知道当时的步骤和检查。请从备份恢复这个文件；会话的虚拟机不受影响，也可以用 lvslab down 结束它。`,
    en: (p) =>
      `The lab that was kept with the session, ${p.file}, cannot be used: ${p.detail}. Without it nobody knows what its steps and checks were. Restore the file from a backup; the session's machines are as they were, and lvslab down ends it.`,
  }),
  'session.journal-damaged': template<{ file: string; lines: readonly number[] }>({
    'zh-CN': (p) =>
      `会话记录 ${p.file} 的第 ${p.lines.join('、')} 行已损坏，未计入；其余各行有效。请从备份恢复这个文件，或在结果里考虑到这一点。`,
    en: (p) =>
      `Of the journal ${p.file} line ${p.lines.join(', ')} is damaged and does not count; the other lines do. Restore the file from a backup, or bear it in mind with the result.`,
  }),
  'session.journal-changed': template<{ file: string; lines: readonly number[] }>({
    'zh-CN': (p) =>
      `会话记录 ${p.file} 的第 ${p.lines.join('、')} 行与它前面的一行接不上：写入之后，前面有内容被改动、删除或插入过。各行仍然照样计入；要作为成绩的依据，请先核实。`,
    en: (p) =>
      `In the journal ${p.file} line ${p.lines.join(', ')} does not follow the one before it: something before was changed, taken out or put in after it was written. The lines count all the same; look into it before a grade rests on them.`,
  }),
  'session.neglected': template<{ id: string; detail: string }>({
    'zh-CN': (p) =>
      `会话 ${p.id} 的虚拟机现在是什么样，查不清楚${p.detail === '' ? '' : `：${p.detail}`}。其他会话不受影响。改正后再试，或用 lvslab down ${p.id} 结束它。`,
    en: (p) =>
      `How the machines of session ${p.id} are cannot be told${p.detail === '' ? '' : `: ${p.detail}`}. Other sessions are not affected. Mend that and try again, or end it with lvslab down ${p.id}.`,
  }),
  'window.missing': template<{ fix: string }>({
    'zh-CN': (p) => `窗口页面还没有构建。请运行：${p.fix}`,
    en: (p) => `The window's page has not been built. Run: ${p.fix}`,
  }),
  'window.port': template<{ port: number; detail: string }>({
    'zh-CN': (p) => `无法使用端口 ${p.port}：${p.detail}。用 --port 换一个，或不指定端口。`,
    en: (p) => `Port ${p.port} cannot be used: ${p.detail}. Name another one with --port, or none.`,
  }),
  'window.port-unknown': template<{ typed: string }>({
    'zh-CN': (p) => `${p.typed} 不是端口号（0 到 65535）`,
    en: (p) => `${p.typed} is not a port (0 to 65535)`,
  }),
} as const;
