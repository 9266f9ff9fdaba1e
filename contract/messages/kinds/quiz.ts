import { entry, type Language, type Text } from '../../text.js';
import type { Prediction } from '../../prediction.js';
import { predictionIn } from '../naming.js';

export const quizTexts = {
  /** `reasons`: what the lab says of the answer. */
  'quiz.right': entry<{ reasons?: readonly Text[] }>(
    (p) => `回答正确${told('：', p.reasons, 'zh-CN')}`,
    (p) => `the answer is right${told(': ', p.reasons, 'en')}`,
  ),
  /** `answer`: '' where it says nothing without the quiz beside it; `missing`: so many more belong to what is chosen. */
  'quiz.wrong': entry<{ answer: string; reasons?: readonly Text[]; missing?: number }>(
    (p) => `回答不正确${after('：', p.answer)}${lacks(p.missing, 'zh-CN')}${told('。', p.reasons, 'zh-CN')}`,
    (p) =>
      `the answer is not right${after(': ', p.answer)}${lacks(p.missing, 'en')}${told('. ', p.reasons, 'en')}`,
  ),
  'quiz.noted': entry<Prediction>(
    (p) => `已记下：${predictionIn(p, 'zh-CN')}`,
    (p) => `noted: ${predictionIn(p, 'en')}`,
  ),
  'quiz.unanswered': entry<Record<string, never>>(
    () => '还没有回答',
    () => 'not answered yet',
  ),
} as const;

function after(sign: string, words: string): string {
  return words === '' ? '' : `${sign}${words}`;
}

function told(sign: string, reasons: readonly Text[] = [], language: Language): string {
  const texts = reasons.map((reason) => reason[language]);
  return after(sign, texts.join(language === 'zh-CN' ? '' : ' '));
}

function lacks(missing: number | undefined, language: Language): string {
  if (missing === undefined) return '';
  if (language === 'zh-CN') return `。选的都对，还缺 ${missing} 项`;
  return `. What is chosen is right, but ${missing} more ${missing === 1 ? 'belongs' : 'belong'} to it`;
}
