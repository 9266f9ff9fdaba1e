import { commandNamed, named, type Wanted, wantedEn, wantedZh } from '../naming.js';
import { cause } from './cause.js';

/** Causes: packages, units, web servers, files and commands. */
export const nodesDiagnoses = {
  'package-not-installed': cause<{ node: string; name: string }>(
    (p) => `${p.node} 还没有安装软件包 ${p.name}。用 apt-get install 安装。`,
    (p) => `${p.node} does not have package ${p.name} yet. Install it with apt-get install.`,
  ),
  'unit-not-running': cause<{ node: string; name: string }>(
    (p) => `${p.node} 的服务 ${p.name} 没有运行。启动它，失败时看 journalctl 里的原因。`,
    (p) => `Unit ${p.name} does not run on ${p.node}. Start it; if it fails journalctl has the reason.`,
  ),
  'unit-not-enabled': cause<{ node: string; name: string }>(
    (p) => `${p.node} 的服务 ${p.name} 没有设为开机启动，重启后不会自己运行。`,
    (p) => `Unit ${p.name} is not enabled on ${p.node}: it will not come up after a reboot.`,
  ),
  'unit-enabled': cause<{ node: string; name: string }>(
    (p) => `${p.node} 的服务 ${p.name} 不该开机启动，重启后却会自己运行。用 systemctl disable 取消。`,
    (p) =>
      `Unit ${p.name} should not come up at boot on ${p.node}, but it is enabled. Take that back with systemctl disable.`,
  ),
  'unit-running': cause<{ node: string; name: string }>(
    (p) => `${p.node} 的服务 ${p.name} 不该运行，现在却在运行。用 systemctl stop 停掉它。`,
    (p) => `Unit ${p.name} should not run on ${p.node}, but it does. Stop it with systemctl stop.`,
  ),
  'web-not-running': cause<{ node: string; port: string }>(
    (p) => `真实服务器 ${p.node} 的 Web 服务没有启动：端口 ${p.port} 没有进程监听，分到它的连接都被拒绝。`,
    (p) =>
      `The web server of ${named('realserver', p.node)} is not running: nothing listens on port ${p.port}, so connections sent to it are refused.`,
  ),
  'web-other-port': cause<{ node: string; port: string; found: string }>(
    (p) => `${p.node} 的端口 ${p.port} 没有进程监听，监听的是 ${p.found}。让 Web 服务改为监听 ${p.port}。`,
    (p) =>
      `On ${p.node} nothing listens on port ${p.port}, but something does on ${p.found}. Make the web server listen on ${p.port}.`,
  ),
  'web-listens-elsewhere': cause<{ node: string; port: string; found: string; address: string }>(
    (p) =>
      `${p.node} 的 Web 服务只监听 ${p.found}:${p.port}。DR 模式下包的目的地址仍是 ${p.address}，所以要监听该地址或 0.0.0.0。`,
    (p) =>
      `The web server of ${p.node} listens on ${p.found}:${p.port} only. With DR packets still carry ${p.address} as destination, so it has to listen on that address or on 0.0.0.0.`,
  ),
  'page-missing': cause<{ node: string; status: string }>(
    (p) => `${p.node} 的 Web 服务有应答，但返回 ${p.status}：网页不存在或没有读权限。`,
    (p) =>
      `The web server of ${p.node} answers, but with ${p.status}: the page is missing or may not be read.`,
  ),
  'file-missing': cause<{ node: string; path: string }>(
    (p) => `${p.node} 上还没有写 ${p.path}，或者写到了别的路径。`,
    (p) => `${p.path} was not written on ${p.node} yet, or was written somewhere else.`,
  ),
  'file-present': cause<{ node: string; path: string }>(
    (p) => `${p.node} 上不该再有 ${p.path}，应该删除或改名。`,
    (p) => `${p.path} should not be on ${p.node} any more: remove or rename it.`,
  ),
  /** `begins`: its first line; absent in older journals. */
  'file-content': cause<{ node: string; path: string; begins?: string }>(
    (p) =>
      p.begins === undefined || p.begins === ''
        ? `${p.node} 的文件 ${p.path} 是空的，或者没有要求的那一行。`
        : `${p.node} 的文件 ${p.path} 里没有要求的内容，它以“${p.begins}”开头。`,
    (p) =>
      p.begins === undefined || p.begins === ''
        ? `The file ${p.path} on ${p.node} is empty, or lacks the line that is asked for.`
        : `The file ${p.path} on ${p.node} does not have what is asked for; it begins with "${p.begins}".`,
  ),
  /** `exit`, `said` (the first line that it printed): absent in older journals. */
  'command-failed': cause<{ node: string; run: string; exit?: number; said?: string }>(
    (p) =>
      p.said === undefined || p.said === ''
        ? `在 ${p.node} 上执行 ${commandNamed(p.run)}，什么也没有输出${p.exit === undefined ? '' : `，退出码 ${p.exit}`}。在那里亲手执行一次，看差在哪里。`
        : `在 ${p.node} 上执行 ${commandNamed(p.run)}，输出是“${p.said}”${p.exit === undefined ? '' : `，退出码 ${p.exit}`}，与要求的不同。`,
    (p) =>
      p.said === undefined || p.said === ''
        ? `${commandNamed(p.run)} printed nothing on ${p.node}${p.exit === undefined ? '' : ` and exited with ${p.exit}`}. Run it there yourself to see what is missing.`
        : `${commandNamed(p.run)} on ${p.node} printed "${p.said}"${p.exit === undefined ? '' : ` and exited with ${p.exit}`}, which is not what is asked for.`,
  ),
  /** `found`: what it resolves to; empty when to nothing. */
  'sysctl-differs': cause<{ node: string; keys: string; value: string; want: Wanted }>(
    (p) => `${p.node} 的 ${p.keys} 有效值是 ${p.value}，应${wantedZh(p.want)}。`,
    (p) => `The effective value of ${p.keys} on ${p.node} is ${p.value}; it should be ${wantedEn(p.want)}.`,
  ),
} as const;
