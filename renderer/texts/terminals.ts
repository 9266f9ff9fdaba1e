import type { NodeState } from '../../contract/machines.js';
import type { TerminalView } from '../../contract/views.js';
import { type Text, template } from '../../contract/text.js';
import type { Texts } from '../base/i18n.js';

export const terminalTexts = {
  terminals: { 'zh-CN': '终端', en: 'Terminals' },
  open: { 'zh-CN': '新终端', en: 'New terminal' },
  openOn: template<{ node: string }>({
    'zh-CN': (p) => `在 ${p.node} 打开终端`,
    en: (p) => `Open a terminal on ${p.node}`,
  }),
  notOpen: template<{ node: string }>({
    'zh-CN': (p) => `${p.node} 还没有打开终端。`,
    en: (p) => `No terminal is open on ${p.node}.`,
  }),
  close: template<{ name: string }>({
    'zh-CN': (p) => `关闭终端 ${p.name}`,
    en: (p) => `Close terminal ${p.name}`,
  }),
  split: { 'zh-CN': '并排', en: 'Split' },
  unsplit: { 'zh-CN': '取消并排', en: 'Unsplit' },
  search: { 'zh-CN': '查找', en: 'Search' },
  searchIn: { 'zh-CN': '在终端中查找', en: 'Search in the terminal' },
  nextMatch: { 'zh-CN': '下一个', en: 'Next match' },
  previousMatch: { 'zh-CN': '上一个', en: 'Previous match' },
  noMatch: { 'zh-CN': '没有找到', en: 'Not found' },
  label: template<{ name: string }>({ 'zh-CN': (p) => `终端 ${p.name}`, en: (p) => `Terminal ${p.name}` }),
  pasteAsk: template<{ count: number }>({
    'zh-CN': (p) => `粘贴 ${p.count} 行？`,
    en: (p) => `Paste ${p.count} lines?`,
  }),
  pasteBody: {
    'zh-CN': '每一行都可能立即执行。请先看一遍：',
    en: 'Each line may run at once. Read them first:',
  },
  menu: { 'zh-CN': '终端菜单', en: 'Terminal menu' },
  pasteByKeys: {
    'zh-CN': '浏览器不允许读取剪贴板，请按 Ctrl+Shift+V 粘贴。',
    en: 'The browser does not let this page read the clipboard: paste with Ctrl+Shift+V.',
  },
  copy: { 'zh-CN': '复制', en: 'Copy' },
  selectAll: { 'zh-CN': '全选', en: 'Select all' },
  clear: { 'zh-CN': '清除滚动历史', en: 'Clear what scrolled away' },
  larger: { 'zh-CN': '放大', en: 'Larger' },
  smaller: { 'zh-CN': '缩小', en: 'Smaller' },
  usual: { 'zh-CN': '恢复字号', en: 'Usual size' },
  newShell: { 'zh-CN': '新开一个', en: 'New shell' },
  paste: { 'zh-CN': '粘贴', en: 'Paste' },
  left: { 'zh-CN': '按 F6 离开终端', en: 'F6 leaves the terminal' },
} satisfies Texts;

/** What a terminal waits for when its machine does not run: it comes back by itself. */
export const awayTexts: Readonly<Partial<Record<NodeState, Text>>> = {
  booting: {
    'zh-CN': '机器正在重启，启动后终端自动恢复…',
    en: 'the machine restarts; this terminal comes back by itself…',
  },
  paused: {
    'zh-CN': '机器已暂停，继续运行后终端自动恢复…',
    en: 'the machine is paused; this terminal goes on with it…',
  },
  halted: {
    'zh-CN': '机器已关机，开机后终端自动恢复…',
    en: 'the machine is off; this terminal comes back when it boots…',
  },
  crashed: {
    'zh-CN': '机器已崩溃，开机后终端自动恢复…',
    en: 'the machine has crashed; this terminal comes back when it boots…',
  },
};

export const terminalStateTexts: Readonly<Record<TerminalView['state'], Text>> = {
  connecting: { 'zh-CN': '正在连接…', en: 'connecting…' },
  open: { 'zh-CN': '已连接', en: 'connected' },
  cut: { 'zh-CN': '连接断了，正在重连…', en: 'connection lost, connecting again…' },
  ended: { 'zh-CN': '命令解释器已退出', en: 'its shell has ended' },
};
