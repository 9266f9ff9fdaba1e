import { type MessageOf, template } from '../text.js';

const plain = (zh: string, en: string) =>
  template<Record<string, never>>({ 'zh-CN': () => zh, en: () => en });

/** Why a check earns no points although it may hold: see engine/session/credit. `number`: of the step, from 1. */
export const creditCatalogue = {
  before: plain('在你开始之前就已成立，不得分', 'held before you began: no points'),
  solved: plain('已替你完成，不得分', 'done for you: no points'),
  'solved-with': template<{ number: number }>({
    'zh-CN': (p) => `替你完成第 ${p.number} 步时一并做好，不得分`,
    en: (p) => `done for you together with step ${p.number}: no points`,
  }),
  shown: plain('看过参考命令，不得分', 'its commands were shown: no points'),
  'lab-changed': plain(
    '实验在会话中途被改写过，不得分',
    'the lab was changed while this session ran: no points',
  ),
  'no-learner': plain('这次运行没有学员，不计分', 'nobody learned in this run: no points'),
} as const;

export type CreditMessage = MessageOf<typeof creditCatalogue>;
