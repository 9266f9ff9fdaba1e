import type { Texts } from '../base/i18n.js';

export const shortcutTexts = {
  title: { 'zh-CN': '快捷键', en: 'Keyboard shortcuts' },
  everywhere: { 'zh-CN': '任何地方', en: 'Everywhere' },
  terminals: { 'zh-CN': '终端', en: 'Terminals' },
  topology: { 'zh-CN': '拓扑', en: 'Topology' },
  card: {
    'zh-CN': '打开、关闭名字对应的详情（先用 Tab 走到名字）',
    en: 'Open and close a machine’s details (Tab goes to its name)',
  },
  wheelKey: { 'zh-CN': '滚轮', en: 'Wheel' },
  wheel: { 'zh-CN': '缩放；按住拖动', en: 'Zoom; drag moves it' },
  listKeys: { 'zh-CN': '显示这张表', en: 'This list' },
  commands: { 'zh-CN': '命令面板：按名字找到能做的事', en: 'Commands: all that can be done, by name' },
  areas: { 'zh-CN': '下一个、上一个区域', en: 'Next and previous area' },
  controls: {
    'zh-CN': '下一个、上一个控件（终端里归命令行）',
    en: 'Next and previous control (in a terminal they are the shell’s)',
  },
  escape: { 'zh-CN': '关闭对话框、菜单、查找', en: 'Close a dialog, a menu, a search' },
  copy: { 'zh-CN': '复制选中的文字', en: 'Copy what is selected' },
  paste: { 'zh-CN': '粘贴（多行会先问）', en: 'Paste (several lines are asked about)' },
  search: { 'zh-CN': '查找', en: 'Search' },
  zoom: { 'zh-CN': '放大、缩小、恢复字号', en: 'Larger, smaller, usual size' },
  scroll: { 'zh-CN': '翻看滚动历史', en: 'Look at what scrolled away' },
  menu: { 'zh-CN': '菜单（或单击右键）', en: 'The menu (or a right click)' },
} satisfies Texts;
