import type { LabSummary } from '../../contract/views.js';
import { type Text, template } from '../../contract/text.js';
import type { Status } from '../../contract/verdict.js';
import type { Texts } from '../base/i18n.js';

export const commonTexts = {
  product: { 'zh-CN': 'LVS Lab', en: 'LVS Lab' },
  library: { 'zh-CN': '实验库', en: 'Labs' },
  settings: { 'zh-CN': '设置', en: 'Settings' },
  commands: { 'zh-CN': '命令面板', en: 'Commands' },
  cancel: { 'zh-CN': '取消', en: 'Cancel' },
  close: { 'zh-CN': '关闭', en: 'Close' },
  copy: { 'zh-CN': '复制', en: 'Copy' },
  copied: { 'zh-CN': '已复制', en: 'Copied' },
  copyFailed: { 'zh-CN': '无法写入剪贴板', en: 'The clipboard could not be written' },
  loading: { 'zh-CN': '正在载入…', en: 'Loading…' },
  retry: { 'zh-CN': '重试', en: 'Try again' },
  backToLibrary: { 'zh-CN': '返回实验库', en: 'Back to the labs' },
  skip: { 'zh-CN': '跳到正文', en: 'Skip to the content' },
  engineConnecting: { 'zh-CN': '正在连接引擎…', en: 'Connecting to the engine…' },
  engineEnded: {
    'zh-CN': '引擎已结束，画面停在最后的状态。正在重试连接。',
    en: 'The engine ended. What you see is its last state; connecting again is being tried.',
  },
  reconnect: { 'zh-CN': '立即重新连接', en: 'Reconnect now' },
  viewFailed: { 'zh-CN': '这个界面出错了', en: 'This view failed' },
  openLink: { 'zh-CN': '打开外部链接？', en: 'Open an external link?' },
  openLinkBody: template<{ url: string }>({
    'zh-CN': (p) => `将在浏览器中打开：${p.url}`,
    en: (p) => `This opens in the browser: ${p.url}`,
  }),
  open: { 'zh-CN': '打开', en: 'Open' },
  minutes: template<{ count: number }>({
    'zh-CN': (p) => `${p.count} 分钟`,
    en: (p) => `${p.count} min`,
  }),
  points: template<{ earned: number; points: number }>({
    'zh-CN': (p) => `${p.earned}/${p.points} 分`,
    en: (p) => `${p.earned} of ${p.points} points`,
  }),
  worth: template<{ points: number }>({
    'zh-CN': (p) => `${p.points} 分`,
    en: (p) => `${p.points} ${p.points === 1 ? 'point' : 'points'}`,
  }),
} satisfies Texts;

export const levelTexts: Readonly<Record<LabSummary['level'], Text>> = {
  beginner: { 'zh-CN': '初级', en: 'Beginner' },
  intermediate: { 'zh-CN': '中级', en: 'Intermediate' },
  advanced: { 'zh-CN': '高级', en: 'Advanced' },
};

export const statusTexts: Readonly<Record<Status, Text>> = {
  pass: { 'zh-CN': '通过', en: 'pass' },
  fail: { 'zh-CN': '未通过', en: 'fail' },
  unknown: { 'zh-CN': '未能判断', en: 'unknown' },
};
