import { useEffect, useState } from 'react';
import { Form, Input, Label, Text as Words, TextField } from 'react-aria-components';
import { answerCatalogue, answerForm } from '../../contract/messages/answers.js';
import type { QuizView } from '../../contract/quiz-view.js';
import { word } from '../../contract/text.js';
import { useLanguage, useSay } from '../base/i18n.js';
import { emptyAnswer, isComplete } from '../logic/quiz.js';
import { labTexts } from '../texts/lab.js';
import { Button } from './controls.js';
import type { FieldProps } from './quiz-field.js';
import { MatchField, SequenceField } from './quiz-lists.js';
import { NodeOptions, Options } from './quiz-options.js';
import { OrderField } from './quiz-order.js';

export interface QuizProps {
  readonly quiz: QuizView;
  /** What was answered before. */
  readonly answer: string | undefined;
  /** The question stands above it already. */
  readonly asked: boolean;
  readonly onAnswer: (answer: string) => void;
}

/** A question with its answer in place, which is as one would type it (`contract/messages/answers`). */
export function Quiz({ quiz, answer, asked, onAnswer }: QuizProps) {
  const say = useSay(labTexts);
  const language = useLanguage();
  const before = answer ?? emptyAnswer(quiz);
  const [draft, setDraft] = useState(before);
  useEffect(() => setDraft(before), [before]);
  const question = { text: quiz.question[language], look: asked ? 'sr-only' : 'question' };
  const valid = isComplete(quiz, draft);
  return (
    <Form
      className="quiz"
      onSubmit={(event) => {
        event.preventDefault();
        if (valid) onAnswer(draft.trim());
      }}
    >
      <Field quiz={quiz} question={question} draft={draft} onDraft={setDraft} />
      <Button small type="submit" isDisabled={!valid || draft.trim() === answer}>
        {say(quiz.type === 'predict' ? 'predict' : 'answer')}
      </Button>
    </Form>
  );
}

function Field({ quiz, ...rest }: FieldProps<QuizView>) {
  const language = useLanguage();
  switch (quiz.type) {
    case 'choice':
      return (
        <Options {...rest} several={quiz.several} options={quiz.options.map((each) => each[language])} />
      );
    case 'line':
      return <Options {...rest} several={quiz.several} options={quiz.lines} look="lines" />;
    case 'node':
      return <NodeOptions {...rest} several={quiz.several} nodes={quiz.nodes} />;
    case 'order':
      return <OrderField {...rest} quiz={quiz} />;
    case 'match':
      return <MatchField {...rest} quiz={quiz} />;
    case 'predict':
      if (quiz.form === 'sequence') return <SequenceField {...rest} quiz={quiz} />;
      return <Typed {...rest} quiz={quiz} />;
    default:
      return <Typed {...rest} quiz={quiz} />;
  }
}

function Typed({ quiz, question, draft, onDraft }: FieldProps<QuizView>) {
  const language = useLanguage();
  const isNumber = quiz.type === 'number' || (quiz.type === 'predict' && quiz.form === 'number');
  const unit = quiz.type === 'predict' && quiz.form === 'number' ? quiz.unit?.[language] : undefined;
  return (
    <TextField value={draft} onChange={onDraft} className="field">
      <Label className={question.look}>{question.text}</Label>
      <span className="typed">
        <Input
          className={quiz.type === 'mac' ? 'input mono' : 'input'}
          inputMode={isNumber ? 'decimal' : 'text'}
          spellCheck={false}
          maxLength={quiz.type === 'predict' ? 200 : 1000}
        />
        {unit !== undefined && <span>{unit}</span>}
      </span>
      {draft.trim() !== '' && !isComplete(quiz, draft) && (
        // Else it is not known why it cannot be sent.
        <Words slot="description" className="quiet-text">
          {word(answerCatalogue, answerForm(quiz), language)}
        </Words>
      )}
    </TextField>
  );
}
