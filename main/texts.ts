import type { Language } from '../contract/text.js';

interface Texts {
  readonly question: (running: number) => string;
  readonly detail: string;
  readonly suspend: string;
  readonly end: string;
  readonly stay: string;
  readonly remember: string;
  readonly failed: string;
  readonly packs: string;
}

export const texts: Readonly<Record<Language, Texts>> = {
  'zh-CN': {
    question: (running) => `有 ${running} 个会话正在运行，怎么处理？`,
    detail: '挂起会把虚拟机连同终端里的工作保存到磁盘，下次接着做。',
    suspend: '挂起并退出',
    end: '结束会话并退出',
    stay: '不退出',
    remember: '以后都这样做',
    failed: '没有全部挂起',
    packs: '实验包',
  },
  en: {
    question: (running) =>
      running === 1
        ? 'One session runs. What shall become of it?'
        : `${running} sessions run. What shall become of them?`,
    detail: 'Suspending saves the machines with all the work in their terminals; you go on another day.',
    suspend: 'Suspend and quit',
    end: 'End and quit',
    stay: 'Stay',
    remember: 'Always do so',
    failed: 'Not everything could be suspended',
    packs: 'Lab packs',
  },
};
