import { answerCatalogue, answerForm } from '../contract/messages/answers.js';
import type { QuizView } from '../contract/quiz-view.js';
import { type Language, word } from '../contract/text.js';
import { cliCatalogue } from './messages.js';

/** What a quiz has to choose from, numbered as it is answered: lines to be read in a terminal, the last says how to answer. */
export function quizLines(check: string, quiz: QuizView, language: Language): readonly string[] {
  return [
    ...thingsOf(quiz, language),
    `lvslab answer ${check} …  ${word(answerCatalogue, answerForm(quiz), language)}`,
  ];
}

function thingsOf(quiz: QuizView, language: Language): readonly string[] {
  const numbered = (all: readonly string[]) => all.map((text, index) => `${index}  ${text}`);
  switch (quiz.type) {
    case 'choice':
      return numbered(quiz.options.map((each) => each[language]));
    case 'order':
      return numbered(quiz.items.map((each) => each[language]));
    case 'line':
      return numbered(quiz.lines);
    case 'match': {
      return [
        ...numbered(quiz.lefts.map((each) => each[language])),
        word(cliCatalogue, { code: 'answer.rights', params: {} }, language),
        ...numbered(quiz.rights.map((each) => each[language])),
      ];
    }
    default:
      return [];
  }
}
