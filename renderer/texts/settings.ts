import type { StorageItem } from '../../contract/views.js';
import type { Settings } from '../../contract/settings.js';
import { type Text, template } from '../../contract/text.js';
import type { Texts } from '../base/i18n.js';

export const settingsTexts = {
  settings: { 'zh-CN': '设置', en: 'Settings' },
  appearance: { 'zh-CN': '界面', en: 'Appearance' },
  language: { 'zh-CN': '语言', en: 'Language' },
  system: { 'zh-CN': '跟随系统', en: 'System' },
  chinese: { 'zh-CN': '简体中文', en: '简体中文' },
  english: { 'zh-CN': 'English', en: 'English' },
  theme: { 'zh-CN': '主题', en: 'Theme' },
  learner: { 'zh-CN': '学员姓名（写进报告）', en: "Learner's name, for reports" },
  classCode: { 'zh-CN': '班级码或凭证（老师给的）', en: 'Class code or ticket, from your teacher' },
  studentId: { 'zh-CN': '学号', en: 'Student id' },
  notInClass: {
    'zh-CN': '没有加入班级：实验用自带的数值。',
    en: 'In no class: labs have their own values.',
  },
  inClass: template<{ student: string }>({
    'zh-CN': (p) => `已加入班级，学号 ${p.student}：以后开始的实验用你自己的数值。清空班级码就是退出。`,
    en: (p) =>
      `In a class as student ${p.student}: labs that you begin have values of your own. To leave it, empty the code.`,
  }),
  notKept: template<{ because: string }>({
    'zh-CN': (p) => `没有保存：${p.because}`,
    en: (p) => `Not saved: ${p.because}`,
  }),
  fontSize: { 'zh-CN': '界面字号（像素）', en: 'Font size (pixels)' },
  terminalFontSize: { 'zh-CN': '终端字号（像素）', en: 'Terminal font size (pixels)' },
  screenReader: { 'zh-CN': '终端输出供读屏软件朗读', en: 'Terminals speak to a screen reader' },
  work: { 'zh-CN': '实验', en: 'Labs' },
  provider: { 'zh-CN': '虚拟机环境', en: 'Provider' },
  accelerator: { 'zh-CN': '硬件虚拟化（qemu）', en: 'Hardware virtualisation (qemu)' },
  copyOnSelect: { 'zh-CN': '在终端里选中即复制', en: 'Selecting in a terminal copies' },
  autoCheck: { 'zh-CN': '边做边自动检查当前步骤', en: 'Check the current step by itself as you work' },
  onQuit: { 'zh-CN': '退出时，运行中的会话', en: 'On quitting, running sessions are' },
  storage: { 'zh-CN': '磁盘占用', en: 'Storage' },
  storageHint: {
    'zh-CN': '这些都可以重新生成。正在使用的不能清理。',
    en: 'All of this can be made again. What is in use cannot be freed.',
  },
  name: { 'zh-CN': '名称', en: 'Name' },
  kind: { 'zh-CN': '类别', en: 'Kind' },
  size: { 'zh-CN': '大小', en: 'Size' },
  inUse: { 'zh-CN': '使用中', en: 'in use' },
  free: { 'zh-CN': '清理', en: 'Free it' },
  freeNamed: template<{ name: string }>({
    'zh-CN': (p) => `清理：${p.name}`,
    en: (p) => `Free it: ${p.name}`,
  }),
  freeAsk: { 'zh-CN': '清理它？', en: 'Free it?' },
  freeBody: template<{ name: string; size: string }>({
    'zh-CN': (p) => `${p.name}（${p.size}）会被删除；下次需要时重新生成，要多花些时间。`,
    en: (p) => `${p.name} (${p.size}) is deleted. It is made again when it is needed, which takes a while.`,
  }),
  freed: template<{ size: string }>({ 'zh-CN': (p) => `已释放 ${p.size}`, en: (p) => `${p.size} freed` }),
  nothingStored: { 'zh-CN': '没有可清理的内容。', en: 'Nothing is stored.' },
  total: template<{ size: string }>({ 'zh-CN': (p) => `共 ${p.size}`, en: (p) => `${p.size} in all` }),
  about: { 'zh-CN': '关于', en: 'About' },
  version: template<{ version: string }>({
    'zh-CN': (p) => `版本 ${p.version}`,
    en: (p) => `Version ${p.version}`,
  }),
  problem: { 'zh-CN': '报告问题', en: 'Report a problem' },
  problemHint: {
    'zh-CN': '把版本、本机检查、日志、未结束会话的记录和控制台输出放进一个文件，交给能修的人。',
    en: 'One file for whoever is to mend it: versions, what was found with this host, logs, and journal and consoles of the sessions that have not ended.',
  },
  problemLook: { 'zh-CN': '先看里面有什么…', en: 'See what is in it…' },
  problemPrivate: {
    'zh-CN': '里面没有密钥；会话记录里有学员的姓名和答案。',
    en: "No keys are in it; the journal has the learner's name and answers.",
  },
  problemSave: { 'zh-CN': '保存文件', en: 'Save the file' },
} satisfies Texts;

export const themeTexts: Readonly<Record<Settings['theme'], Text>> = {
  system: { 'zh-CN': '跟随系统', en: 'System' },
  light: { 'zh-CN': '浅色', en: 'Light' },
  dark: { 'zh-CN': '深色', en: 'Dark' },
  contrast: { 'zh-CN': '高对比度', en: 'High contrast' },
};

export const acceleratorTexts: Readonly<Record<Settings['accelerator'], Text>> = {
  probe: { 'zh-CN': '试启动成功就使用', en: 'used where a test boot succeeds' },
  none: { 'zh-CN': '不使用', en: 'not used' },
};

export const onQuitTexts: Readonly<Record<Settings['onQuit'], Text>> = {
  ask: { 'zh-CN': '每次询问', en: 'asked about' },
  suspend: { 'zh-CN': '挂起', en: 'suspended' },
  end: { 'zh-CN': '结束', en: 'ended' },
};

export const storageKindTexts: Readonly<Record<StorageItem['kind'], Text>> = {
  image: { 'zh-CN': '虚拟机镜像', en: 'guest image' },
  golden: { 'zh-CN': '启动快照', en: 'start snapshot' },
  session: { 'zh-CN': '会话', en: 'session' },
};
