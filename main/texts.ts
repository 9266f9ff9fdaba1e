import type { Language } from '../contract/text.js';

interface Texts {
  readonly question: (running: number) => string;
  readonly detail: string;
  readonly suspend: string;
  readonly end: string;
  readonly stay: string;
  readonly remember: string;
  readonly failed: string;
  readonly pack: (names: readonly string[]) => string;
  readonly packDetail: string;
  readonly close: string;
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
    pack: (names) => `这个版本还不能安装实验包：${names.join('、')}`,
    packDetail:
      '实验包里的实验可以从文件夹运行：取得该实验的文件夹，然后在终端执行\n\nlvslab run ./folder\n\n应用里自带的实验不受影响。',
    close: '知道了',
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
    pack: (names) => `This version cannot install lab packs yet: ${names.join(', ')}`,
    packDetail:
      'A lab can be run from its folder: get the folder of the lab, then run in a terminal\n\nlvslab run ./folder\n\nThe labs that come with the app are not affected.',
    close: 'Close',
  },
};
