import type { QuizView } from '../../contract/quiz-view.js';

/** What an answer is put together with. */
export interface FieldProps<Q extends QuizView> {
  readonly quiz: Q;
  /** The question, as a label: seen, or for those who do not see. */
  readonly question: { readonly text: string; readonly look: string };
  readonly draft: string;
  readonly onDraft: (draft: string) => void;
}
